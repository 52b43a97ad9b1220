// What a column and a rule promise, in words for people: comments of TypeScript, the page in Markdown. Nothing reads them back.

import type { Json } from '../../base/index.ts';
import type { Claims, TableRule } from '../claims.ts';
import { intervalText } from '../diff/limits.ts';
import type { Operator } from '../document.ts';

/** `unique`, `between …`; nothing of the type, or whether it may be null. */
export function promisesOf({
  unique,
  range,
  length,
  pattern,
  format,
  values,
  multipleOf,
  references,
  distinctItems,
  present,
}: Claims): readonly string[] {
  return [
    ...(unique ? ['unique'] : []),
    ...(present > 0 && present < 1 ? [`a value in at least ${Number((present * 100).toPrecision(12))}% of the rows`] : []),
    ...(range.low || range.high ? [intervalText(range)] : []),
    ...(length.low || length.high ? [`length ${intervalText(length)}`] : []),
    ...(values ? [`one of ${values.map(valueText).join(', ')}`] : []),
    ...(pattern === undefined ? [] : [`matches ${pattern}`]),
    ...(format === undefined ? [] : [`written as ${format}`]),
    ...(multipleOf === undefined ? [] : [`a multiple of ${multipleOf}`]),
    ...(distinctItems ? ['no element twice'] : []),
    ...references.map((one) => `found in ${one}`),
  ];
}

export const valueText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const operators: Readonly<Record<Operator, string>> = {
  mustBe: 'is',
  mustNotBe: 'is not',
  mustBeGreaterThan: 'is more than',
  mustBeGreaterOrEqualTo: 'is at least',
  mustBeLessThan: 'is less than',
  mustBeLessOrEqualTo: 'is at most',
  mustBeBetween: 'is between',
  mustNotBeBetween: 'is not between',
};

/** A rule of a table in one line: its own words, else what it measures and what that must be. */
export function ruleText({ quality }: TableRule): string {
  const { description, metric, operator, query, implementation, engine, name, raw } = quality;
  if (description !== undefined) return description.trim().replace(/\s+/g, ' ');
  const judged = operator
    ? ` ${operators[operator.name]} ${Array.isArray(operator.value) ? operator.value.map(valueText).join(' and ') : valueText(operator.value)}`
    : '';
  const unit = raw.unit === 'percent' ? ' percent' : '';
  if (metric !== undefined) return `${metric}${argumentsText(raw.arguments)}${judged}${unit}`;
  if (query !== undefined) return `\`${query.trim().replace(/\s+/g, ' ')}\`${judged}`;
  if (implementation !== undefined)
    return `${engine ?? 'custom'}: ${typeof implementation === 'string' ? implementation : JSON.stringify(implementation)}`;
  return name ?? 'a rule in words';
}

const argumentsText = (given: Json | undefined): string =>
  given === undefined || given === null
    ? ''
    : ` (${Object.entries(given)
        .map(
          ([key, value]) =>
            `${key}: ${Array.isArray(value) ? value.map((one) => valueText(one as Json)).join(', ') : valueText((value ?? null) as Json)}`,
        )
        .join('; ')})`;
