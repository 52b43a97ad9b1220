// predict, called and looked at: its answer against the signature, and whether a row's answer depends on the rows beside it.

import type { ColumnBatch, ColumnValues } from '../duckdb/index.ts';
import { columnOf, pick, type Values } from './column.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import type { Signature } from './scripts.ts';
import { nameOf } from './value-name.ts';

/** A model in this process: columns in the signature's forms go in. */
export interface LoadedModel {
  readonly signature: Signature;
  readonly predict: (columns: Readonly<Record<string, ColumnValues>>) => unknown;
}

/** The answer, each output in its datatype's form. Throws what predict throws, or a Refusal. */
export function answer(model: LoadedModel, batch: ColumnBatch): ColumnBatch {
  const { signature } = model;
  const columns: Record<string, ColumnValues> = {};
  for (const { name, datatype } of signature.inputs) {
    const given = Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined;
    if (given === undefined) throw input(`"${name}" is missing`);
    if (given.length !== batch.rowCount) throw input(`"${name}" has ${given.length} values for ${batch.rowCount} rows`);
    const made = columnOf(given, datatype);
    if ('misfit' in made) throw input(`"${name}" is ${datatype}, and row ${made.misfit.row} has ${shown(made.misfit.value)}`);
    columns[name] = made.column;
  }
  return { columns: outputs(model.predict(columns), signature, batch.rowCount), rowCount: batch.rowCount };
}

const input = (what: string): Refusal => new Refusal(problem('bad-input', { what }));
const output = (what: string): Refusal => new Refusal(problem('bad-prediction', { what }));

function outputs(returned: unknown, signature: Signature, rowCount: number): Readonly<Record<string, ColumnValues>> {
  if (typeof (returned as { then?: unknown } | null)?.then === 'function') throw output('it returned a promise; it must answer at once');
  if (typeof returned !== 'object' || returned === null) throw output(`it returned ${nameOf(returned)}`);
  const found = returned as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(found).find((name) => !signature.outputs.some((one) => one.name === name));
  const columns: Record<string, ColumnValues> = {};
  for (const { name, datatype } of signature.outputs) {
    const values = found[name];
    if (values === undefined) throw output(`the output "${name}" is missing${unknown === undefined ? '' : `, and there is "${unknown}"`}`);
    if (!isList(values)) throw output(`the output "${name}" is ${nameOf(values)}, not a column`);
    if (values.length !== rowCount) throw output(`the output "${name}" has ${values.length} values for ${rowCount} rows`);
    const made = columnOf(values, datatype);
    if ('misfit' in made) throw output(`the output "${name}" is ${datatype}, and row ${made.misfit.row} has ${shown(made.misfit.value)}`);
    columns[name] = made.column;
  }
  if (unknown !== undefined) throw output(`the output "${unknown}" is not in the signature`);
  return columns;
}

const isList = (value: unknown): value is Values => Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));

const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : typeof value === 'bigint' || typeof value === 'number' ? String(value) : nameOf(value);

/** The sample as one batch, then in reversed order, then row by row: every answer must be the same, bit by bit. Throws a Refusal. */
export function proveIndependent(model: LoadedModel, sample: ColumnBatch): void {
  const rows = Array.from({ length: sample.rowCount }, (_, row) => row);
  // Copied: a script may answer into the same arrays each time.
  const all = part(answer(model, part(sample, rows)), rows);
  const reversed = rows.toReversed();
  compare(all, answer(model, part(sample, reversed)), reversed, 'in reversed order');
  for (const row of rows) compare(all, answer(model, part(sample, [row])), [row], 'alone');
}

const part = (batch: ColumnBatch, rows: readonly number[]): ColumnBatch => ({
  columns: Object.fromEntries(Object.entries(batch.columns).map(([name, values]) => [name, pick(values, rows)])),
  rowCount: rows.length,
});

/** `rows`: which row of the whole batch each of the answers is for. */
function compare(all: ColumnBatch, some: ColumnBatch, rows: readonly number[], how: string): void {
  for (const [name, values] of Object.entries(all.columns)) {
    rows.forEach((row, i) => {
      const [expected, found] = [values[row], some.columns[name]?.[i]];
      if (!Object.is(expected, found))
        throw new Refusal(problem('rows-not-independent', { output: name, row: row + 1, how, found: shown(found), expected: shown(expected) }));
    });
  }
}
