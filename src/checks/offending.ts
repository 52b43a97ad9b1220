// The offending rows of a rule: the SELECT that returns them, and one question for their keys, digests and a sample.

import { type Answer, bare, type Column } from '../engine/index.ts';
import type { Scalar } from '../product/index.ts';
import { fails, passed } from './finding.ts';
import { keyDigestSql, keyTextSql, setDigest } from './key.ts';
import type { Finding } from './rule.ts';

export interface Offending {
  readonly sql: string;
  readonly columns: readonly Column[];
  /** Positions of the columns that name an offending row. */
  readonly key: readonly number[];
  /** Positions of the columns shown right after the key. */
  readonly first: readonly number[];
  /** Position of a column that says for how many rows of the table a returned row stands. */
  readonly weight?: number | undefined;
  /** The rows are about the table and not of it: they show what is wrong, and are not counted. */
  readonly about?: 'table' | undefined;
  /** The statement is dear or its rows are few: run it once, and hold them. */
  readonly once?: boolean | undefined;
  /** Whole rows of the table, and no more than may be held: those of several rules are fetched by one question. */
  readonly few?: Few | undefined;
}

export interface Few {
  readonly count: number;
  readonly span?: Span | undefined;
}

/** They are the rows of `from` with this condition. */
export interface Span {
  readonly from: string;
  readonly condition: string;
  /** The column's values among them lie between these, and it grows by `step` from row to row on the whole; absent: the table is read as a whole anyway. */
  readonly near?: { readonly lead: string; readonly low: number; readonly high: number; readonly step: number } | undefined;
}

export const shownKeys = 20;
export const shownRows = 5;
/** Over so many distinct keys a finding holds one digest of the whole set: it still covers these rows and no others. */
const listedDigests = 100_000;

const key = (i: number): string => `k${i}`;
const column = (i: number): string => `c${i}`;

/** Parts of a question for keys and samples. Names are replaced by positions (c0, c1 …), so that a result with odd or repeated names can be asked about too. */
export function keysCtes(o: Offending) {
  const keys = o.key.map((_, i) => key(i));
  const texts = o.key.map((c, i) => `${keyTextSql(column(c), o.columns[c]?.type ?? 'VARCHAR')} as ${key(i)}`);
  const others = o.columns.flatMap((_, i) => (o.key.includes(i) ? [] : [column(i)]));
  return {
    keys,
    texts: [...texts, ...o.key.map((c, i) => `${column(c)} as o${i}`)].join(', '),
    kept: { digest: keyDigestSql(keys), values: keys.flatMap((k, i) => [`any_value(${k}) as ${k}`, `any_value(o${i}) as o${i}`]).join(', ') },
    orders: o.key.map((_, i) => `o${i}`),
    shown: [...o.key.map(column), ...others],
  };
}

/** One question for what a finding says of offending rows. */
export function detailSql(o: Offending): string {
  const { keys, texts, kept, orders, shown } = keysCtes(o);
  const weight = o.weight === undefined ? '1' : column(o.weight);
  return `with "trivet rows"(${o.columns.map((_, i) => column(i)).join(', ')}) as ${o.once ? '' : 'not '}materialized (
${bare(o.sql)}
), "trivet texts" as (
  select ${texts}, ${weight} as weight from "trivet rows"
), "trivet keys" as materialized (
  select ${kept.digest} as digest, sum(weight) as weight, ${kept.values} from "trivet texts" group by digest
), "trivet totals" as (
  select cast(sum(weight) as bigint) as offending, count(*) as distinct_keys,
    sum(md5_number_lower(digest)) || ' ' || sum(md5_number_upper(digest)) as set_text from "trivet keys"
)
(select 0 as part, row_number() over (order by ${ordered([...orders, 'digest'])}) as nth, ${keys.join(', ')} from "trivet keys"
  qualify nth <= ${shownKeys})
union all by name
(select 1 as part, row_number() over (order by ${ordered(shown)}) as nth, * from "trivet rows"
  qualify nth <= ${shownRows})
union all by name
(select 2 as part, 1 as nth, *, (select string_agg(digest, '' order by digest asc) from
  (select digest from "trivet keys" where (select count(*) from "trivet keys") <= ${listedDigests})) as digests from "trivet totals")
order by part asc, nth asc`;
}

export const ordered = (columns: readonly string[]): string => columns.map((c) => `${c} asc nulls last`).join(', ');

/** The answer to `detailSql` as a finding; a pass where there is no row. */
export function readDetail(o: Offending, answer: Answer): Finding {
  const at = new Map(answer.columns.map((c, i) => [c.name, i]));
  const cell = (row: readonly Scalar[] | undefined, name: string): Scalar => row?.[at.get(name) ?? -1] ?? null;
  const part = (n: number) => answer.rows.filter((row) => cell(row, 'part') === n);
  const [totals] = part(2);
  const order = sampleOrder(o);
  const digests = cell(totals, 'digests');
  const set = setDigest(`${cell(totals, 'distinct_keys')} ${cell(totals, 'set_text')}`);
  if (part(0).length === 0) return passed();
  return fails({
    offending: o.about === 'table' ? 0 : Number(cell(totals, 'offending')),
    columns: order.map((i) => o.columns[i]?.name ?? ''),
    sample: part(1).map((row) => order.map((i) => cell(row, column(i)))),
    keyColumns: o.key.map((i) => o.columns[i]?.name ?? ''),
    keys: part(0).map((row) => o.key.map((_, i) => asText(cell(row, key(i))))),
    digests: typeof digests === 'string' ? (digests.match(/.{32}/g) ?? []) : [set],
  });
}

const asText = (value: Scalar): string | null => (value === null ? null : String(value));

function sampleOrder(o: Offending): readonly number[] {
  return [...new Set([...o.key, ...o.first, ...o.columns.map((_, i) => i)])];
}
