// Rules about single rows: how many rows offend, asked in the way that costs least.
//
// On Parquet each condition is a `select count(*) … where` of its own: row groups whose statistics rule it out are not read, and columns are read only
// where needed. 27 such conditions over 10M rows × 20 columns took 0.15 s; the same as filtered counts of one scan 3.5 s. What is dear (a regular
// expression) has ways of its own (dear.ts). CSV, views and literal rows are scanned once for all.

import type { Scalar } from '../../product/index.ts';
import { fails, passed } from '../finding.ts';
import { columnIndex, keyOf } from '../key.ts';
import type { Subject } from '../kind.ts';
import type { Span } from '../offending.ts';
import type { TypedRule } from '../rule.ts';
import { tolerates } from '../tolerance.ts';
import { between, type Ends, endSql, endsOf, endsSql, fewRows, leadOf } from './lead.ts';
import { expressions, type Look, type NeedOf, originOf, type Verdict } from './look.ts';

/** A rule whose offending rows are counted. */
export interface Counted {
  readonly rule: TypedRule;
  readonly need: NeedOf<'rows'>;
  /** The table as the rule sees it. */
  readonly subject: Subject;
}

/** Where offending rows lie, and by how much the lead grows from row to row on the whole; `anywhere`: each question reads the whole table. */
export interface Where {
  readonly ends?: Ends | undefined;
  readonly step?: number | undefined;
  readonly anywhere?: true | undefined;
}

export const condition = ({ need, subject }: Counted): string => need.offends(...expressions(need.columns, subject));
const where = ({ rule }: Counted): string => (rule.where === undefined ? '' : `(${rule.where}\n) and `);

/** What the count of offending rows says; `total`: the rows that the rule looks at. */
export function readCount(counted: Counted, offending: number, total: number, at: Where = {}): Verdict {
  const { rule, need, subject } = counted;
  if (rule.tolerance) {
    const { holds, value } = tolerates(rule.tolerance, offending, total);
    return holds ? passed(value) : fails({ value });
  }
  if (offending === 0) return passed();
  const first = need.columns.map((name) => columnIndex(subject.columns, name));
  const sql = `select * from ${subject.from} where (${condition(counted)})${between(at.ends)}`;
  const span = spanOf(counted, at);
  const few = offending <= fewRows ? { once: true, few: { count: offending, ...(span ? { span } : {}) } } : {};
  return { offends: { sql, columns: subject.columns, key: keyOf(subject.columns, subject.key), first, ...few } };
}

/** Rows of several rules are fetched by one SELECT where they lie near each other. */
function spanOf(counted: Counted, { ends, step, anywhere }: Where): Span | undefined {
  const span = { from: counted.subject.from, condition: condition(counted) };
  if (anywhere) return span;
  if (!ends || ends.lacking || step === undefined || typeof ends.low !== 'number' || typeof ends.high !== 'number') return undefined;
  return { ...span, near: { lead: ends.lead.sql, low: ends.low, high: ends.high, step } };
}

/** The values of one scan that answer it: the offending rows, and those it looks at where they are not all. */
export function scanned(counted: Counted): readonly string[] {
  const { rule } = counted;
  // the scan's filters are asked of every row: a condition may not fit the rows that `where` leaves out
  const offends = rule.where === undefined ? condition(counted) : `case when (${rule.where}\n) then (${condition(counted)}) end`;
  const offending = `count(*) filter (where ${offends})`;
  return rule.tolerance && rule.where !== undefined ? [offending, `count(*) filter (where ${rule.where}\n)`] : [offending];
}

/** One question for many conditions, each counted by itself. */
export function apart(all: readonly Counted[], subject: Subject): readonly Look[] {
  if (all.length === 0) return [];
  const conditions = [...new Set(all.map((c) => `${where(c)}(${condition(c)})`))];
  const totals = [...new Set(all.flatMap((c) => (c.rule.tolerance && c.rule.where !== undefined ? [`(${c.rule.where}\n)`] : [])))];
  const lead = leadOf(subject);
  const counted = (i: number, from: string) => `select ${i}, count(*)${endsSql(lead)} from ${from}`;
  const selects = [...conditions, ...totals].map((one, i) => counted(i, `${subject.from} where ${one}`));
  const rules = all.map((c) => c.rule);
  return [
    {
      rules,
      how: 'counted where it offends',
      reads: [...new Set(all.flatMap((c) => c.need.columns))],
      question: {
        sql: [`select -1, count(*)${lead ? `, ${endSql('min', lead)}, ${endSql('max', lead)}, 0` : ''} from ${subject.from}`, ...selects].join(
          '\nunion all ',
        ),
        ...originOf(rules),
      },
      read: ({ rows }) => {
        const counts = new Map(rows.map(([i, ...rest]) => [Number(i), rest]));
        const [all_, step] = wholeOf(counts.get(-1));
        return all.map((c) => {
          const [n, ...ends] = counts.get(conditions.indexOf(`${where(c)}(${condition(c)})`)) ?? [];
          const total = c.rule.where === undefined ? all_ : counts.get(conditions.length + totals.indexOf(`(${c.rule.where}\n)`))?.[0];
          return readCount(c, Number(n ?? 0), Number(total ?? 0), { ends: endsOf(lead, Number(n ?? 0), ends), step });
        });
      },
    },
  ];
}

/** Of a table's rows and the ends of its lead: the rows, and by how much the lead grows from one to the next, where it is a number. */
export function wholeOf([rows = 0, low, high]: readonly Scalar[] = []): readonly [rows: number, step: number | undefined] {
  const step = typeof low === 'number' && typeof high === 'number' && Number(rows) > 0 ? (high - low + 1) / Number(rows) : undefined;
  return [Number(rows), step];
}
