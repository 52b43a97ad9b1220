// What data itself says of a table: types, what is never null, what names a row, the few values a text has. Claims nothing that the next delivery is likely to break,
// unless asked to.

import { type Outcome, ok, type Place } from '../base/index.ts';
import { type Answer, type Column, columnsOf, type Engine, type InputTable, quoteName, type Surroundings } from '../engine/index.ts';
import type { ColumnRules, Described, Scalar } from '../product/index.ts';

export interface InferRequest {
  readonly name: string;
  readonly table: InputTable;
  readonly surroundings: Surroundings;
  /** Where the data is, for the places of what is inferred. */
  readonly label: string;
  /** The least and greatest values too: true of this data, and often not of the next. */
  readonly tight: boolean;
}

/** In fewer rows the few values of a column may be chance. */
const enoughRows = 1000;
const fewValues = 12;
/** A name that says that the column names a row. */
const idLike = /(^|_|\b)(id|key|uuid|guid|pk)$|[a-z](Id|ID|Key|Uuid)$/;

export async function inferTable(engine: Pick<Engine, 'ask'>, request: InferRequest): Promise<Outcome<Described>> {
  const { table, surroundings, name, label } = request;
  const columns = columnsOf(table);
  const ask = async (sqls: readonly string[]): Promise<readonly Outcome<Answer>[]> =>
    engine.ask({ tables: { data: table }, questions: sqls.map((sql) => ({ sql })), surroundings });
  const measured = await measure(ask, columns);
  if (!measured.ok) return measured;
  const { rows, figures } = measured.value;
  const unique = await uniqueColumns(ask, columns, figures, rows);
  if (!unique.ok) return unique;
  const values = await valuesOf(ask, columns, figures, rows);
  if (!values.ok) return values;
  const at: Place = { file: label };
  const key = columns.find((column) => unique.value.has(column.name));
  const described = columns.map((column, i): ColumnRules => {
    const figure = figures[i];
    const range = request.tight && figure && hasRange(column) && figure.strange === 0 ? rangeOf(figure, column) : {};
    const listed = values.value.get(column.name);
    return {
      name: column.name,
      at,
      severity: 'error',
      type: typeText(column.type),
      ...(rows > 0 && figure?.present === rows ? { required: true as const } : {}),
      ...(unique.value.has(column.name) && column !== key ? { unique: true } : {}),
      ...(listed ? { in: listed } : {}),
      ...range,
    };
  });
  return ok({ name, ...(key ? { key: { columns: [key.name], at } } : {}), columns: described, checks: [] });
}

/** As people write it: `text`, not VARCHAR. */
function typeText(type: string): string {
  const usual: Readonly<Record<string, string>> = { VARCHAR: 'text', 'TIMESTAMP WITH TIME ZONE': 'timestamptz' };
  return usual[type] ?? (/^(STRUCT|MAP|ENUM|UNION)\b|["']/.test(type) ? type : type.toLowerCase());
}

interface Figure {
  /** Rows with a value. */
  readonly present: number;
  /** Distinct values, estimated. */
  readonly distinct: number;
  readonly least: Scalar;
  readonly greatest: Scalar;
  /** Values that lie in no range: NaN, and what is infinite. */
  readonly strange: number;
}
type Ask = (sqls: readonly string[]) => Promise<readonly Outcome<Answer>[]>;

const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL\(.*)$/;
const temporal = /^(DATE|TIMESTAMP.*)$/;
const hasRange = ({ type }: Column): boolean => numeric.test(type) || temporal.test(type);
const plain = ({ type }: Column): boolean => !/\]$|^(STRUCT|MAP|UNION|VARIANT|BLOB|GEOMETRY)\b/.test(type);

/** One scan for all columns. */
async function measure(ask: Ask, columns: readonly Column[]): Promise<Outcome<{ readonly rows: number; readonly figures: readonly Figure[] }>> {
  const parts = columns.flatMap((column) => {
    const name = quoteName(column.name);
    const strange = /^(FLOAT|DOUBLE|DATE|TIMESTAMP.*)$/.test(column.type) ? `count(*) filter (where not isfinite(${name}))` : '0';
    const ends = hasRange(column) ? [`min(${name})`, `max(${name})`, strange] : ['null', 'null', '0'];
    return [`count(${name})`, plain(column) ? `approx_count_distinct(${name})` : '0', ...ends];
  });
  const [answer] = await ask([`select count(*), ${parts.join(', ')} from data`]);
  if (!answer?.ok) return answer ?? ok({ rows: 0, figures: [] });
  const [rows = 0, ...values] = answer.value.rows[0] ?? [];
  const figures = columns.map((_, i): Figure => {
    const [present = 0, distinct = 0, least = null, greatest = null, strange = 0] = values.slice(i * 5, i * 5 + 5);
    return { present: Number(present), distinct: Number(distinct), least, greatest, strange: Number(strange) };
  });
  return ok({ rows: Number(rows), figures });
}

/** Columns whose name says that they name a row, and whose values do: none null, none twice. */
async function uniqueColumns(ask: Ask, columns: readonly Column[], figures: readonly Figure[], rows: number): Promise<Outcome<ReadonlySet<string>>> {
  // the estimate is within some percent: what is far from it is not asked exactly
  const candidates = columns.filter((column, i) => {
    const { present = 0, distinct = 0 } = figures[i] ?? {};
    return rows > 1 && present === rows && distinct > rows * 0.7 && (idLike.test(column.name) || i === 0) && !/^(FLOAT|DOUBLE)$/.test(column.type);
  });
  const answers = await ask(candidates.map(({ name }) => `select count(distinct ${quoteName(name)}) from data`));
  const unique = new Set<string>();
  for (const [i, answer] of answers.entries()) {
    if (!answer.ok) return answer;
    if (Number(answer.value.rows[0]?.[0]) === rows) unique.add(candidates[i]?.name ?? '');
  }
  return ok(unique);
}

/** The values of texts that have few. */
async function valuesOf(
  ask: Ask,
  columns: readonly Column[],
  figures: readonly Figure[],
  rows: number,
): Promise<Outcome<ReadonlyMap<string, readonly Scalar[]>>> {
  if (rows < enoughRows) return ok(new Map());
  const candidates = columns.filter(
    (column, i) => column.type === 'VARCHAR' && (figures[i]?.distinct ?? 0) > 0 && (figures[i]?.distinct ?? 0) <= fewValues * 2,
  );
  const answers = await ask(
    candidates.map(
      ({ name }) =>
        `select distinct ${quoteName(name)} as value from data where ${quoteName(name)} is not null order by value limit ${fewValues + 1}`,
    ),
  );
  const found = new Map<string, readonly Scalar[]>();
  for (const [i, answer] of answers.entries()) {
    if (!answer.ok) return answer;
    const values = answer.value.rows.map(([value = null]) => value);
    if (values.length > 0 && values.length <= fewValues) found.set(candidates[i]?.name ?? '', values);
  }
  return ok(found);
}

function rangeOf({ least, greatest }: Figure, { type }: Column): Pick<ColumnRules, 'min' | 'max'> {
  const end = (value: Scalar): number | string | undefined => {
    if (typeof value === 'number') return value;
    if (typeof value !== 'string') return undefined;
    return /^DECIMAL/.test(type) && Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };
  const [min, max] = [end(least), end(greatest)];
  return { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}
