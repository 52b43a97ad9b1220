// What one part of a contract says of another: relationships as references of columns and as checks. Names become the contract's own tables and columns.

import { nearest, type Place } from '../../base/index.ts';
import type { ColumnRules } from '../../product/index.ts';
import type { OdcsDocument, OdcsProperty, OdcsRelationship, OdcsTable } from '../document.ts';
import { problem } from '../problems.ts';
import { addCheck, addNotRun, type Making } from './meaning.ts';

/** The table of a name, a physical name or an id. */
export function tableNamed(document: OdcsDocument, name: string): OdcsTable | undefined {
  const wanted = name.toLowerCase();
  const by = (value: (table: OdcsTable) => unknown) => document.schema.find((table) => String(value(table) ?? '').toLowerCase() === wanted);
  return by((t) => t.name) ?? by((t) => t.physicalName) ?? by((t) => t.raw.id);
}

/** The column of a name, a physical name or an id. */
export function propertyNamed(table: OdcsTable, name: string): OdcsProperty | undefined {
  const wanted = name.toLowerCase();
  const by = (value: (property: OdcsProperty) => unknown) => table.properties.find((p) => String(value(p) ?? '').toLowerCase() === wanted);
  return by((p) => p.name) ?? by((p) => p.physicalName) ?? by((p) => p.raw.id);
}

/** The table and column that a reference names, `users.id` or `/schema/users/properties/id`. */
function parsed(reference: string): { readonly file: string; readonly table: string; readonly column: string } | undefined {
  const [, file = '', path = ''] = /^(?:([^#]*)#)?\/?(.*)$/.exec(reference) ?? [];
  const [, table, column] = /^schema\/([^/]+)\/properties\/([^/]+)$/.exec(path) ?? /^([^./]+)\.([^./]+)$/.exec(path) ?? [];
  return table && column ? { file, table, column } : undefined;
}

interface Target {
  readonly table: OdcsTable;
  readonly column: OdcsProperty;
}

/** What a reference refers to; `outside`: another contract, or a table that is not in this one. Undefined when it was told to be wrong. */
function target({ document, problems }: Making, reference: string, at: Place): Target | 'outside' | undefined {
  const named = parsed(reference);
  if (!named) {
    problems.push(
      problem('unknown-reference', { reference, what: 'no column: a table and one of its columns are expected', near: undefined }, { at }),
    );
    return undefined;
  }
  const table = named.file === '' ? tableNamed(document, named.table) : undefined;
  if (!table) {
    problems.push(problem('outside-reference', { reference }, { at }));
    return 'outside';
  }
  const column = propertyNamed(table, named.column);
  if (column) return { table, column };
  const near = nearest(
    named.column,
    table.properties.map((p) => p.name ?? ''),
  );
  const what = `a column that \`${table.name}\` does not have`;
  problems.push(problem('unknown-reference', { reference, what, near: near && `${table.name}.${near}` }, { at }));
  return undefined;
}

/** Relationships of a table and of its columns, once all its columns have rules. */
export function relationshipRules(making: Making): undefined {
  for (const property of making.table.properties) for (const relation of property.relationships) ofColumn(making, property, relation);
  for (const relation of making.table.relationships) ofTable(making, relation);
}

const place = (making: Making, relation: OdcsRelationship, end: 'from' | 'to', i: number): Place => making.document.at([...relation.path, end, i]);

function ofColumn(making: Making, property: OdcsProperty, relation: OdcsRelationship): undefined {
  const column = making.columnName(property);
  const at = making.document.at([...relation.path, 'to']);
  if (relation.to.length !== 1) {
    making.problems.push(problem('reference-length', { from: 1, to: relation.to.length }, { at }));
    return;
  }
  const to = target(making, relation.to[0] ?? '', at);
  if (to === 'outside') return addNotRun(making, `${column}.references`, `${relation.to[0]} is not in this contract`, at);
  if (!to) return;
  const own = making.columns.get(column.toLowerCase());
  if (own && !own.references) {
    const references: ColumnRules['references'] = { asset: to.table.name, column: making.columnName(to.column, to.table) };
    making.taken.add(`${column}.references`.toLowerCase());
    making.columns.set(column.toLowerCase(), { ...own, references });
  } else foreignKey(making, `${column}.references`, [column], [to], at);
}

function ofTable(making: Making, relation: OdcsRelationship): undefined {
  const at = making.document.at([...relation.path, 'to']);
  if (relation.from.length !== relation.to.length) {
    making.problems.push(problem('reference-length', { from: relation.from.length, to: relation.to.length }, { at }));
    return;
  }
  const from = relation.from.map((reference, i) => target(making, reference, place(making, relation, 'from', i)));
  const to = relation.to.map((reference, i) => target(making, reference, place(making, relation, 'to', i)));
  const rule = `${relation.from.map((name) => name.split(/[./]/).at(-1)).join('-')}.references`;
  if ([...from, ...to].includes('outside')) return addNotRun(making, rule, `${relation.to.join(', ')} is not in this contract`, at);
  const [own, others] = [from.filter(isTarget), to.filter(isTarget)];
  if (own.length < from.length || others.length < to.length) return;
  const elsewhere = own.findIndex(({ table }) => table !== making.table);
  const mixed = others.findIndex(({ table }) => table !== others[0]?.table);
  if (elsewhere >= 0)
    sayWrong(making, relation, 'from', elsewhere, `a column of another table than \`${making.table.name}\`, whose relationship this is`);
  else if (mixed >= 0) sayWrong(making, relation, 'to', mixed, `a column of another table than \`${relation.to[0]}\``);
  else
    foreignKey(
      making,
      rule,
      own.map(({ column }) => making.columnName(column)),
      others,
      at,
    );
}

const isTarget = (value: Target | 'outside' | undefined): value is Target => typeof value === 'object';

function sayWrong(making: Making, relation: OdcsRelationship, end: 'from' | 'to', i: number, what: string): undefined {
  const reference = relation[end][i] ?? '';
  making.problems.push(problem('unknown-reference', { reference, what, near: undefined }, { at: place(making, relation, end, i) }));
}

function foreignKey(making: Making, name: string, columns: readonly string[], others: readonly Target[], at: Place): undefined {
  const table = others[0]?.table;
  if (!table) return;
  addCheck(making, { name, at }, 'foreignKey', { columns, table: table.name, to: others.map(({ column }) => making.columnName(column, table)) });
}
