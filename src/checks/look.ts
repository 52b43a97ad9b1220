// The first look at rules: few questions that say which hold, and for those that do not, which rows offend.

import type { Answer, Question } from '../engine/index.ts';
import type { Bounds } from '../product/index.ts';
import { outsideSql, within } from './bounds.ts';
import { fails, passed, unasked } from './finding.ts';
import { columnIndex, keyDigest, keyOf } from './key.ts';
import { columnOf, type Need, type Subject } from './kind.ts';
import { kindOf } from './kinds.ts';
import type { Offending } from './offending.ts';
import { problem } from './problems.ts';
import { identifier } from './quote.ts';
import type { Finding, TypedRule } from './rule.ts';
import { intolerableSql, tolerates } from './tolerance.ts';
import { unknownColumn } from './unaskable.ts';

export type Verdict = Finding | { readonly offends: Offending };

/** One question about some rules, and its answer read as one verdict for each. */
export interface Look {
  readonly rules: readonly TypedRule[];
  readonly question: Question;
  readonly read: (answer: Answer) => readonly Verdict[];
}

type NeedOf<H extends Need['how']> = Extract<Need, { how: H }>;

/** What one scan of the table answers: an expression, and its value's judgement. `total`: rows of the table. */
interface Measure {
  readonly rule: TypedRule;
  readonly values: readonly string[];
  readonly read: (values: readonly (string | number | boolean | null)[], total: number) => Verdict;
}

/** The fewest questions that answer the rules, and what is known without one. */
export function looksAt(
  rules: readonly TypedRule[],
  subject: Subject,
): { readonly looks: readonly Look[]; readonly known: ReadonlyMap<TypedRule, Finding> } {
  const known = new Map<TypedRule, Finding>();
  const measures: Measure[] = [];
  const looks: Look[] = [];
  for (const rule of rules) {
    const own = subjectOf(rule, subject);
    const need = kindOf(rule).ask(rule.settings as never, own);
    if (need.how === 'known') known.set(rule, need.finding);
    else if (need.how === 'rows' && !(rule.groupBy && rule.tolerance)) measures.push(rowsMeasure(rule, need, own));
    else if (need.how === 'measure' && !rule.groupBy && need.from === undefined && rule.where === undefined)
      measures.push(valueMeasure(rule, need, own));
    else looks.push(lookOf(rule, need, own));
  }
  return { looks: [...(measures.length > 0 ? [measureLook(measures, subject)] : []), ...looks], known };
}

/** The table as a rule's SQL may name it: its rows of `where`, its groups, its own key. */
function subjectOf(rule: TypedRule, subject: Subject): Subject {
  const from = rule.where === undefined ? subject.from : `(select * from ${subject.from} where (${rule.where}\n))`;
  const groups = (rule.groupBy ?? []).map((name) => identifier(columnOf(subject, name).name));
  return { ...subject, key: rule.key ?? subject.key, from, groups };
}

/** Where a Problem of the question points: the rule's place, when the question is about one rule. */
function originOf(rules: readonly TypedRule[]): Pick<Question, 'origin'> {
  const [rule, another] = rules;
  return !rule || another ? {} : { origin: { file: rule.at.file, line: rule.line ?? rule.at.line ?? 1, at: rule.at } };
}

const expressions = (columns: readonly string[], subject: Subject): readonly string[] =>
  columns.map((name) => identifier(columnOf(subject, name).name));

