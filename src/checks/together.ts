// The offending rows of several rules of one table, fetched by one question: a statement for each rule costs more to plan than its few rows to read.

import type { Answer } from '../engine/index.ts';
import { detailSql, keysCtes, type Offending, ordered, type Span, shownKeys, shownRows } from './offending.ts';

/** Rows of so many in between are read at once, those of one row group: it is decoded as a whole. */
const near = 122_880;
/** Rows that one question holds. */
const most = 100_000;

/** Positions of what one question asks: few whole rows named by one key together, everything else by itself. */
export function detailGroups(all: readonly Offending[]): readonly (readonly number[])[] {
  const groups: number[][] = [];
  const open = new Map<string, { readonly positions: number[]; count: number }>();
  for (const [i, { few, columns, key, weight }] of all.entries()) {
    const name = `${key.join()} ${columns.map((c) => `${JSON.stringify(c.name)} ${c.type}`).join()}`;
    const group = open.get(name);
    if (!few || weight !== undefined) groups.push([i]);
    else if (group && group.count + few.count <= most) {
      group.positions.push(i);
      group.count += few.count;
    } else {
      const positions = [i];
      groups.push(positions);
      open.set(name, { positions, count: few.count });
    }
  }
  return groups;
}

/** One question for a group; the answer of each is in the rows that bear its position (`answerOf`). */
export function togetherSql(all: readonly Offending[]): string {
  const [first] = all;
  if (!first) throw new Error('nothing to ask');
  if (all.length === 1) return detailSql(first);
  const names = first.columns.map((_, i) => `c${i}`);
  const { texts, keys, kept, orders, shown } = keysCtes(first);
  const clusters = clustersOf(all);
  const seen = clusters.map((positions, n) => (positions.length > 1 ? seenSql(n, positions, all, names) : undefined));
  const rows = clusters.flatMap((positions, n) =>
    positions.map((i) =>
      positions.length > 1
        ? `select ${i}, ${names.join(', ')} from "trivet seen ${n}" where r${i}`
        : `select ${i}, * from (${(all[i] as Offending).sql}) "trivet of ${i}"`,
    ),
  );
  return `with ${seen.flatMap((one) => (one === undefined ? [] : [`${one}, `])).join('')}"trivet rows"(rule, ${names.join(', ')}) as materialized (
${rows.join('\nunion all\n')}
), "trivet texts" as (
  select rule, ${texts} from "trivet rows"
), "trivet keys" as materialized (
  select rule, ${kept.digest} as digest, count(*) as weight, ${kept.values} from "trivet texts" group by rule, digest
)
(select rule, 0 as part, row_number() over (partition by rule order by ${ordered([...orders, 'digest'])}) as nth, ${keys.join(', ')}
  from "trivet keys" qualify nth <= ${shownKeys})
union all by name
(select 1 as part, row_number() over (partition by rule order by ${ordered(shown)}) as nth, * from "trivet rows" qualify nth <= ${shownRows})
union all by name
(select rule, 2 as part, 1 as nth, cast(sum(weight) as bigint) as offending, string_agg(digest, '' order by digest asc) as digests
  from "trivet keys" group by rule)
order by part asc, nth asc`;
}

/** Of the answer to a group's question what is of one rule. */
export function answerOf(answer: Answer, position: number, group: number): Answer {
  if (group === 1) return answer;
  const at = answer.columns.findIndex(({ name }) => name === 'rule');
  return { ...answer, rows: answer.rows.filter((row) => row[at] === position) };
}

/** Rules whose rows lie near each other are sought in one pass over them; every other in its own. */
function clustersOf(all: readonly Offending[]): readonly (readonly number[])[] {
  const spans = all.flatMap(({ few }, i) => (few?.span ? [{ i, span: few.span }] : []));
  const sorted = spans.sort((a, b) => (a.span.from === b.span.from ? lowOf(a.span) - lowOf(b.span) : a.span.from < b.span.from ? -1 : 1));
  const clusters: { readonly positions: number[]; readonly from: string; readonly low: number; high: number }[] = [];
  for (const { i, span } of sorted) {
    const { low, high, step } = span.near ?? { low: 0, high: 0, step: 1 };
    const last = clusters.at(-1);
    const end = Math.max(last?.high ?? high, high);
    if (last && last.from === span.from && end - last.low < near * step) {
      last.positions.push(i);
      last.high = end;
    } else clusters.push({ positions: [i], from: span.from, low, high });
  }
  const alone = all.flatMap(({ few }, i) => (few?.span ? [] : [[i]]));
  return [...clusters.map(({ positions }) => positions), ...alone];
}

const lowOf = ({ near }: Span): number => near?.low ?? 0;

/** The rows of a cluster, each with the rules that it offends. */
function seenSql(n: number, positions: readonly number[], all: readonly Offending[], names: readonly string[]): string {
  const spans = positions.map((i) => all[i]?.few?.span as Span);
  const conditions = spans.map(({ condition }) => `(${condition})`);
  const nears = spans.flatMap((span) => span.near ?? []);
  const [low, high] = [Math.min(...nears.map((s) => s.low)), Math.max(...nears.map((s) => s.high))];
  // of one table all have such a column, or none
  const within = nears[0] ? ` and ${nears[0].lead} between ${low} and ${high}` : '';
  return `"trivet seen ${n}"(${[...names, ...positions.map((i) => `r${i}`)].join(', ')}) as materialized (
  select *, ${conditions.join(', ')} from ${spans[0]?.from} where (${conditions.join(' or ')})${within}
)`;
}
