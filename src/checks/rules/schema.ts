// schema: the table has the columns, in the types, that are said; in their order, and no others, if so said; or those of its last good version.
// Why: a column that was renamed, dropped or retyped by those who deliver breaks what reads it, or makes it read something else.
// Example: checks: { shape: { schema: { columns: { origin: text, delay: integer }, closed: true } } }
// Cost: nothing; names and types are known. It is about the table: what differs is shown, not counted as rows.

import type { Column } from '../../engine/index.ts';
import type { CheckArguments } from '../../product/index.ts';
import { passed } from '../finding.ts';
import { columnIndex } from '../key.ts';
import type { Kind } from '../kind.ts';
import { literal } from '../quote.ts';

type Settings = CheckArguments['schema'];

/** What is wrong with one column. Both sides are SQL of a text: whether `text` and `VARCHAR` are one type only the engine knows. */
interface Difference {
  readonly column: string;
  readonly what: 'missing' | 'unexpected' | 'type' | 'position';
  readonly expected: string;
  readonly actual: string;
}

export const schema: Kind<'schema'> = {
  columns: () => [],
  scope: 'history',
  expectation: (settings) => {
    const { columns, ordered, closed, unchanged } = settings;
    const listed = columns?.map(({ name, type }) => (type === undefined ? name : `${name} ${type}`)).join(', ');
    const says = [...(listed === undefined ? [] : [`columns ${listed}`]), ...(unchanged ? ['the columns of the last good version'] : [])];
    return `${says.join(' and ')}${ordered ? ' in this order' : ''}${closed ? ' and no others' : ''}`;
  },
  ask: (settings, { columns, before }) => {
    const found = [...ofDeclared(settings, columns), ...(settings.unchanged && before ? ofBefore(settings, before.columns, columns) : [])];
    if (found.length === 0) return { how: 'known', finding: passed() };
    const rows = found.map(({ column, what, expected, actual }) => `(${[text(column), text(what), expected, actual].join(', ')})`);
    const shown = ['column', 'wrong', 'expected', 'actual'].map((name) => ({ name, type: 'VARCHAR' }));
    const sql = `select * from (values ${rows.join(', ')}) "trivet schema"(name, wrong, expected, actual) where expected is distinct from actual`;
    const constant = found.map(({ expected, actual }) => `${expected} is not distinct from ${actual}`).join(' and ');
    // as of columnType: an acceptance covers what was found, and nothing else
    return { how: 'select', offending: { sql, columns: shown, key: [0, 1, 3], first: [2], about: 'table' }, constant };
  },
};

const text = (value: string): string => literal(value, 'VARCHAR');
const typeName = (type: string): string => `typeof(cast(null as ${type}))`;

function ofDeclared({ columns: declared = [], ordered, closed }: Settings, columns: readonly Column[]): readonly Difference[] {
  const types = declared.flatMap(({ name, type }): readonly Difference[] => {
    const own = columns[columnIndex(columns, name)];
    if (!own) return [{ column: name, what: 'missing', expected: type === undefined ? text('any') : typeName(type), actual: 'null' }];
    return type === undefined ? [] : [{ column: own.name, what: 'type', expected: typeName(type), actual: typeName(own.type) }];
  });
  return [...types, ...(closed ? unexpected(declared, columns) : []), ...(ordered ? misplaced(declared, columns) : [])];
}

/** Both sides are the engine's own names here. A type that an engine of another version spells otherwise is a change. */
function ofBefore({ ordered }: Settings, before: readonly Column[], columns: readonly Column[]): readonly Difference[] {
  const types = before.flatMap(({ name, type }): readonly Difference[] => {
    const own = columns[columnIndex(columns, name)];
    if (!own) return [{ column: name, what: 'missing', expected: text(type), actual: 'null' }];
    return own.type === type ? [] : [{ column: own.name, what: 'type', expected: text(type), actual: text(own.type) }];
  });
  return [...types, ...unexpected(before, columns), ...(ordered ? misplaced(before, columns) : [])];
}

const unexpected = (expected: readonly { readonly name: string }[], columns: readonly Column[]): readonly Difference[] =>
  columns
    .filter(({ name }) => !expected.some((e) => e.name.toLowerCase() === name.toLowerCase()))
    .map(({ name, type }) => ({ column: name, what: 'unexpected', expected: 'null', actual: text(type) }));

/** Columns that stand elsewhere among those expected; others may stand between them. */
function misplaced(expected: readonly { readonly name: string }[], columns: readonly Column[]): readonly Difference[] {
  const wanted = expected.map((e) => e.name.toLowerCase()).filter((name) => columnIndex(columns, name) >= 0);
  const actual = columns.filter((c) => wanted.includes(c.name.toLowerCase()));
  return actual.flatMap(({ name }, i): readonly Difference[] => {
    const at = wanted.indexOf(name.toLowerCase());
    return at === i ? [] : [{ column: name, what: 'position', expected: text(String(at + 1)), actual: text(String(i + 1)) }];
  });
}
