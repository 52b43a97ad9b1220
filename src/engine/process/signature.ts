// A model's signature as train returns it to the form that is kept: names with datatypes of the Open Inference Protocol. Pure.

import { nearest } from '../../base/index.ts';
import { datatypes } from './column.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import type { Datatype, Signature, Tensor } from './scripts.ts';
import { nameOf } from './value-name.ts';

/** Takes { name: datatype } or a list of { name, datatype } for inputs and for outputs. Throws a Refusal. */
export function signatureOf(value: unknown): Signature {
  if (typeof value !== 'object' || value === null) throw bad(`it is ${nameOf(value)}`);
  const { inputs, outputs } = value as { inputs?: unknown; outputs?: unknown };
  return { inputs: tensorsOf(inputs, 'inputs'), outputs: tensorsOf(outputs, 'outputs') };
}

const bad = (what: string): Refusal => new Refusal(problem('bad-signature', { what }));

function tensorsOf(value: unknown, side: 'inputs' | 'outputs'): readonly Tensor[] {
  if (typeof value !== 'object' || value === null) throw bad(`its ${side} are ${value === undefined ? 'missing' : nameOf(value)}`);
  const pairs: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.map((one: { name?: unknown; datatype?: unknown } | null) => [one?.name, one?.datatype])
    : Object.entries(value);
  if (pairs.length === 0) throw bad(`its ${side} are empty`);
  const seen = new Set<string>();
  return pairs.map(([name, datatype], i) => {
    if (typeof name !== 'string' || name === '') throw bad(`number ${i + 1} of its ${side} has no name`);
    if (seen.has(name)) throw bad(`its ${side} name "${name}" twice`);
    seen.add(name);
    if (datatypes.includes(datatype as Datatype)) return { name, datatype: datatype as Datatype };
    const said = typeof datatype === 'string' ? `"${datatype}"` : nameOf(datatype);
    const meant = typeof datatype === 'string' ? (sameAs[datatype.toLowerCase()] ?? nearest(datatype, datatypes)) : undefined;
    throw bad(`"${name}" has the datatype ${said}, ${meant ? `did you mean "${meant}"?` : `expected one of ${datatypes.join(', ')}`}`);
  });
}

/** What people write for a datatype. */
const sameAs: Readonly<Record<string, Datatype>> = {
  double: 'FP64',
  float: 'FP64',
  number: 'FP64',
  float64: 'FP64',
  float32: 'FP32',
  string: 'BYTES',
  text: 'BYTES',
  varchar: 'BYTES',
  boolean: 'BOOL',
  integer: 'INT32',
  int: 'INT32',
  bigint: 'INT64',
};
