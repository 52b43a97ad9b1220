// rehearse --contract: a contract's tables on their data, outside of any product; what is proposed is written into the contract.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { digestOf, failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import { type ContractTable, contractProblem, readContract } from '../../contract/index.ts';
import type { InputTable } from '../../engine/index.ts';
import { addContractChecks, type Proposal, type Rehearsal, type RehearsalOptions, rehearseTables } from '../../rehearsal/index.ts';
import { replaceDurably } from '../../session/index.ts';
import { namedInputs, type OpenedData, withContractData } from '../contract/check.ts';
import { openContract } from '../contract/open.ts';
import { unsoundSql } from '../contract/sound-sql.ts';
import type { Context } from '../verb.ts';
import type { Rehearsed } from './end.ts';
import { reporter } from './report.ts';
import { failingNotes, leftNotes } from './text.ts';

export interface ContractWish {
  readonly contract: string;
  readonly data: string | undefined;
  readonly only: readonly string[];
  readonly options: RehearsalOptions;
  readonly write: boolean;
}

export async function rehearsedContract(context: Context, wish: ContractWish): Promise<Outcome<Rehearsed>> {
  const read = await openContract(wish.contract, context.cwd);
  if (!read.ok) return read;
  const [table] = wish.only.length === 1 ? wish.only : [];
  const done = await withContractData(read.value, { data: wish.data, table }, context, (opened) => rehearsed(context, opened, wish));
  if (!done.ok) return done;
  const { rehearsal, notes } = done.value;
  const proposals = rehearsal.proposals.map((proposal) => ({ proposal, file: wish.contract, text: proposal.odcs }));
  const { altered, left } = wish.write ? await write(resolve(context.cwd, wish.contract), rehearsal) : { altered: false, left: [] };
  return ok({
    of: 'contract',
    name: `contract ${wish.contract}`,
    rehearsal,
    proposals,
    written: altered ? [wish.contract] : [],
    left,
    notes: [...notes, ...leftNotes(left)],
    problems: read.value.warnings,
  });
}

async function rehearsed(
  context: Context,
  opened: OpenedData,
  { only, options }: ContractWish,
): Promise<Outcome<{ rehearsal: Rehearsal; notes: readonly string[] }>> {
  const { engine, surroundings, rules, temporary } = opened;
  const tables = chosen(opened.tables, only);
  if (!tables.ok) return tables;
  const unsound = await unsoundSql(engine, tables.value);
  if (unsound.length > 0) return failed(...unsound);
  const names = new Set(['', ...tables.value.map(({ name }) => name)]);
  let made = 0;
  const done = await rehearseTables({
    engine,
    surroundings,
    effects: context.effects,
    tables: toRehearse(tables.value, opened),
    beside: toRehearse(
      rules.tables.filter(({ name }) => !names.has(name)),
      opened,
    ),
    options,
    temporary: (suffix = '') => join(temporary, `rehearsal-${++made}${suffix}`),
    report: reporter(context),
    signal: context.signal,
  });
  if (!done.ok) return done;
  const notRun = rules.notRun.filter(({ table }) => names.has(table)).map(({ rule, reason }) => `${rule} is not run: ${reason}`);
  return ok({ rehearsal: done.value, notes: [...failingNotes(done.value), ...notRun] });
}

/** Tables whose data is there, as SQL in rules may call them. */
function toRehearse(tables: readonly ContractTable[], opened: OpenedData) {
  const named = namedInputs(opened);
  return tables.flatMap((described) => {
    const { name, physicalName } = described;
    const table = opened.inputs.tables.get(name);
    if (!table) return [];
    const alias = physicalName !== name && named[physicalName] === table ? { alias: physicalName } : {};
    return [{ described, table, ...alias, ...deliveryOf(table) }];
  });
}

function chosen(tables: readonly ContractTable[], only: readonly string[]): Outcome<readonly ContractTable[]> {
  if (only.length === 0) return ok(tables);
  const named = (name: string) => tables.find((t) => [t.name, t.physicalName].some((n) => n.toLowerCase() === name.toLowerCase()));
  const names = tables.map((t) => t.name);
  const unknown = only
    .filter((name) => !named(name))
    .map((table): Problem => contractProblem('unknown-table', { table, tables: names, near: nearest(table, names) }));
  return unknown.length > 0 ? failed(...unknown) : ok(only.flatMap((name) => named(name) ?? []));
}

/** Of CSV files, how they are taken in: faults of the delivery alter the bytes. */
function deliveryOf(table: InputTable) {
  if (table.kind !== 'files' || table.spec.format !== 'csv') return {};
  const { format, options, columns } = table.spec;
  return { delivery: { format, options, files: table.files.map((path) => ({ path, label: path })), declared: columns } };
}

async function write(path: string, { proposals }: Rehearsal): Promise<{ readonly altered: boolean; readonly left: readonly Proposal[] }> {
  const before = await readFile(path, 'utf8');
  const left: Proposal[] = [];
  let text = before;
  for (const table of new Set(proposals.map((p) => p.table))) {
    const own = proposals.filter((p) => p.table === table);
    const added = addContractChecks(
      text,
      table,
      own.map((p) => p.check),
    );
    left.push(...own.filter((p) => added.left.includes(p.check)));
    text = added.text;
  }
  const read = readContract({ path, text, digest: digestOf(text) });
  // it was a contract, and must be one
  if (!read.ok) return { altered: false, left: proposals };
  if (text !== before) await replaceDurably(path, text);
  return { altered: text !== before, left };
}
