// parameters: of outputs/NAME.yaml: names, types, bounds and defaults, which must fit each other. Which of them the SQL uses is not known here.

import { isScalar } from 'yaml';
import { nearest, type Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Parameter, Scalar } from '../product.ts';
import { decimalPattern, isAbove, isDecimal, isOfType, plainTypes, wordsOf } from '../values/parameter.ts';
import { byKind, listOf, mapped, members, type Named, named, needed, optional, type Placed, placed } from './compound.ts';
import { placeOfSpot } from './document.ts';
import { bound, type Form, scalar, text, wrongKind } from './form.ts';
import { identifier } from './notations.ts';

const parameterType: Form<string> = {
  expects: 'a type',
  example: 'text',
  schema: { anyOf: [{ enum: plainTypes }, { type: 'string', pattern: decimalPattern.source, examples: ['decimal(10,2)'] }] },
  read: (spot) => {
    const written = isScalar(spot.node) ? spot.node.value : undefined;
    if (typeof written !== 'string') return wrongKind(spot, parameterType);
    if (plainTypes.some((type) => type === written) || isDecimal(written)) return written;
    const choices = [...plainTypes, 'decimal(10,2)'];
    const bad = { path: spot.path, text: written, choices, near: near(written, choices) };
    spot.yaml.problems.push(problem('bad-choice', bad, { at: placeOfSpot(spot) }));
    return undefined;
  },
};

const parameterMembers = members('{ type: text, in: [SEA, SFO], default: SEA }', {
  type: needed('The type of its values: text, integer, bigint, double, boolean, date, timestamp, timestamptz or decimal(10,2).', parameterType),
  in: optional('The values it may have.', listOf(placed(scalar), { example: '[SEA, SFO]', least: 1 })),
  min: optional('The least value.', placed(bound)),
  max: optional('The greatest value.', placed(bound)),
  default: optional('Its value where none is given; without one it must be given.', placed(scalar)),
  description: optional('What it means, and its unit.', text({ example: 'The airport of departure' })),
});
/** A parameter as it is written. */
export interface ParameterRead {
  readonly type: string;
  readonly in?: readonly Placed<Scalar>[] | undefined;
  readonly min?: Placed<number | string> | undefined;
  readonly max?: Placed<number | string> | undefined;
  readonly default?: Placed<Scalar> | undefined;
  readonly description?: string | undefined;
}

/** parameters: of outputs/NAME.yaml, from names to types or more. */
export const parametersForm = named(
  { pattern: identifier, expects: 'a map from parameters to their types', example: 'origin: { type: text, in: [SEA, SFO] }' },
  byKind('a type, or a map of `type`, `in`, `min`, `max`, `default`', {
    single: mapped(parameterType, (type): ParameterRead => ({ type })),
    map: mapped(parameterMembers, (read): ParameterRead => read),
  }),
);

/** A parameter in the product's own types; values that are not of its type, and bounds that leave nothing, are Problems. */
export function parameterOf({ name, at, value: read }: Named<ParameterRead>, problems: Problem[]): Parameter {
  const { type, min, max } = read;
  const found = problems.length;
  for (const [i, one] of (read.in ?? []).entries()) checkType(one, `parameters.${name}.in[${i + 1}]`, type, problems);
  if (min) checkBound(min, `parameters.${name}.min`, type, problems);
  if (max) checkBound(max, `parameters.${name}.max`, type, problems);
  if (read.default && read.default.value !== null) checkType(read.default, `parameters.${name}.default`, type, problems);
  if (problems.length === found) checkRange(name, read, problems);
  return {
    name,
    at,
    type,
    description: read.description,
    in: read.in?.map(({ value }) => value),
    min: min?.value,
    max: max?.value,
    ...(read.default ? { default: read.default.value } : {}),
  };
}

function checkType({ value, at }: Placed<Scalar>, path: string, type: string, problems: Problem[]): void {
  if (value !== null && isOfType(type, value)) return;
  problems.push(problem('not-of-type', { path, text: String(value), type, ...wordsOf(type) }, { at }));
}

function checkBound(given: Placed<number | string>, path: string, type: string, problems: Problem[]): void {
  if (type !== 'boolean') checkType(given, path, type, problems);
  else problems.push(problem('not-of-type', { path, text: String(given.value), type, expects: 'no bound', example: 'in: [true]' }, { at: given.at }));
}

/** Of values that are all of the type: whether there is one, and whether the default is one. */
function checkRange(name: string, { type, in: among, min, max, default: usual }: ParameterRead, problems: Problem[]): void {
  const path = `parameters.${name}`;
  if (min && max && isAbove(type, min.value, max.value))
    problems.push(problem('empty-range', { path, min: min.value, max: max.value }, { at: min.at }));
  if (!usual || usual.value === null) return;
  const { value, at } = usual;
  const values = among?.map((one) => String(one.value));
  const under = min && typeof value !== 'boolean' && isAbove(type, min.value, value);
  const over = max && typeof value !== 'boolean' && isAbove(type, value, max.value);
  const rule = values && !values.includes(String(value)) ? 'in' : under ? 'min' : over ? 'max' : undefined;
  if (rule) problems.push(problem('default-refused', { path, text: String(value), rule, near: values && nearest(String(value), values) }, { at }));
}

/** What other languages and engines call these types. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['int', 'integer'],
  ['long', 'bigint'],
  ['float', 'double'],
  ['real', 'double'],
  ['number', 'double'],
  ['bool', 'boolean'],
  ['datetime', 'timestamp'],
  ['numeric', 'decimal(10,2)'],
]);

const near = (written: string, choices: readonly string[]): string | undefined => otherNames.get(written.toLowerCase()) ?? nearest(written, choices);
