// notInSet: no value is one of a list. Nulls pass, unless the list names null.
// Why: a value that was replaced, a test account or a sentinel must not come back.
// Example: checks: { no-tests: { notInSet: { column: origin, values: [XXX, ZZZ] } } }
// Cost: one column read; of files only the row groups whose statistics leave room for one of the values.

import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';
import { listed } from './in-set.ts';

export const notInSet: Kind<'notInSet'> = {
  columns: ({ column }) => [column],
  expectation: ({ values }) => `none of ${listed(values)}`,
  ask: ({ column, values }, subject) => {
    const list = values.filter((v) => v !== null).map((v) => literal(v, columnOf(subject, column).type));
    const forbidden = (value: string) => [
      ...(list.length > 0 ? [`${value} in (${list.join(', ')})`] : []),
      ...(values.includes(null) ? [`${value} is null`] : []),
    ];
    return { how: 'rows', columns: [column], offends: (value) => forbidden(value).join(' or ') || 'false' };
  },
};
