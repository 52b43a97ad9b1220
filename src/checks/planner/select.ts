// Rules that ask in a SELECT of their own: groups, joins, windows, and statements that users wrote.

import { decimalOf } from '../../base/index.ts';
import { type Answer, bare, quoteName } from '../../engine/index.ts';
import type { Bounds, Tolerance } from '../../product/index.ts';
import { outsideSql, within } from '../bounds.ts';
import { fails, passed, unasked } from '../finding.ts';
import { columnIndex, keyOf } from '../key.ts';
import type { Need, Subject } from '../kind.ts';
import type { Offending } from '../offending.ts';
import { problem } from '../problems.ts';
import type { TypedRule } from '../rule.ts';
import { intolerableSql, tolerates } from '../tolerance.ts';
import { unknownColumn } from '../unaskable.ts';
import { between, endsOf, endsSql, fewRows, leadOf } from './lead.ts';
import { expressions, judged, type Look, type NeedOf, originOf, type Verdict } from './look.ts';

/** `inParts`: that no row offends is seen in fewer columns than the rows have. */
export function lookOf(rule: TypedRule, need: Exclude<Need, { how: 'known' }>, subject: Subject, inParts: boolean): Look {
  if (need.how === 'statement') return statementLook(rule, need, subject);
  const { tolerance } = rule;
  if (need.how === 'select' && tolerance && subject.groups.length > 0) return selectLook(rule, intolerableGroups(tolerance, need.offending, subject));
  if (need.how === 'select') {
    return inParts && need.offending.columns === subject.columns && !tolerance
      ? wideLook(rule, need.offending, subject)
      : selectLook(rule, need.offending, tolerance);
  }
  if (need.how === 'rows') return selectLook(rule, offendingGroups(rule, need, subject));
  if (subject.groups.length > 0) return selectLook(rule, measuredGroups(need, subject), tolerance);
  const value = need.value(...expressions(need.columns, subject));
  const sql = `select ${value}, ${outsideSql(need.bounds, value, need.type ?? 'DOUBLE')} from ${need.from ?? subject.from}`;
  return {
    rules: [rule],
    how: 'its own SELECT',
    reads: need.columns.length > 0 ? need.columns : undefined,
    question: { sql, ...originOf([rule]) },
    read: ({ rows: [row] }) => [judged(row?.[0] ?? null, row?.[1] === true)],
  };
}

/** `tolerance`: of what is returned; of a rule that was asked group by group the groups have been judged by it already. */
function selectLook(rule: TypedRule, offends: Offending, tolerance?: Tolerance): Look {
  const counted = `select ${offends.weight === undefined ? 'count(*)' : `coalesce(sum("trivet found".c${offends.weight}), 0)`} from (${offends.sql}) "trivet found"${
    offends.weight === undefined ? '' : `(${offends.columns.map((_, i) => `c${i}`).join(', ')})`
  }`;
  return {
    rules: [rule],
    how: 'its own SELECT',
    ...(tolerance ? {} : { rows: { ...offends, once: true } }),
    question: { sql: tolerance ? `select (${counted}), ${totalSql(rule)}` : counted, plain: true, ...originOf([rule]) },
    read: ({ rows: [row] }) => {
      if (tolerance) {
        const { holds, value } = tolerates(tolerance, Number(row?.[0]), Number(row?.[1]));
        return [holds ? passed(value) : fails({ value })];
      }
      return [row?.[0] === true || row?.[0] === 0 ? passed() : { offends }];
    },
  };
}

/** Whole rows offend: first their number and where they lie, in a few columns; then they. */
function wideLook(rule: TypedRule, offends: Offending, subject: Subject): Look {
  const lead = leadOf(subject);
  return {
    rules: [rule],
    how: 'its own SELECT',
    question: { sql: `select count(*)${endsSql(lead)} from (${offends.sql}) "trivet found"`, plain: true, ...originOf([rule]) },
    read: ({ rows: [row = []] }) => {
      const found = Number(row[0]);
      if (found === 0) return [passed()];
      const near = between(endsOf(lead, found, row.slice(1)));
      const sql = near === '' ? offends.sql : `select * from (${offends.sql}) "trivet found" where true${near}`;
      return [{ offends: { ...offends, sql, ...(found <= fewRows ? { once: true, few: { count: found } } : {}) } }];
    },
  };
}

/** Rows that a tolerance is a share of; of a grouped rule its groups. */
function totalSql(rule: TypedRule): string {
  const where = rule.where === undefined ? '' : ` where (${rule.where}\n)`;
  const groups = rule.groupBy?.map(quoteName).join(', ');
  const table = quoteName(rule.asset);
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

/** The same of rows that a SELECT returns, which has the columns of the groups among its own. */
function intolerableGroups(tolerance: Tolerance, { sql, columns, weight }: Offending, subject: Subject): Offending {
  const { groups, from } = subject;
  const at = groups.map((g) => `c${columns.findIndex((c) => quoteName(c.name) === g)}`);
  const list = groups.map((g) => `"trivet all".${g}`).join(', ');
  const counts = `select ${list}, coalesce(max("trivet found".n), 0) as "trivet offending", max("trivet all".n) as "trivet rows"
    from (select ${groups.join(', ')}, count(*) as n from ${from} group by ${groups.join(', ')}) "trivet all"
    left join (select ${at.join(', ')}, ${weight === undefined ? 'count(*)' : `sum(c${weight})`} as n from (${sql}) "trivet rows"(${columns.map((_, i) => `c${i}`).join(', ')})
      group by ${at.join(', ')}) "trivet found" on ${groups.map((g, i) => `"trivet all".${g} is not distinct from "trivet found".${at[i]}`).join(' and ')}
    group by ${list}`;
  const found = `select * from (${counts}) where ${intolerableSql(tolerance, '"trivet offending"', '"trivet rows"')}`;
  return groupsFound(found, subject, ['offending', 'rows'], 'BIGINT');
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
  const groups = subject.columns.filter((c) => subject.groups.includes(quoteName(c.name)));
  const ordered = subject.groups.map((g) => groups.find((c) => quoteName(c.name) === g) ?? { name: g, type: 'VARCHAR' });
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
    return {
      rules,
      how: 'its own statement',
      question: { sql: need.sql, limit: 1, ...originOf(rules) },
      read: (answer) => [oneValue(rule, need.bounds, answer)],
    };
  // how many rows it returns, and not which: their columns need not be known
  if (rule.tolerance) return selectLook(rule, { sql: `${bare(need.sql)}\n`, columns: [], key: [], first: [] }, rule.tolerance);
  return {
    rules,
    how: 'its own statement',
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
  if (value === null) return fails({});
  const number = typeof value === 'boolean' || value === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) return judged(value, !within(bounds, String(value)));
  // what has more digits than a number is compared by them, and a whole number that none holds stays the text that it is
  const isExact = typeof value === 'string' && decimalOf(value) !== undefined;
  const isWhole = isExact && /^[-+]?\d+$/.test(value) && !Number.isSafeInteger(number);
  return judged(isWhole ? value : number, !within(bounds, isExact ? value : number));
}
