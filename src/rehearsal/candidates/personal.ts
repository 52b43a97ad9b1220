// Checks that would write values of persons into a file that everybody reads: none of these is proposed.

import type { Described } from '../../product/index.ts';
import type { Candidate } from './candidate.ts';

/** The names of personal columns of any of these tables: what is built from one mostly keeps the name, and says it of no column of its own. */
export const personalOf = (tables: Iterable<Pick<Described, 'columns'>>): readonly string[] => [
  ...new Set([...tables].flatMap(({ columns }) => columns.flatMap(({ name, personal }) => (personal ? [name.toLowerCase()] : [])))),
];

/** Whether it says values, or figures made of them, of a column that is personal. How many have one, how long a text is and how it is noted is no value. */
export function tells({ asked, columns = [] }: Candidate, personal: readonly string[]): boolean {
  if (!columns.some((name) => personal.includes(name.toLowerCase()))) return false;
  if (asked.type === 'aggregate') return 'measure' in asked.settings && asked.settings.measure !== 'nullRatio';
  return ['inSet', 'setEquals', 'range', 'sqlValue'].includes(asked.type);
}
