// length: every value has as many characters as expected; a list as many elements, bytes of a blob; nulls pass.
// Why: a text that was cut at 255 characters, or a code with a blank behind it, is still a text.
// Example: columns: { origin: { length: 3 } }
// Cost: one column read; its dictionary where the values are few. Characters are code points: é may be one or two.

import { boundsText, outsideSql } from '../bounds.ts';
import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';

export const length: Kind<'length'> = {
  columns: ({ column }) => [column],
  expectation: ({ column: _, ...bounds }) => `length ${boundsText(bounds)}`,
  ask: ({ column, ...bounds }, subject) => ({
    how: 'rows',
    dear: true,
    columns: [column],
    offends: (value) => outsideSql(bounds, lengthSql(value, columnOf(subject, column).type), 'BIGINT'),
  }),
};

function lengthSql(value: string, type: string): string {
  if (/\]$/.test(type)) return `len(${value})`;
  if (/^MAP\b/.test(type)) return `cardinality(${value})`;
  return type === 'BLOB' ? `octet_length(${value})` : `length(${asText(value, type)})`;
}