function rowsMeasure(rule: TypedRule, need: NeedOf<'rows'>, subject: Subject): Measure {
  const condition = need.offends(...expressions(need.columns, subject));
  const where = rule.where === undefined ? '' : `(${rule.where}\n) and `;
  const { tolerance } = rule;
  const counted = `count(*) filter (where ${where}(${condition}))`;
  const all = rule.where === undefined ? [] : [`count(*) filter (where ${rule.where}\n)`];
  return {
    rule,
    values: tolerance ? [counted, ...all] : [counted],
    read: ([offending, of], total) => {
      const count = Number(offending);
      if (tolerance) {
        const { holds, value } = tolerates(tolerance, count, of === undefined ? total : Number(of));
        return holds ? passed(value) : fails({ value });
      }
      if (count === 0) return passed();
      const first = need.columns.map((name) => columnIndex(subject.columns, name));
      const sql = `select * from ${subject.from} where (${condition})`;
      return { offends: { sql, columns: subject.columns, key: keyOf(subject.columns, subject.key), first } };
    },
  };
}

function valueMeasure(rule: TypedRule, need: NeedOf<'measure'>, subject: Subject): Measure {
  const value = need.value(...expressions(need.columns, subject));
  return {
    rule,
    values: [value, outsideSql(need.bounds, value, need.type ?? 'DOUBLE')],
    read: ([found, outside]) => judged(found ?? null, outside ?? null),
  };
}

/** What one value says. A number is the finding's value; any other is its key, so that an acceptance covers it and no other. */
function judged(found: string | number | boolean | null, outside: string | number | boolean | null): Finding {
  const number = typeof found === 'number' ? found : null;
  if (outside !== true) return passed(number);
  if (number !== null) return fails({ value: number });
  const key = found === null ? null : String(found);
  return fails({ columns: ['value'], sample: [[found]], keyColumns: ['value'], keys: [[key]], digests: [keyDigest([key])] });
}

function measureLook(measures: readonly Measure[], subject: Subject): Look {
  const rules = measures.map((m) => m.rule);
  const values = [...new Set(measures.flatMap((m) => m.values))];
  const position = new Map(values.map((value, i) => [value, i + 1]));
  return {
    rules,
    question: { sql: `select count(*)${values.map((value) => `, ${value}`).join('')} from ${subject.from}`, ...originOf(rules) },
    read: ({ rows: [row] }) =>
      measures.map((m) =>
        m.read(
          m.values.map((value) => row?.[position.get(value) ?? 0] ?? null),
          Number(row?.[0]),
        ),
      ),
  };
}

function lookOf(rule: TypedRule, need: Exclude<Need, { how: 'known' }>, subject: Subject): Look {
  if (need.how === 'statement') return statementLook(rule, need, subject);
  if (need.how === 'select') return selectLook(rule, need.offending, need.none);
  if (need.how === 'rows') return selectLook(rule, offendingGroups(rule, need, subject), undefined);
  if (subject.groups.length > 0) return selectLook(rule, measuredGroups(need, subject), undefined);
  const value = need.value(...expressions(need.columns, subject));
  const sql = `select ${value}, ${outsideSql(need.bounds, value, need.type ?? 'DOUBLE')} from ${need.from ?? subject.from}`;
  return { rules: [rule], question: { sql, ...originOf([rule]) }, read: ({ rows: [row] }) => [judged(row?.[0] ?? null, row?.[1] ?? null)] };
}

function selectLook(rule: TypedRule, offends: Offending, none: string | undefined): Look {
  const { tolerance } = rule;
  const counted = `select ${offends.weight === undefined ? 'count(*)' : `coalesce(sum("trivet found".c${offends.weight}), 0)`} from (${offends.sql}) "trivet found"${
    offends.weight === undefined ? '' : `(${offends.columns.map((_, i) => `c${i}`).join(', ')})`
  }`;
  return {
    rules: [rule],
    question: { sql: tolerance ? `select (${counted}), ${totalSql(rule)}` : (none ?? counted), ...originOf([rule]) },
    read: ({ rows: [row] }) => {
      if (tolerance) {
        const { holds, value } = tolerates(tolerance, Number(row?.[0]), Number(row?.[1]));
        return [holds ? passed(value) : fails({ value })];
      }
      return [row?.[0] === true || row?.[0] === 0 ? passed() : { offends }];
    },
  };
}

