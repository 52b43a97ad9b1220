// The rows of a model output: features in, predictions and reasons out, in the features' order. Asks the model only of rows that it can answer.

import { failed, type Outcome, ok } from '../../base/index.ts';
import type { ColumnBatch, ColumnValues, ServedRows } from '../../engine/index.ts';
import type { Scalar } from '../../product/index.ts';
import type { Time } from '../infer/batcher.ts';
import { columnOf, misfit } from '../infer/columns.ts';
import type { HeldModel } from '../infer/pool.ts';
import type { Layout } from '../infer/signature.ts';

export interface Cell {
  readonly value: unknown;
  /** The engine's type of a value that was passed through: its text may stand for a number. */
  readonly type?: string | undefined;
  /** Its text in JSON, where the engine gave one. */
  readonly json?: string | undefined;
}

export interface ModelRows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Features = Pick<ServedRows, 'rows' | 'json'>;
type Input = Layout['inputs'][number];
type Plain = string | number | bigint | boolean;

/** A feature as the model takes it; a text says why it can't be taken. */
function taken(value: Scalar | undefined, input: Input): { readonly value: Plain } | string {
  if (value === null || value === undefined || value === '' || isNaNText(value)) return `${input.name} is not known`;
  const plain = input.datatype === 'BYTES' || input.datatype === 'BOOL' ? value : numberOf(value, input.datatype);
  const what = misfit(plain, input.datatype);
  return what ? `${input.name}: ${what}` : { value: plain };
}

const isNaNText = (value: Scalar): boolean => Number.isNaN(value) || (typeof value === 'string' && /^nan$/i.test(value));

/** Decimals and 64-bit integers come as text. */
function numberOf(value: Exclude<Scalar, null>, datatype: Input['datatype']): Plain {
  if (typeof value !== 'string') return value;
  if (datatype.endsWith('64') && datatype !== 'FP64' && /^-?\d+$/.test(value)) return BigInt(value);
  return Number(value);
}

function reasonOf(row: readonly Scalar[], layout: Layout): { readonly reason: string } | { readonly inputs: readonly Plain[] } {
  const said = layout.reason < 0 ? null : row[layout.reason];
  if (said !== null && said !== undefined) return { reason: String(said) };
  const inputs: Plain[] = [];
  for (const input of layout.inputs) {
    const one = taken(row[input.at], input);
    if (typeof one === 'string') return { reason: one };
    inputs.push(one.value);
  }
  return { inputs };
}

/** Predicts what can be; without any row there is one of nulls that says so. Problems are the model's. */
export async function modelRows({ rows: features, json }: Features, layout: Layout, model: HeldModel, time: Time): Promise<Outcome<ModelRows>> {
  const outputs = model.served.signature.outputs;
  const names = [...layout.passed.map((p) => p.column.name), ...outputs.map((output) => output.name), 'reason'];
  if (!features.length) return ok({ names, rows: [names.map((name) => ({ value: name === 'reason' ? 'there is no row to predict' : null }))] });
  const judged = features.map((row) => reasonOf(row, layout));
  const inputs = judged.flatMap((one) => ('inputs' in one ? [one.inputs] : []));
  const predicted = inputs.length ? await model.batches.run(batchOf(inputs, layout), time) : ok<ColumnBatch>({ columns: {}, rowCount: 0 });
  if (!predicted.ok) return failed(...predicted.problems);
  let next = 0;
  const rows = features.map((row, i) => {
    const one = judged[i];
    const at = one && 'inputs' in one ? next++ : -1;
    const passed: Cell[] = layout.passed.map((p) => ({ value: row[p.at] ?? null, type: p.column.type, json: json?.[i]?.[p.at] }));
    const given: Cell[] = outputs.map((output) => ({ value: at < 0 ? null : (predicted.value.columns[output.name]?.[at] ?? null) }));
    return [...passed, ...given, { value: one && 'reason' in one ? one.reason : null }];
  });
  return ok({ names, rows });
}

function batchOf(rows: readonly (readonly Plain[])[], layout: Layout): ColumnBatch {
  const columns: Record<string, ColumnValues> = {};
  for (const [i, input] of layout.inputs.entries()) {
    columns[input.name] = columnOf(
      rows.map((row) => row[i] ?? null),
      input.datatype,
    );
  }
  return { columns, rowCount: rows.length };
}
