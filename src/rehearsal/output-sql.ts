// An output's query with values in place of its parameters, so that it can be asked of altered tables: all answers that are known to be asked for, together.

import { columnsOf, type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';
import type { Output, Parameter, Scalar } from '../product/index.ts';
import { text } from './sql.ts';

/** Combinations of parameters asked together at most. */
const most = 30;
/** Columns of a parameter's type that values are taken from, at most. */
const columnsTaken = 4;

interface Means {
  readonly engine: Pick<Engine, 'ask'>;
  readonly surroundings: Surroundings;
}

/**
 * A SELECT of many answers: for a parameter its listed values, or its default, its bounds, and values of its type from the tables that are read.
 * Undefined where one has no value that is known.
 */
export async function outputSql(output: Output, tables: Readonly<Record<string, InputTable>>, means: Means): Promise<string | undefined> {
  let combinations: readonly Readonly<Record<string, Scalar>>[] = [{}];
  for (const parameter of output.parameters) {
    const values = parameter.in ?? [...said(parameter), ...(await valuesIn(tables, parameter, means))];
    if (values.length === 0) return undefined;
    const different = [...new Set(values)];
    combinations = combinations.flatMap((chosen) => different.map((value) => ({ ...chosen, [parameter.name.toLowerCase()]: value }))).slice(0, most);
  }
  const types = new Map(output.parameters.map((p) => [p.name.toLowerCase(), p.type]));
  const asked = combinations.map((values, i) => {
    const sql = filledIn(output.sql, (name) => {
      const key = name.toLowerCase();
      return types.has(key) ? literal(values[key] ?? null, types.get(key) as string) : undefined;
    });
    return `select ${i} as "trivet asked", answered.* from (${sql.replace(/;\s*$/, '')}\n) as answered`;
  });
  return asked.join(' union all by name ');
}

const said = ({ default: usual, min, max }: Parameter): readonly Scalar[] => [usual, min, max].flatMap((v) => (v === undefined ? [] : [v]));

/** The least, a middle and the greatest value of some columns that have the parameter's type. */
async function valuesIn(
  tables: Readonly<Record<string, InputTable>>,
  { type }: Parameter,
  { engine, surroundings }: Means,
): Promise<readonly Scalar[]> {
  const [typed] = await engine.ask({ tables: {}, questions: [{ sql: `select typeof(cast(null as ${type}))` }], surroundings });
  const wanted = typed?.ok ? typed.value.rows[0]?.[0] : undefined;
  const columns = Object.entries(tables).flatMap(([table, of]) =>
    columnsOf(of).flatMap((c) => (c.type === wanted ? [[table, c.name] as const] : [])),
  );
  const questions = columns.slice(0, columnsTaken).map(([table, column]) => {
    const c = quoteName(column);
    return { sql: `select cast(unnest([min(${c}), quantile_disc(${c}, 0.5), max(${c})]) as varchar) from ${quoteName(table)}` };
  });
  const answers = await engine.ask({ tables, questions, surroundings });
  return answers.flatMap((answer) =>
    answer.ok ? answer.value.rows.flatMap(([value]) => (value === null || value === undefined ? [] : [value])) : [],
  );
}

const literal = (value: Scalar, type: string): string => (value === null ? `cast(null as ${type})` : `cast(${text(String(value))} as ${type})`);

/** Strings, quoted names and comments stay; `$name` elsewhere is a parameter. */
const pieces = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)\$[\s\S]*?\$\1\$|\$\$[\s\S]*?\$\$|\$([A-Za-z_]\w*)/g;

function filledIn(sql: string, value: (name: string) => string | undefined): string {
  return sql.replace(pieces, (piece, _tag: string | undefined, name: string | undefined) => (name === undefined ? piece : (value(name) ?? piece)));
}
