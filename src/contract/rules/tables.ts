// A contract's tables as the product's own internal contract: `Described`, the same that the short form makes. Every rule ends as a rule, or as one that is not run and why.

import type { Outcome, Problem } from '../../base/index.ts';
import { failed, ok } from '../../base/index.ts';
import type { ColumnRules } from '../../product/index.ts';
import type { OdcsDocument, OdcsProperty, OdcsTable } from '../document.ts';
import { problem } from '../problems.ts';
import { columnRules } from './columns.ts';
import type { ContractRules, ContractTable, Known, Making, NotRun } from './meaning.ts';
import { qualityRules } from './quality.ts';
import { relationshipRules } from './references.ts';
import { type Level, levelRules, levelsOf, looseLevels } from './service-levels.ts';

/** What a contract means as checks; an error where a rule says what can't be meant. */
export function contractRules(document: OdcsDocument, known: Known = {}): Outcome<ContractRules> {
  const problems: Problem[] = [...twins('table', document.schema, ({ name }) => name), ...twins('server', document.servers, ({ server }) => server)];
  const levels = levelsOf(document);
  const loose = looseLevels(document, levels);
  const notRun: NotRun[] = [];
  const all = { levels, known, problems, notRun, toldTypes: new Set<string>() };
  const tables = document.schema.map((table) => tableRules(document, table, all));
  const warnings = [...problems, ...loose.warnings];
  if (warnings.some(({ severity }) => severity === 'error')) return failed(...warnings);
  return ok({ tables, notRun: [...notRun, ...loose.notRun], warnings });
}

/** Two of one name, but for case. */
function twins<T extends OdcsTable | OdcsProperty | OdcsDocument['servers'][number]>(
  what: 'table' | 'column' | 'server',
  parts: readonly T[],
  nameOf: (part: T) => string,
): readonly Problem[] {
  const first = new Map<string, T>();
  return parts.flatMap((part) => {
    const name = nameOf(part);
    const before = first.get(name.toLowerCase());
    if (before) return [problem('duplicate-name', { name, what, line: before.at.line ?? 0 }, { at: part.at })];
    first.set(name.toLowerCase(), part);
    return [];
  });
}

/** What all tables of a contract share while their rules are made. */
interface All extends Pick<Making, 'problems' | 'notRun' | 'toldTypes'> {
  readonly levels: readonly Level[];
  readonly known: Known;
}

function tableRules(document: OdcsDocument, table: OdcsTable, all: All): ContractTable {
  const { levels, known, problems, notRun, toldTypes } = all;
  const columnName = (property: OdcsProperty, of: OdcsTable = table): string => {
    const { name = '', physicalName = name } = property;
    const there = new Set(known.columns?.get(of.name)?.map((column) => column.toLowerCase()));
    // a name that another column has as its physical one is that column's
    const isOthers = of.properties.some((other) => other !== property && other.physicalName?.toLowerCase() === name.toLowerCase());
    return there.has(name.toLowerCase()) && !there.has(physicalName.toLowerCase()) && !isOthers ? name : physicalName;
  };
  const taken = new Set(['key', 'rows']);
  const columns = new Map<string, ColumnRules>();
  const called = (of: OdcsTable): string => known.called?.get(of.name) ?? of.name;
  const names = { columnName, called, product: known.called !== undefined };
  const making: Making = { document, table, taken, toldTypes, columns, parts: {}, checks: [], notRun, problems, ...names };
  problems.push(...nestedTwins(table), ...columnTwins(table));
  for (const property of table.properties) columnRules(making, property);
  relationshipRules(making);
  qualityRules(making);
  levelRules(making, levels);
  const key = keyOf(making);
  const { rows } = making.parts;
  return {
    name: table.name,
    physicalName: table.physicalName ?? table.name,
    ...(table.description === undefined ? {} : { description: table.description }),
    ...(key ? { key } : {}),
    columns: [...columns.values()],
    ...(rows ? { rows } : {}),
    checks: making.checks,
  };
}

/** Two properties that are one column of the data: the rules of one would be asked, and not those of the other. */
function columnTwins({ properties }: OdcsTable): readonly Problem[] {
  const named = properties.filter(({ name = '' }, i) => !properties.slice(0, i).some((other) => other.name?.toLowerCase() === name.toLowerCase()));
  return twins('column', named, ({ name = '', physicalName = name }) => physicalName);
}

function nestedTwins(part: OdcsTable | OdcsProperty): readonly Problem[] {
  const items = 'items' in part && part.items ? [part.items] : [];
  return [...twins('column', part.properties, ({ name = '' }) => name), ...[...part.properties, ...items].flatMap(nestedTwins)];
}

/** The columns of the primary key, in their order. */
function keyOf(making: Making): ContractTable['key'] {
  const { table, problems, parts, columnName } = making;
  const keys = table.properties.filter(({ primaryKey }) => primaryKey);
  const [first] = keys;
  if (!first) return parts.key;
  if (parts.key) problems.push(problem('said-twice', { column: table.name, what: 'key' }, { at: parts.key.at }));
  const position = ({ primaryKeyPosition: p }: OdcsProperty): number | undefined => (p !== undefined && p >= 1 ? p : undefined);
  const placed = keys.filter((property) => position(property) !== undefined);
  const say = (what: string, { path }: OdcsProperty) =>
    problems.push(problem('key-position', { table: table.name, what }, { at: making.document.at([...path, 'primaryKeyPosition']) }));
  if (placed.length > 0 && placed.length < keys.length) {
    const without = keys.find((property) => position(property) === undefined) ?? first;
    say(`\`${without.name}\` has no position, and others have`, without);
  }
  for (const [i, property] of placed.entries()) {
    const twin = placed.slice(0, i).find((other) => position(other) === position(property));
    if (twin) say(`\`${twin.name}\` and \`${property.name}\` have the same position`, property);
  }
  const ordered = placed.length === keys.length ? keys.toSorted((a, b) => (position(a) ?? 0) - (position(b) ?? 0)) : keys;
  return { columns: ordered.map((property) => columnName(property)), at: first.at };
}
