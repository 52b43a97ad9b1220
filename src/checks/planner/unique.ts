// That columns occur once together, by the cheapest proof that fits: the order of the rows, a bit for each integer, else a hash of every key.
//
// Over 10M rows: rows in strictly ascending order prove it in 0.10 s, a bit for each possible integer in 0.13 s, a hash of every key takes 0.9 s and, from
// the engine's memory limit on, its temporary files.

import { type Column, quoteName } from '../../engine/index.ts';
import { passed } from '../finding.ts';
import { columnOf, type Subject } from '../kind.ts';
import { literal } from '../quote.ts';
import type { TypedRule } from '../rule.ts';
import { repeated } from '../rules/unique.ts';
import { type Look, originOf } from './look.ts';

/** Rows looked at before an order is believed possible. */
const looked = 5_000;
/** Bits per row that a bit for each possible integer may take, and bits at most: each thread of the engine holds as many. */
export const bitsPerRow = 16;
export const mostBits = 1e9;

/** `exact`: what answers it in any case. */
export function uniqueLook(
  rule: TypedRule,
  { columns: names, nulls }: { readonly columns: readonly string[]; readonly nulls: 'offend' | 'pass' },
  subject: Subject,
  exact: Look,
): Look {
  const columns = names.map((name) => columnOf(subject, name));
  const list = columns.map((c) => quoteName(c.name));
  const integer = columns.length === 1 && /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(columns[0]?.type ?? '') ? list[0] : undefined;
  const extent = integer === undefined ? 'null, null, null' : `min(${integer})::hugeint, max(${integer})::hugeint, count(${integer})`;
  const sql = `select (select count(*) from (${descents(list, `(select ${list.join(', ')} from ${subject.from} limit ${looked})`)})), ${extent}, count(*) from ${subject.from}`;
  return {
    rules: [rule],
    otherwise: exact,
    how: 'uniqueness',
    reads: names,
    question: { sql, plain: true, ...originOf([rule]) },
    read: ({ rows: [row] }) => {
      const [descending, low, high, values, rows] = [0, 1, 2, 3, 4].map((i) => Number(row?.[i] ?? Number.NaN)) as [
        number,
        number,
        number,
        number,
        number,
      ];
      if (nulls === 'offend' && values < rows) return [{ next: exact }];
      const bits = high - low + 1;
      const dense = integer !== undefined && bits <= bitsPerRow * rows && bits <= mostBits && Number.isSafeInteger(high) && Number.isSafeInteger(low);
      const byBits = dense && columns[0] ? bitLook(rule, columns[0], [low, high], subject, exact) : exact;
      return [{ next: descending === 0 && rows > looked ? orderLook(rule, list, subject, byBits) : byBits }];
    },
  };
}

/** Rows that do not come strictly after the one before them, in the order in which they are read; a null comes after nothing. */
function descents(list: readonly string[], from: string): string {
  // names of its own on either side: a column of the table may bear any name
  const own = list.map((_, i) => `v${i}`);
  const before = own.map((v, i) => `lag(${v}) over () as p${i}`);
  const after = own.reduceRight((rest, v, i) => `(${v} > p${i}${rest === '' ? '' : ` or (${v} = p${i} and ${rest})`})`, '');
  const values = `(select ${list.map((name, i) => `${name} as v${i}`).join(', ')} from ${from})`;
  return `select 1 from (select ${[...own, ...before, 'row_number() over () as nth'].join(', ')} from ${values}) where nth > 1 and ${after} is not true`;
}

/** Rows that ascend strictly are all different, in whatever order they were read. */
function orderLook(rule: TypedRule, list: readonly string[], subject: Subject, otherwise: Look): Look {
  const nulls = list.map((name) => `${name} is null`).join(' or ');
  const sql = `select (select count(*) from (${descents(list, subject.from)})), (select count(*) from ${subject.from} where ${nulls})`;
  return {
    rules: [rule],
    otherwise,
    reads: otherwise.reads,
    how: 'by the order of the rows',
    question: { sql, plain: true, ...originOf([rule]) },
    read: ({ rows: [row] }) => [row?.[0] === 0 && row?.[1] === 0 ? passed() : { next: otherwise }],
  };
}

/** Bits of one bucket: 8 KiB, held once a thread while the rows pass. */
const bucketBits = 16;
/** Over so many buckets with a value twice it is asked of all. */
const mostBuckets = 100;

/** A bit for each integer, in buckets: one that counts more rows than bits has some value twice, and only its rows are asked which. */
function bitLook(rule: TypedRule, { name, type }: Column, [low, high]: readonly [number, number], subject: Subject, exact: Look): Look {
  const value = quoteName(name);
  const end = (of: number) => literal(String(of), type);
  const size = 2 ** bucketBits;
  const own = `select cast(${value} as bigint) - ${low} as v from ${subject.from} where ${value} is not null`;
  const bits = `bit_count(bitstring_agg(cast(v & ${size - 1} as integer), 0, ${size - 1}))`;
  const sql = `select v >> ${bucketBits} as bucket from (${own}) group by bucket having count(*) <> ${bits}`;
  return {
    rules: [rule],
    otherwise: exact,
    reads: [name],
    how: 'a bit for each integer',
    question: { sql, plain: true, ...originOf([rule]) },
    read: ({ rows }) => {
      if (rows.length === 0) return [passed()];
      if (rows.length > mostBuckets) return [{ next: exact }];
      const ends = rows.map(([bucket]) => low + Number(bucket) * size).map((start) => [start, start + size - 1] as const);
      const within = ends.map(([from, to]) => `${value} between ${end(from)} and ${end(Math.min(to, high))}`).join(' or ');
      return [{ offends: { ...repeated([name], { ...subject, from: `(select * from ${subject.from} where ${within})` }, 'pass'), once: true } }];
    },
  };
}
