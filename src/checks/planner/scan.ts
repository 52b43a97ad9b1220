// Values of all rows: those that the files' statistics hold are asked by themselves, the dear ones one by one, all others in one scan.

import type { Scalar } from '../../product/index.ts';
import { outsideSql } from '../bounds.ts';
import { isTime } from '../engine-types.ts';
import { passed } from '../finding.ts';
import { columnOf, type Subject } from '../kind.ts';
import type { Offending } from '../offending.ts';
import type { TypedRule } from '../rule.ts';
import { type Counted, readCount, scanned } from './counts.ts';
import { fewRows } from './lead.ts';
import { expressions, judged, type Look, type NeedOf, originOf, type Verdict } from './look.ts';

/** What one SELECT without GROUP BY answers of a rule. */
export interface Measure {
  readonly rule: TypedRule;
  readonly values: readonly string[];
  readonly columns: readonly string[];
  readonly read: (values: readonly Scalar[], total: number) => Verdict;
}

export const countMeasure = (counted: Counted): Measure => ({
  rule: counted.rule,
  values: scanned(counted),
  columns: counted.need.columns,
  read: ([offending, of], total) => readCount(counted, Number(offending), of === undefined ? total : Number(of), { anywhere: true }),
});

export function valueMeasure(rule: TypedRule, need: NeedOf<'measure'>, subject: Subject): Measure {
  const value = need.value(...expressions(need.columns, subject));
  const values = [value, outsideSql(need.bounds, value, need.type ?? 'DOUBLE')];
  return { rule, values, columns: need.columns, read: ([found, outside]) => judged(found ?? null, outside === true) };
}

/** The rows of a SELECT of its own, counted beside the other values. */
export const rowsMeasure = (rule: TypedRule, rows: Offending, { columns }: Subject): Measure => ({
  rule,
  values: [`(select count(*) from (${rows.sql}) "trivet found")`],
  columns: [],
  read: ([found]) => {
    const few = rows.columns === columns && Number(found) <= fewRows ? { few: { count: Number(found) } } : {};
    return found === 0 ? passed() : { offends: { ...rows, ...few } };
  },
});

/** Answered from statistics when nothing else is asked beside it. */
const free = /^(count\(\*\)|(min|max|count)\("(?:[^"]|"")*"\))$/;
/** Keeps every value: each is asked alone, so that they do not share the memory. */
const heavy = /\b(median|quantile_\w+|entropy|mode)\(|count\(distinct /;

/** `fuse`: one question for all of them, since each question reads the whole table again. */
export function measureLooks(measures: readonly Measure[], subject: Subject, fuse: boolean): readonly Look[] {
  if (measures.length === 0) return [];
  if (fuse) return [measureLook(measures, subject, 'one scan')];
  const value = (m: Measure) => m.values[0] ?? '';
  const cheap = measures.filter((m) => free.test(value(m)));
  const dear = measures.filter((m) => heavy.test(value(m)));
  const rest = measures.filter((m) => !cheap.includes(m) && !dear.includes(m));
  return [
    ...(cheap.length > 0 ? [measureLook(cheap, subject, 'by statistics')] : []),
    ...(rest.length > 0 ? [measureLook(rest, subject, 'one scan')] : []),
    ...dear.map((m) => measureLook([m], subject, 'all values kept')),
  ];
}

function measureLook(measures: readonly Measure[], subject: Subject, how: string): Look {
  const rules = measures.map((m) => m.rule);
  const values = [...new Set(measures.flatMap((m) => m.values))];
  // the least of some times leaves the engine as text
  const timed = measures.some(({ columns }) => columns.some((name) => isTime(columnOf(subject, name).type)));
  const position = new Map(values.map((value, i) => [value, i + 1]));
  return {
    rules,
    how,
    reads: [...new Set(measures.flatMap((m) => m.columns))],
    question: {
      sql: `select count(*)${values.map((value) => `, ${value}`).join('')} from ${subject.from}`,
      ...(timed ? {} : { plain: true as const }),
      ...originOf(rules),
    },
    read: ({ rows: [row] }) =>
      measures.map((m) =>
        m.read(
          m.values.map((value) => row?.[position.get(value) ?? 0] ?? null),
          Number(row?.[0]),
        ),
      ),
  };
}
