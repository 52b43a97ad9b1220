// What a script makes of a test's rows: handed over as columns, as in a run; its rows cast by the engine, its model asked.

import { digestOfJson, failed, type Json, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import {
  type Column,
  type ColumnBatch,
  type ColumnValues,
  quoteName,
  type ScriptStep,
  type Signature,
  type Tensor,
  type TriedTable,
} from '../../engine/index.ts';
import type { Scalar, TestRows, UnitTest } from '../../product/index.ts';
import { columnIndex } from '../key.ts';
import { problem } from '../problems.ts';
import type { Cells } from './diff.ts';
import { cell, givenTables, misfits, type RowTable } from './given.ts';
import { type Actual, type AssetUnderTest, type ScriptUnderTest, surroundingsOf, type Tried, type UnitTestRequest } from './request.ts';

export async function tryScript(
  test: UnitTest,
  asset: AssetUnderTest,
  script: ScriptUnderTest,
  request: UnitTestRequest,
  limit: number,
): Promise<Tried> {
  const tables = givenTables(test, asset);
  if (!tables.ok) return { asked: false, problems: tables };
  const inputs = await columnsOf(test, tables.value, script, request);
  if (!inputs.ok) return { asked: false, problems: inputs };
  const { clock, variables } = surroundingsOf(test, request);
  const seed = digestOfJson({ script: script.code.script, given: tables.value } as unknown as Json);
  const step: ScriptStep = {
    asset: asset.asset,
    code: script.code,
    inputs: inputs.value,
    surroundings: { clock: script.clock ? clock : null, seed, variables, settings: script.settings },
    signal: request.signal,
  };
  return script.kind === 'model' ? tryModel(test, step, request) : { asked: true, made: await tryTable(test, step, script, request, limit) };
}

/** Inputs as a run hands them over: the columns that the yaml declares, in the engine's own order of rows. */
async function columnsOf(
  test: UnitTest,
  tables: Readonly<Record<string, RowTable>>,
  { reads }: ScriptUnderTest,
  request: UnitTestRequest,
): Promise<Outcome<Readonly<Record<string, ColumnBatch>>> | (Outcome<never> & { readonly ok: false })> {
  const inputs: Record<string, ColumnBatch> = {};
  for (const [name, given] of Object.entries(tables)) {
    const only = reads.get(name)?.columns;
    const left = (only ?? []).filter((column) => columnIndex(given.columns, column) < 0);
    const table = withNulls(given, left);
    const batch = await request.engine.columns({ table, only, surroundings: surroundingsOf(test, request) });
    if (!batch.ok) return failed(...((await misfits(test, { [name]: table }, request)) ?? batch.problems));
    inputs[name] = batch.value;
  }
  return ok(inputs);
}

/** What a test leaves out is null, of whatever type. */
const withNulls = (table: RowTable, names: readonly string[]): RowTable => ({
  kind: 'rows',
  columns: [...table.columns, ...names.map((name): Column => ({ name, type: 'VARCHAR' }))],
  rows: table.rows.map((row) => [...row, ...names.map(() => null)]),
});

/** The script's rows in the types that are declared, else in those that its values tell. */
async function tryTable(
  test: UnitTest,
  step: ScriptStep,
  script: ScriptUnderTest,
  request: UnitTestRequest,
  limit: number,
): Promise<Outcome<Actual>> {
  const made = await request.scripts.tryRows(step);
  if (!made.ok) return made;
  const columns = typed(made.value, script.columns);
  if (made.value.rows === 0) return ok({ columns, rows: [], truncated: false, open: true });
  const texts: RowTable = {
    kind: 'rows',
    columns: columns.map(({ name }) => ({ name, type: 'VARCHAR' })),
    rows: made.value.values.map((row) => columns.map((_, i) => row[i] ?? null)),
  };
  const sql = `select ${columns.map(({ name, type }) => `cast(${quoteName(name)} as ${type}) as ${quoteName(name)}`).join(', ')} from made`;
  const at = { file: script.code.script };
  const [answer] = await request.engine.ask({
    tables: { made: texts },
    questions: [{ sql, origin: { ...at, line: 1, at }, limit, own: { asset: step.asset } }],
    surroundings: surroundingsOf(test, request),
  });
  return answer ?? failed();
}

/** The columns that were made, then those only declared, which are null. */
function typed({ columns }: TriedTable, declared: readonly Column[]): readonly Column[] {
  const made = columns.map(({ name, type }) => ({ name, type: declared[columnIndex(declared, name)]?.type ?? type }));
  return [...made, ...declared.filter(({ name }) => columnIndex(columns, name) < 0)];
}

async function tryModel(test: UnitTest, step: ScriptStep, { scripts }: UnitTestRequest): Promise<Tried> {
  const { predict } = test;
  let wrong: readonly Problem[] = [];
  const ask = (rows: TestRows) => (signature: Signature) => {
    const columns = asked(test, rows, signature);
    if (!columns.ok) wrong = columns.problems;
    return columns;
  };
  const trained = await scripts.tryModel(step, predict && ask(predict));
  if (wrong.length > 0) return { asked: false, problems: failed(...wrong) };
  if (!trained.ok) return { asked: true, made: trained };
  const { metrics, signature, answers } = trained.value;
  return { asked: true, made: ok({ ...answered(signature, answers, predict), metrics }) };
}

/** The rows of `predict` as the model's inputs, of the forms that its signature names. */
function asked(test: UnitTest, rows: TestRows, { inputs }: Signature): Outcome<ColumnBatch> {
  const { name, asset } = test;
  const names = inputs.map((tensor) => tensor.name);
  const unfit = (what: string, instead: string) => problem('test-form', { test: name, asset, what, instead }, { at: rows.at });
  const without = (some: readonly string[], others: readonly string[]) =>
    some.filter((one) => !others.some((other) => other.toLowerCase() === one.toLowerCase()));
  const missing = without(names, rows.columns);
  const problems = missing.map((one) => {
    const near = nearest(one, without(rows.columns, names));
    return unfit(`predict gives no ${one}, which the model takes`, near ? `write ${one} in place of ${near}` : `give ${one} in every row of predict`);
  });
  const columns = Object.fromEntries(inputs.map((tensor) => [tensor.name, rows.rows.map((row) => inputOf(cell(row, tensor.name), tensor))]));
  for (const { name: one } of inputs) {
    const empty = missing.includes(one) ? -1 : (columns[one] ?? []).indexOf(null);
    if (empty >= 0)
      problems.push(unfit(`row ${empty + 1} of predict has no ${one}, and a model takes no null`, `give ${one} in every row of predict`));
  }
  return problems.length > 0 ? failed(...problems) : ok({ columns, rowCount: rows.rows.length });
}

function inputOf(value: Scalar, { datatype }: Tensor): Scalar {
  if (value === null) return null;
  if (datatype === 'BYTES') return String(value);
  return datatype === 'BOOL' && typeof value === 'string' && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;
}

/** What the model answered, and beside it what it was asked, row by row. */
function answered(
  { outputs }: Signature,
  answers: ColumnBatch | undefined,
  predict: TestRows | undefined,
): Pick<Actual, 'columns' | 'rows' | 'truncated'> {
  if (!answers || !predict) return { columns: [], rows: [], truncated: false };
  const passed = predict.columns.filter((name) => !outputs.some((output) => output.name.toLowerCase() === name.toLowerCase()));
  const columns = [...outputs.map(({ name, datatype }) => ({ name, type: types[datatype] })), ...passed.map((name) => ({ name, type: 'VARCHAR' }))];
  const rows = predict.rows.map(
    (row, r): Cells => [
      ...outputs.map(({ name }) => scalarOf((answers.columns[name] as ColumnValues)[r] ?? null)),
      ...passed.map((name) => cell(row, name)),
    ],
  );
  return { columns, rows, truncated: false };
}

const types: Readonly<Record<Tensor['datatype'], string>> = {
  BOOL: 'BOOLEAN',
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  UINT8: 'UTINYINT',
  UINT16: 'USMALLINT',
  UINT32: 'UINTEGER',
  UINT64: 'UBIGINT',
  FP32: 'FLOAT',
  FP64: 'DOUBLE',
  BYTES: 'VARCHAR',
};

/** As the engine answers: integers beyond 2^53 and what is no finite number as text. */
function scalarOf(value: string | number | bigint | boolean | null): Scalar {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  return value;
}
