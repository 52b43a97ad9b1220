// A contract's rules asked of data, outside of any product: every rule ends as pass, fail, error or not-run. Prints nothing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import { evaluate, type Finding, masked, personalFor, personalTables, rulesOfTable, type TypedRule } from '../../checks/index.ts';
import { type ContractRules, type ContractTable, contractProblem, contractRules, type NotRun, type ReadContract } from '../../contract/index.ts';
import { columnsOf, type Engine, engineSettings, type InputTable, type Surroundings, startEngine } from '../../engine/index.ts';
import type { Check } from '../../product/index.ts';
import type { Context } from '../verb.ts';
import { placeOfData } from './find-data.ts';
import { type ContractInputs, contractInputs, foldersOf, lacking } from './inputs.ts';
import { unsoundSql } from './sound-sql.ts';

export interface CheckRequest {
  readonly data?: string | undefined;
  readonly server?: string | undefined;
  readonly table?: string | undefined;
}

/** A rule with its answer; values of personal columns are masked. */
export interface RuleResult {
  readonly table: string;
  readonly rule: TypedRule;
  /** The contract's check it was made of, for what people wrote beside it; absent of a column's own keys. */
  readonly check?: Check | undefined;
  readonly finding: Finding;
}

export interface Checked {
  readonly tables: readonly { readonly name: string; readonly data: string; readonly rows: number | null; readonly results: readonly RuleResult[] }[];
  readonly notRun: readonly NotRun[];
  readonly warnings: readonly Problem[];
}

/** A started engine that may read a contract's data, and the tables as it reads them. */
export interface OpenedData {
  readonly engine: Engine;
  readonly surroundings: Surroundings;
  readonly inputs: ContractInputs;
  /** The contract's rules, with columns by the names that the data has. */
  readonly rules: ContractRules;
  /** Those asked for. */
  readonly tables: readonly ContractTable[];
  /** A folder in which the engine may write and read. */
  readonly temporary: string;
}

/** Finds a contract's data, starts an engine that may read it, and does some work with both; ends the engine. */
export async function withContractData<T>(
  { document }: ReadContract,
  request: CheckRequest,
  context: Pick<Context, 'cwd' | 'effects'> & { readonly flags: Pick<Context['flags'], 'clock' | 'set'> },
  work: (opened: OpenedData) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const first = contractRules(document);
  if (!first.ok) return first;
  const wanted = wantedTables(first.value.tables, request.table, document.file.path);
  if (!wanted.ok) return wanted;
  const place = placeOfData(document, { ...request, cwd: context.cwd });
  if (!place.ok) return place;
  const sets = Object.entries(context.flags.set).map(([name, value]) => `engine.${name}=${value}`);
  const settings = engineSettings({}, context.effects.variables, sets);
  if (!settings.ok) return settings;
  const clock = context.flags.clock ?? new Date(context.effects.now()).toISOString();
  const surroundings: Surroundings = { settings: settings.value.values, variables: {}, clock };
  const temporary = mkdtempSync(join(tmpdir(), 'trivet-check-'));
  const engine = startEngine({ temporary, readable: foldersOf(place.value), ...settings.value.machine });
  try {
    // one table of many may be given alone; the others are there for its references, where they are
    const tables = request.table !== undefined && place.value.kind === 'files' ? wanted.value : first.value.tables;
    const inputs = await contractInputs(engine, document, tables, place.value, surroundings);
    if (!inputs.ok) return inputs;
    const missing = lacking(inputs.value, wanted.value, place.value);
    if (missing.length > 0) return failed(...missing);
    const columns = new Map([...inputs.value.tables].map(([name, table]) => [name, namesOf(table)]));
    const rules = contractRules(document, { columns });
    if (!rules.ok) return rules;
    const names = new Set(wanted.value.map(({ name }) => name));
    return await work({
      engine,
      surroundings,
      inputs: inputs.value,
      rules: rules.value,
      tables: rules.value.tables.filter(({ name }) => names.has(name)),
      temporary,
    });
  } finally {
    await engine.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}

function wantedTables(tables: readonly ContractTable[], name: string | undefined, contract: string): Outcome<readonly ContractTable[]> {
  if (tables.length === 0) return failed(contractProblem('no-tables', { contract }));
  if (name === undefined) return ok(tables);
  const by = (nameOf: (table: ContractTable) => string) => tables.find((table) => nameOf(table).toLowerCase() === name.toLowerCase());
  const found = by((table) => table.name) ?? by((table) => table.physicalName);
  const names = tables.map((table) => table.name);
  return found ? ok([found]) : failed(contractProblem('unknown-table', { table: name, tables: names, near: nearest(name, names) }));
}
const namesOf = (table: InputTable): readonly string[] => columnsOf(table).map((column) => column.name);

/** Tables as SQL may name them: by the contract's name, and by the physical one where no other has it. */
export function namedInputs({ inputs, rules }: Pick<OpenedData, 'inputs' | 'rules'>): Readonly<Record<string, InputTable>> {
  const named = new Map([...inputs.tables].map(([name, table]) => [name.toLowerCase(), [name, table] as const]));
  for (const { name, physicalName } of rules.tables) {
    const table = inputs.tables.get(name);
    if (table && !named.has(physicalName.toLowerCase())) named.set(physicalName.toLowerCase(), [physicalName, table]);
  }
  return Object.fromEntries(named.values());
}

/** Asks every rule of the tables that were asked for. */
export async function checkContract(opened: OpenedData): Promise<Outcome<Checked>> {
  const { engine, surroundings, inputs, rules, tables } = opened;
  const unsound = await unsoundSql(engine, tables);
  const personal = personalTables(rules.tables);
  if (unsound.length > 0) return failed(...unsound);
  const others = namedInputs(opened);
  const checked: Checked['tables'][number][] = [];
  for (const described of tables) {
    const table = inputs.tables.get(described.name);
    if (!table) continue;
    const own = rulesOfTable(described);
    const rows = await rowsOf(engine, table, surroundings);
    const findings = await evaluate({
      engine,
      rules: own,
      asset: described.name,
      key: described.key?.columns.filter((name) => namesOf(table).some((n) => n.toLowerCase() === name.toLowerCase())),
      table,
      ...(rows === null || rows === undefined ? {} : { rows }),
      others,
      surroundings,
    });
    const byId = new Map(described.checks.map((check) => [`${described.name}.${check.name}`, check]));
    const results = own.map((rule, i) => ({
      table: described.name,
      rule,
      check: byId.get(rule.id),
      finding: masked(findings[i] as Finding, rule, personalFor(rule, personal)),
    }));
    checked.push({ name: described.name, data: inputs.labels.get(described.name) ?? '', rows, results });
  }
  const names = new Set(['', ...tables.map(({ name }) => name)]);
  return ok({ tables: checked, notRun: rules.notRun.filter(({ table }) => names.has(table)), warnings: rules.warnings });
}

async function rowsOf(engine: Pick<Engine, 'ask'>, table: InputTable, surroundings: Surroundings): Promise<number | null> {
  const [answer] = await engine.ask({ tables: { counted: table }, questions: [{ sql: 'select count(*) from counted' }], surroundings });
  const count = answer?.ok ? answer.value.rows[0]?.[0] : null;
  return typeof count === 'number' ? count : null;
}
