// SQL of a contract with what its placeholders and its tables' names stand for. Whether it is one read-only statement the engine's parser says.

import { nearest } from '../../base/index.ts';
import { quoteName } from '../../engine/index.ts';
import type { DocumentPath } from '../document.ts';
import { problem } from '../problems.ts';
import type { Making } from './meaning.ts';

const known = ['object', 'property', 'table', 'column'];
const placeholder = /\$?\{\s*(\w+)\s*\}/g;
/** Texts, quoted names, comments; and what stands between them. */
const parts = /('(?:[^']|'')*')|("(?:[^"]|"")*")|`([^`\n]*)`|(--[^\n]*|\/\*[\s\S]*?\*\/)|[^'"`/-]+|[\s\S]/g;

/** `{object}` and `${table}` are the table, `{property}` and `${column}` the column; names are quoted where the text does not do it. Undefined when one stands for nothing, which is told. */
export function placeholders(making: Making, sql: string, path: DocumentPath, column: string | undefined): string | undefined {
  let failed = false;
  const valueFor = (name: string): string | undefined => {
    const of = name.toLowerCase();
    return of === 'object' || of === 'table' ? making.called(making.table) : of === 'property' || of === 'column' ? column : undefined;
  };
  const refuse = (text: string, name: string): string => {
    failed = true;
    const here = known.filter((k) => column !== undefined || k === 'object' || k === 'table');
    making.problems.push(problem('bad-placeholder', { text, near: nearest(name.toLowerCase(), here) }, { at: making.document.at(path) }));
    return text;
  };
  const filled = (text: string, written: (value: string) => string, mayBeText: boolean): string =>
    text.replace(placeholder, (whole, name: string) => {
      const value = valueFor(name);
      if (value !== undefined) return written(value);
      // a text has braces of its own, and a pattern its repeats
      return /^\d+$/.test(name) || (mayBeText && !known.includes(name.toLowerCase())) ? whole : refuse(whole, name);
    });
  const all = sql.replace(parts, (part, text?: string, quoted?: string, ticked?: string, comment?: string) => {
    if (comment !== undefined) return part;
    if (text !== undefined) return filled(text, (value) => value.replaceAll("'", "''"), true);
    if (quoted !== undefined) return filled(quoted, (value) => value.replaceAll('"', '""'), false);
    const inside = filled(ticked ?? part, quoteName, false);
    return ticked === undefined || inside !== ticked ? inside : part;
  });
  return failed ? undefined : ownNames(making, all);
}

/** SQL that names the contract's tables as the contract does, where a product calls them otherwise: each such name is what the product has under its own. */
export function ownNames({ document, called, product }: Making, sql: string): string {
  if (!product) return sql;
  const names = new Set(document.schema.map(({ name }) => name.toLowerCase()));
  const aliases = document.schema.flatMap((table) => {
    const { name, physicalName = name } = table;
    const own = names.has(physicalName.toLowerCase()) ? [name] : [name, physicalName];
    return own.filter((one) => one.toLowerCase() !== called(table).toLowerCase() && mentions(sql, one)).map((one) => ({ one, is: called(table) }));
  });
  if (aliases.length === 0) return sql;
  const [, comments = '', begins = '', recursive = ''] = /^((?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*)(with\s+(recursive\s+)?)?/i.exec(sql) ?? [];
  // a name that is another's too is read before it is one
  const isLate = ({ is }: { readonly is: string }): number => (aliases.some(({ one }) => one.toLowerCase() === is.toLowerCase()) ? 0 : 1);
  const ordered = aliases.toSorted((a, b) => isLate(a) - isLate(b));
  const all = ordered.map(({ one, is }) => `${quoteName(one)} as (select * from ${quoteName(is)})`).join(', ');
  return `${comments}with ${recursive}${all}${begins === '' ? ' ' : ', '}${sql.slice(comments.length + begins.length)}`;
}

const mentions = (sql: string, name: string): boolean =>
  new RegExp(`(?<![\\p{L}\\p{N}_$])${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_$])`, 'iu').test(sql);
