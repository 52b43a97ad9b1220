// What a model's train returned, looked at before it is kept: metrics, signature, artifact, and a sample of rows to try predict with.

import type { ColumnBatch, ColumnValues } from '../duckdb/index.ts';
import { type Encoded, encode } from './artifact.ts';
import { columnOf, pick } from './column.ts';
import { problem } from './problems.ts';
import type { Random } from './random.ts';
import { Refusal } from './refusal.ts';
import type { Datatype, Signature } from './scripts.ts';
import { signatureOf } from './signature.ts';
import { nameOf } from './value-name.ts';

/** Fit to be kept, if predict answers well on the sample. */
export interface Candidate {
  readonly artifact: Encoded;
  readonly metrics: Readonly<Record<string, number>>;
  readonly signature: Signature;
  readonly sample: ColumnBatch;
}

const mostSampled = 64;

/** Throws a Refusal for what does not fit. */
export function candidateOf(returned: unknown, inputs: Readonly<Record<string, ColumnBatch>>, random: Random): Candidate {
  if (typeof returned !== 'object' || returned === null) throw new Refusal(problem('bad-training', { what: `it returned ${nameOf(returned)}` }));
  const { artifact, metrics, signature } = returned as { artifact?: unknown; metrics?: unknown; signature?: unknown };
  for (const [name, value] of Object.entries({ artifact, metrics, signature }))
    if (value === undefined) throw new Refusal(problem('bad-training', { what: `${name} is missing` }));
  const told = signatureOf(signature);
  return { metrics: metricsOf(metrics), signature: told, artifact: encode(artifact), sample: sampleOf(told, inputs, random) };
}

function metricsOf(value: unknown): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refusal(problem('bad-training', { what: `metrics is ${nameOf(value)}` }));
  for (const [name, metric] of Object.entries(value)) {
    const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
    if (!plain) throw new Refusal(problem('bad-metric', { name, what: 'has a name that is no plain word (letters, digits and _)' }));
    if (typeof metric !== 'number') throw new Refusal(problem('bad-metric', { name, what: `is ${nameOf(metric)}, not a number` }));
    if (!Number.isFinite(metric)) throw new Refusal(problem('bad-metric', { name, what: `is ${metric}` }));
  }
  return { ...(value as Record<string, number>) };
}

/** Rows of the first table that has every input of the signature without null, evenly spaced; else values made up from what was seen. */
function sampleOf(signature: Signature, inputs: Readonly<Record<string, ColumnBatch>>, random: Random): ColumnBatch {
  for (const batch of Object.values(inputs)) {
    const rows = evenly(wholeRows(signature, batch));
    if (rows.length === 0) continue;
    const columns: Record<string, ColumnValues> = {};
    for (const { name, datatype } of signature.inputs) {
      const made = columnOf(pick(batch.columns[name] as ColumnValues, rows), datatype);
      if ('column' in made) columns[name] = made.column;
    }
    if (Object.keys(columns).length === signature.inputs.length) return { columns, rowCount: rows.length };
  }
  return madeUp(signature, inputs, random);
}

function wholeRows({ inputs }: Signature, batch: ColumnBatch): readonly number[] {
  const columns = inputs.map(({ name }) => (Object.hasOwn(batch.columns, name) ? batch.columns[name] : undefined));
  if (!columns.every((column) => column !== undefined)) return [];
  const rows: number[] = [];
  for (let row = 0; row < batch.rowCount; row++) if (columns.every((column) => column[row] !== null)) rows.push(row);
  return rows;
}

const evenly = (rows: readonly number[]): readonly number[] =>
  rows.length <= mostSampled ? rows : Array.from({ length: mostSampled }, (_, i) => rows[Math.floor((i * rows.length) / mostSampled)] as number);

function madeUp(signature: Signature, inputs: Readonly<Record<string, ColumnBatch>>, random: Random): ColumnBatch {
  const texts = textsOf(inputs);
  const columns: Record<string, ColumnValues> = {};
  for (const { name, datatype } of signature.inputs) {
    const seen = texts.get(name) ?? [...texts.values()].flat();
    const values = Array.from({ length: mostSampled }, (): unknown => {
      if (datatype === 'BYTES') return seen.length ? seen[Math.floor(random.next() * seen.length)] : `text ${Math.floor(random.next() * 5)}`;
      if (datatype === 'BOOL') return random.next() < 0.5;
      return isFloat(datatype) ? random.next() * 4 - 2 : Math.floor(random.next() * 100);
    });
    const made = columnOf(values, datatype);
    if ('column' in made) columns[name] = made.column;
  }
  return { columns, rowCount: mostSampled };
}

const isFloat = (datatype: Datatype): boolean => datatype.startsWith('FP');

/** Up to 20 different texts of each column that has some. */
function textsOf(inputs: Readonly<Record<string, ColumnBatch>>): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, readonly string[]>();
  for (const { columns } of Object.values(inputs)) {
    for (const [name, values] of Object.entries(columns)) {
      if (ArrayBuffer.isView(values) || all.has(name)) continue;
      const seen = new Set<string>();
      for (let i = 0; i < values.length && seen.size < 20; i++) {
        const value = values[i];
        if (typeof value === 'string') seen.add(value);
      }
      if (seen.size) all.set(name, [...seen]);
    }
  }
  return all;
}
