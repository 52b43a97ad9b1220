// The parameters of an address, against what the output declares: typed, allowed, given once, none unknown; missing ones take their default.

import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import type { Output, Parameter, Scalar } from '../../product/index.ts';
import { printed } from '../http/guard.ts';
import { problem } from '../problems.ts';
import { compareValues, examples, kindOf, looks, parseValue } from './values.ts';

export interface Given {
  /** One for each declared parameter, in their order. */
  readonly values: Readonly<Record<string, Scalar>>;
  /** All of them are values that the product itself names: defaults and members of an `in`. A query that fails with these is broken. */
  readonly named: boolean;
}

/** What is expected of a parameter, for people: `one of SEA, SFO`, `a whole number from 1 to 9`. */
export function expectation(parameter: Parameter): string {
  if (parameter.in) return `one of ${parameter.in.join(', ')}`;
  const bounds = [parameter.min === undefined ? '' : ` from ${parameter.min}`, parameter.max === undefined ? '' : ` to ${parameter.max}`];
  const kind = kindOf(parameter.type);
  return `${looks[kind]}${kind === 'decimal' ? ` that fits ${parameter.type}` : ''}${bounds.join('')}`;
}

export function example(parameter: Parameter): string {
  return encodeURIComponent(String(parameter.in?.[0] ?? parameter.default ?? parameter.min ?? examples[kindOf(parameter.type)]));
}

/** The declared value itself, as a request's would be read. */
const declared = (value: Scalar, type: string): Scalar => (value === null ? null : (parseValue(String(value), type) ?? value));

function allowed(value: Scalar, parameter: Parameter): boolean {
  const { type, min, max } = parameter;
  if (parameter.in) return parameter.in.some((one) => one !== null && String(declared(one, type)) === String(value));
  if (min !== undefined && compareValues(value, declared(min, type), type) < 0) return false;
  return max === undefined || compareValues(value, declared(max, type), type) <= 0;
}

function valueFor(output: string, parameter: Parameter, text: string | undefined): Outcome<Scalar> {
  const expected = expectation(parameter);
  const about = { output, parameter: parameter.name, expected, example: example(parameter) };
  if (text === undefined) {
    if (parameter.default === undefined) return failed(problem('missing-parameter', about));
    return ok(declared(parameter.default, parameter.type));
  }
  const value = parseValue(text, parameter.type);
  if (value === undefined || !allowed(value, parameter)) return failed(problem('bad-parameter', { ...about, value: printed(text) }));
  return ok(value);
}

/** The text after `?`, as values. All Problems at once, unknown names first. */
export function parametersOf(output: Output, search: string): Outcome<Given> {
  const given = new URLSearchParams(search);
  const known = output.parameters.map((p) => p.name);
  const names = [...new Set(given.keys())];
  const problems = names.flatMap((name) => {
    const parameter = printed(name);
    if (!known.includes(name))
      return [problem('unknown-parameter', { output: output.name, parameter, near: nearest(name.slice(0, 100), known), known })];
    return given.getAll(name).length > 1 ? [problem('repeated-parameter', { output: output.name, parameter })] : [];
  });
  const values: Record<string, Scalar> = {};
  let named = true;
  for (const parameter of output.parameters) {
    const text = given.get(parameter.name) ?? undefined;
    const value = valueFor(output.name, parameter, text);
    if (value.ok) values[parameter.name] = value.value;
    else problems.push(...value.problems);
    if (text !== undefined && !parameter.in) named = false;
  }
  return problems.length ? failed(...problems) : ok({ values, named });
}
