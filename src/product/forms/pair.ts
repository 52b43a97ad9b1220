// A list of exactly two: the ends of a range, two columns that are compared.

import { listOf } from './compound.ts';
import { badValue, type Form } from './form.ts';

/** Two values, as a list. */
export function pairOf<T>(of: Form<T>, example: string): Form<readonly T[]> {
  const list = listOf(of, { example });
  const form: Form<readonly T[]> = {
    expects: `a list of two, each ${of.expects}`,
    example,
    schema: { ...list.schema, minItems: 2, maxItems: 2 },
    read: (spot) => {
      const values = list.read(spot);
      if (values === undefined || values.length === 2) return values;
      return badValue(spot, `[${values.join(', ')}]`, form);
    },
  };
  return form;
}
