// An inference request of the Open Inference Protocol, JSON or with binary tensors behind it, checked against the model's signature.

import { failed, nearest, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { ColumnBatch, ColumnValues, Signature, Tensor } from '../../engine/index.ts';
import { printed } from '../http/guard.ts';
import { problem } from '../problems.ts';
import { fromBytes } from './binary.ts';
import { columnOf, misfit, shown } from './columns.ts';

export interface InferRequest {
  readonly id?: string | undefined;
  readonly columns: ColumnBatch;
  /** The shape that the rows came in, and that the answer goes out in. */
  readonly shape: readonly number[];
  /** In the order asked for. */
  readonly outputs: readonly (Tensor & { readonly binary: boolean })[];
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const unreadable = (what: string) => failed(problem('infer-request', { what }));

/** JSON with whole numbers beyond 2^53 as bigints where `exact`; everything else as usual. */
function parsed(text: string, exact: boolean): unknown {
  if (!exact || !/\d{16}/.test(text)) return JSON.parse(text);
  const reviver = (_key: string, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' && context?.source && /^-?\d{16,}$/.test(context.source) ? BigInt(context.source) : value;
  return JSON.parse(text, reviver);
}

const is64 = (tensor: Tensor) => tensor.datatype === 'INT64' || tensor.datatype === 'UINT64';

/** `headerLength`: the text of Inference-Header-Content-Length, where the request has one. */
export function inferRequest(body: Buffer, headerLength: string | undefined, signature: Signature): Outcome<InferRequest> {
  const length = headerLength === undefined ? body.length : /^\d{1,9}$/.test(headerLength) ? Number(headerLength) : Number.NaN;
  if (!(length <= body.length))
    return unreadable(`Inference-Header-Content-Length ${printed(headerLength ?? '')} is not within its ${body.length} bytes`);
  let header: unknown;
  try {
    header = parsed(body.toString('utf8', 0, length), signature.inputs.some(is64));
  } catch (error) {
    return unreadable(`its JSON does not parse (${error instanceof Error ? error.message : 'no reason given'})`);
  }
  if (!isObject(header) || !Array.isArray(header.inputs)) return unreadable('it is no object with `inputs`');
  if (header.id !== undefined && typeof header.id !== 'string') return unreadable('its id is no text');
  const rest = body.subarray(length);
  const inputs = inputsOf(header.inputs, rest, signature);
  if (!inputs.ok) return inputs;
  const outputs = outputsOf(header, signature);
  if (!outputs.ok) return outputs;
  return ok({ id: header.id, ...inputs.value, outputs: outputs.value });
}

/** One input as sent: its declaration found, its shape read, and where its data is. */
interface Sent {
  readonly tensor: Tensor;
  readonly shape: readonly number[];
  readonly data: unknown;
  readonly size: number | undefined;
}

function inputsOf(list: readonly unknown[], rest: Buffer, signature: Signature): Outcome<Pick<InferRequest, 'columns' | 'shape'>> {
  const inputs: Sent[] = [];
  // One more than there may be is sent twice, or unknown: there is no need to look further.
  for (const one of list.slice(0, signature.inputs.length + 1)) {
    const sent = sentInput(one, signature);
    if (!sent.ok) return sent;
    inputs.push(sent.value);
  }
  const names = inputs.map((one) => one.tensor.name);
  const wrong = [...namesWrong(names, signature.inputs), ...shapesWrong(inputs)];
  if (wrong.length) return failed(...wrong);
  const columns: Record<string, ColumnValues> = {};
  const shape = inputs[0]?.shape ?? [0];
  let at = 0;
  for (const one of inputs) {
    const end = at + (one.size ?? 0);
    if (end > rest.length) return unreadable(`the bytes of ${one.tensor.name} end behind it`);
    const values = one.size === undefined ? fromJson(one) : fromBytes(one.tensor.name, rest.subarray(at, end), one.tensor.datatype, shape[0] ?? 0);
    if (!values.ok) return values;
    columns[one.tensor.name] = columnOf(values.value, one.tensor.datatype);
    at = end;
  }
  if (at !== rest.length) return unreadable(`${rest.length - at} bytes behind its JSON belong to no input`);
  return ok({ columns: { columns, rowCount: shape[0] ?? 0 }, shape });
}

function sentInput(one: unknown, signature: Signature): Outcome<Sent> {
  if (!isObject(one) || typeof one.name !== 'string') return unreadable('an input has no name');
  const name = one.name;
  const tensor = signature.inputs.find((input) => input.name === name);
  const names = signature.inputs.map((input) => input.name);
  if (!tensor) return failed(problem('infer-names', { what: unknownName('input', name, names), expected: names }));
  if (one.datatype !== tensor.datatype) {
    return failed(problem('infer-datatype', { tensor: name, datatype: shown(one.datatype), expected: tensor.datatype }));
  }
  const shape = shapeOf(one.shape);
  if (!shape) {
    const sent = Array.isArray(one.shape) ? `[${one.shape.slice(0, 5).map(shown).join(', ')}]` : shown(one.shape);
    return failed(problem('infer-shape', { tensor: name, what: `${sent} is neither [rows] nor [rows, 1]` }));
  }
  const parameters = isObject(one.parameters) ? one.parameters : {};
  if (parameters.shared_memory_region !== undefined) return unreadable('shared memory is not offered');
  const size = parameters.binary_data_size;
  if (size !== undefined && !(Number.isSafeInteger(size) && (size as number) >= 0))
    return unreadable(`the binary_data_size of ${name} is no whole number`);
  return ok({ tensor, shape, data: one.data, size: size as number | undefined });
}

function shapeOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > 2) return undefined;
  const sizes = value.filter((n): n is number => Number.isSafeInteger(n) && n >= 0);
  return sizes.length === value.length && (sizes[1] ?? 1) === 1 ? sizes : undefined;
}

const unknownName = (what: string, name: string, names: readonly string[]): string => {
  const near = nearest(name.slice(0, 100), names);
  return `the model has no ${what} ${printed(name)}${near ? `, did you mean ${near}` : ''}`;
};

function namesWrong(names: readonly string[], inputs: readonly Tensor[]): readonly Problem[] {
  const expected = inputs.map((one) => one.name);
  const missing = expected.filter((name) => !names.includes(name));
  const twice = expected.filter((name) => names.indexOf(name) !== names.lastIndexOf(name));
  return [
    ...(missing.length ? [problem('infer-names', { what: `the input ${missing.join(', ')} is missing`, expected })] : []),
    ...(twice.length ? [problem('infer-names', { what: `the input ${twice.join(', ')} is sent twice`, expected })] : []),
  ];
}

function shapesWrong(inputs: readonly Sent[]): readonly Problem[] {
  const [first, ...others] = inputs;
  const differing = others.find((one) => one.shape[0] !== first?.shape[0]);
  if (!first || !differing) return [];
  return [
    problem('infer-shape', { tensor: differing.tensor.name, what: `it has ${differing.shape[0]} rows, and ${first.tensor.name} ${first.shape[0]}` }),
  ];
}

type Plain = (string | number | bigint | boolean | null)[];

function fromJson({ tensor, shape, data }: Sent): Outcome<Plain> {
  if (!Array.isArray(data)) return failed(problem('infer-value', { tensor: tensor.name, what: 'there is none' }));
  const nested = data.some(Array.isArray);
  const odd = nested ? data.findIndex((row) => !Array.isArray(row) || row.length !== 1) : -1;
  if (odd >= 0) return failed(problem('infer-value', { tensor: tensor.name, what: `row ${odd + 1} is no list of one value` }));
  const flat: unknown[] = nested ? data.flat() : data;
  const rows = shape[0] ?? 0;
  if (flat.length !== rows) return failed(problem('infer-value', { tensor: tensor.name, what: `${flat.length} values are not ${rows}` }));
  for (const [i, value] of flat.entries()) {
    const what = misfit(value, tensor.datatype);
    if (what) return failed(problem('infer-value', { tensor: tensor.name, what: `row ${i + 1}: ${what}` }));
  }
  return ok(flat as Plain);
}

function outputsOf(header: Members, signature: Signature): Outcome<InferRequest['outputs']> {
  const parameters = isObject(header.parameters) ? header.parameters : {};
  const all = parameters.binary_data_output === true;
  if (header.outputs === undefined) return ok(signature.outputs.map((tensor) => ({ ...tensor, binary: all })));
  if (!Array.isArray(header.outputs)) return unreadable('its `outputs` is no list');
  const outputs: (Tensor & { binary: boolean })[] = [];
  const names = signature.outputs.map((tensor) => tensor.name);
  for (const one of header.outputs) {
    if (!isObject(one) || typeof one.name !== 'string') return unreadable('an output has no name');
    const name = one.name;
    const tensor = signature.outputs.find((output) => output.name === name);
    if (!tensor) return failed(problem('infer-names', { what: unknownName('output', name, names), expected: names }));
    if (outputs.some((output) => output.name === name))
      return failed(problem('infer-names', { what: `the output ${name} is asked twice`, expected: names }));
    const wishes = isObject(one.parameters) ? one.parameters : {};
    if (wishes.classification !== undefined || wishes.shared_memory_region !== undefined)
      return unreadable('classification and shared memory are not offered');
    outputs.push({ ...tensor, binary: typeof wishes.binary_data === 'boolean' ? wishes.binary_data : all });
  }
  return ok(outputs.length ? outputs : signature.outputs.map((tensor) => ({ ...tensor, binary: all })));
}
