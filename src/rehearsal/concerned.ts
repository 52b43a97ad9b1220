// Which rules a fault can concern: one that alters a column's values leaves rules that read other columns as they are, so they are not asked.

import { ruleColumns, ruleStatements, type TypedRule } from '../checks/index.ts';
import { type Column, columnsOf, type Engine, type InputTable, type Surroundings } from '../engine/index.ts';
import type { Faulted } from './rehearsal.ts';

/** Kinds that look at the columns of their settings, at what their SQL reads, and at nothing else. */
const ofColumns: ReadonlySet<TypedRule['kind']> = new Set([
  'notNull',
  'missing',
  'unique',
  'primaryKey',
  'inSet',
  'notInSet',
  'setEquals',
  'range',
  'regex',
  'like',
  'length',
  'format',
  'freshness',
  'foreignKey',
  'expression',
  'compareColumns',
  'aggregate',
  'monotone',
  'gaps',
  'nonOverlap',
  'casing',
  'notConstant',
  'correlation',
  'topShare',
  'fractionDigits',
  'sql',
  'sqlValue',
]);
/** Kinds that look at no value. */
const ofShape: ReadonlySet<TypedRule['kind']> = new Set(['columnType', 'schema', 'rowCount', 'rowCountChange']);

/** By rule, the columns whose values it looks at, in lower case; a rule that is not here may look at any. */
export type Looks = ReadonlyMap<TypedRule, ReadonlySet<string>>;

export interface LooksRequest {
  readonly name: string;
  readonly table: InputTable;
  readonly others: Readonly<Record<string, InputTable>>;
  readonly rules: readonly TypedRule[];
}

export async function looksOf(
  { name, table, others, rules }: LooksRequest,
  means: { readonly engine: Pick<Engine, 'columnsRead'>; readonly surroundings: Surroundings },
): Promise<Looks> {
  const tables = Object.fromEntries(Object.entries({ ...others, [name]: table }).map(([of, input]) => [of, columnsOf(input)] as const));
  const looks = new Map<TypedRule, ReadonlySet<string>>();
  for (const rule of rules) {
    if (!ofColumns.has(rule.kind) && !(ofShape.has(rule.kind) && rule.where === undefined)) continue;
    if (looksAtItself(rule)) continue;
    const read = await readByStatements(rule, name, tables, means);
    if (read) looks.set(rule, new Set([...ruleColumns(rule), ...(rule.groupBy ?? []), ...read].map((column) => column.toLowerCase())));
  }
  return looks;
}

/** Its own table is also the other one that it looks into: an employee's manager is an employee. */
function looksAtItself({ settings, asset }: TypedRule): boolean {
  const table = 'table' in settings ? settings.table : undefined;
  return table?.toLowerCase() === asset.toLowerCase();
}

/** The columns of its own table that a rule's SQL reads; undefined: unknown. */
async function readByStatements(
  rule: TypedRule,
  name: string,
  tables: Readonly<Record<string, readonly Column[]>>,
  { engine, surroundings }: { readonly engine: Pick<Engine, 'columnsRead'>; readonly surroundings: Surroundings },
): Promise<readonly string[] | undefined> {
  const columns: string[] = [];
  for (const statement of ruleStatements(rule)) {
    // where only the number of rows counts, what is shown of them does not
    const sql = rule.kind === 'sqlValue' ? statement : `select count(*) from (${statement.replace(/;\s*$/, '')}\n) as offending`;
    const read = await engine.columnsRead({ sql, tables, surroundings });
    if (!read.ok) return undefined;
    columns.push(...(read.value[name] ?? []));
  }
  return columns;
}

/** The rules that might see the fault; the others hold as they did. */
export function concerned(rules: readonly TypedRule[], { touches }: Faulted, looks: Looks): readonly TypedRule[] {
  if (!touches) return rules;
  return rules.filter((rule) => {
    const columns = looks.get(rule);
    return columns === undefined || touches.some((name) => columns.has(name.toLowerCase()));
  });
}