/** Rows that a tolerance is a share of; of a grouped rule its groups. */
function totalSql(rule: TypedRule): string {
  const where = rule.where === undefined ? '' : ` where (${rule.where}\n)`;
  const groups = rule.groupBy?.map(identifier).join(', ');
  const table = identifier(rule.asset);
  return groups === undefined
    ? `(select count(*) from ${table}${where})`
    : `(select count(*) from (select distinct ${groups} from ${table}${where}))`;
}

/** Groups in which more rows offend than are tolerated. */
function offendingGroups(rule: TypedRule, need: NeedOf<'rows'>, subject: Subject): Offending {
  const condition = need.offends(...expressions(need.columns, subject));
  const list = subject.groups.join(', ');
  const counts = `select ${list}, count(*) filter (where ${condition}) as "trivet offending", count(*) as "trivet rows" from ${subject.from} group by ${list}`;
  const sql = `select * from (${counts}) where ${rule.tolerance ? intolerableSql(rule.tolerance, '"trivet offending"', '"trivet rows"') : 'false'}`;
  return groupsFound(sql, subject, ['offending', 'rows'], 'BIGINT');
}

/** Groups whose measure is out of bounds. */
function measuredGroups(need: NeedOf<'measure'>, subject: Subject): Offending {
  const list = subject.groups.join(', ');
  const value = need.value(...expressions(need.columns, subject));
  const measured = `select ${list}, ${value} as "trivet value" from ${need.from ?? subject.from} group by ${list}`;
  const type = need.type ?? 'DOUBLE';
  return groupsFound(`select * from (${measured}) where ${outsideSql(need.bounds, '"trivet value"', type)}`, subject, ['value'], type);
}

function groupsFound(sql: string, subject: Subject, shown: readonly string[], type: string): Offending {
  const groups = subject.columns.filter((c) => subject.groups.includes(identifier(c.name)));
  const ordered = subject.groups.map((g) => groups.find((c) => identifier(c.name) === g) ?? { name: g, type: 'VARCHAR' });
  return {
    sql,
    columns: [...ordered, ...shown.map((name) => ({ name, type }))],
    key: ordered.map((_, i) => i),
    first: shown.map((_, i) => ordered.length + i),
  };
}

/** The user's own statement, for one row: enough to know that none offends, and the result's columns. */
function statementLook(rule: TypedRule, need: NeedOf<'statement'>, subject: Subject): Look {
  const rules = [rule];
  if (need.returns === 'value')
    return { rules, question: { sql: need.sql, limit: 1, ...originOf(rules) }, read: (answer) => [oneValue(rule, need.bounds, answer)] };
  return {
    rules,
    question: { sql: need.sql, limit: 1, ...originOf(rules) },
    read: ({ columns, rows }) => {
      const unknown = rule.key?.find((name) => columnIndex(columns, name) < 0);
      if (unknown !== undefined) return [unasked(unknownColumn(rule, unknown, 'its result', columns))];
      const key = rule.key?.length ? rule.key.map((name) => columnIndex(columns, name)) : keyOf(columns, subject.key);
      return [rows.length === 0 ? passed() : { offends: { sql: need.sql, columns, key, first: [], once: true } }];
    },
  };
}

/** What a statement's one value says: no row, several, or null is no value and fails. */
function oneValue(rule: TypedRule, bounds: Bounds, { columns, rows, truncated }: Answer): Verdict {
  const [row] = rows;
  if (columns.length !== 1 || truncated) {
    return unasked(problem('not-one-value', { check: rule.id, columns: columns.length, several: truncated }, { at: rule.at }));
  }
  const value = row?.[0] ?? null;
  const number = typeof value === 'boolean' || value === null || value === '' ? Number.NaN : Number(value);
  if (!Number.isNaN(number)) return judged(number, !within(bounds, number));
  if (value === null) return fails({});
  return judged(value, !within(bounds, String(value)));
}
