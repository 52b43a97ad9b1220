// The first look at rules: few questions that say which hold, and for those that do not, which rows offend.

import type { Answer, Column, Question } from '../engine/index.ts';
import { fails, passed, unasked } from './finding.ts';
import { columnIndex, keyDigest, keyOf } from './key.ts';
import { isMeasured, judge, judgeRows, type MeasuredRule, measureSql, offendsSql } from './measure.ts';
import type { Offending } from './offending.ts';
import { identifier } from './quote.ts';
import type { Finding, Rule } from './rule.ts';
import { unknownColumn } from './unaskable.ts';

/** The table the rules are about. */
export interface Subject {
  readonly asset: string;
  readonly key: readonly string[] | undefined;
  readonly columns: readonly Column[];
}

export type Verdict = Finding | { readonly offends: Offending };

/** One question about some rules, and its answer read as one verdict for each. */
export interface Look {
  readonly rules: readonly Rule[];
  readonly question: Question;
  readonly read: (answer: Answer) => readonly Verdict[];
}

type TypeRule = Extract<Rule, { kind: 'type' }>;
type SqlRule = Extract<Rule, { kind: 'sql' }>;

/** The fewest questions that answer the rules: one for all that a scan can measure, one for all types, one for each other. */
export function looksAt(rules: readonly Rule[], subject: Subject): readonly Look[] {
  const looks: Look[] = [];
  const measured = rules.filter(isMeasured);
  if (measured.length > 0) looks.push(measureLook(measured, subject));
  const types = rules.filter((r) => r.kind === 'type');
  if (types.length > 0) looks.push(typeLook(types, subject));
  for (const rule of rules) {
    if (rule.kind === 'key' || rule.kind === 'references') looks.push(countLook(rule, subject));
    if (rule.kind === 'sql') looks.push(sqlLook(rule, subject));
  }
  return looks;
}

/** Where a Problem of the question points: the rule's place, when the question is about one rule. */
function originOf(rules: readonly Rule[]): Pick<Question, 'origin'> {
  const [rule, another] = rules;
  if (!rule || another) return {};
  return { origin: { file: rule.at.file, line: rule.kind === 'sql' ? rule.line : (rule.at.line ?? 1), at: rule.at } };
}

function measureLook(rules: readonly MeasuredRule[], subject: Subject): Look {
  const measures = rules.map((rule) => measureSql(rule, columnOf(rule, subject)));
  return {
    rules,
    question: { sql: `select count(*), ${measures.join(', ')} from ${identifier(subject.asset)}`, ...originOf(rules) },
    read: ({ rows: [row] }) => {
      const total = Number(row?.[0]);
      return rules.map((rule, i) => {
        if (rule.kind === 'rows') return judgeRows(rule, total);
        return judge(rule, row?.[i + 1] ?? null, total) ?? { offends: offendingOf(rule, subject) };
      });
    },
  };
}

function typeLook(rules: readonly TypeRule[], subject: Subject): Look {
  const name = (type: string) => `typeof(cast(null as ${type}))`;
  const texts = rules.flatMap((rule) => [name(rule.type), name(columnOf(rule, subject)?.type ?? 'VARCHAR')]);
  return {
    rules,
    question: { sql: `select ${texts.join(', ')}`, ...originOf(rules) },
    read: ({ rows: [row] }) =>
      rules.map((_, i) => {
        const expected = String(row?.[2 * i]);
        const actual = String(row?.[2 * i + 1]);
        if (expected === actual) return passed();
        // The type found stands for the row key: an acceptance covers this type and no third one.
        const shown = { columns: ['expected', 'actual'], sample: [[expected, actual]], keyColumns: ['actual'] };
        return fails({ ...shown, keys: [[actual]], digests: [keyDigest([actual])] });
      }),
  };
}

function countLook(rule: Extract<Rule, { kind: 'key' | 'references' }>, subject: Subject): Look {
  const offends = offendingOf(rule, subject);
  return {
    rules: [rule],
    question: { sql: `select count(*) from (${offends.sql})`, ...originOf([rule]) },
    read: ({ rows: [row] }) => [Number(row?.[0]) === 0 ? passed() : { offends }],
  };
}

/** The check's own statement, for one row: enough to know that none offends, and the result's columns. */
function sqlLook(rule: SqlRule, subject: Subject): Look {
  return {
    rules: [rule],
    question: { sql: rule.sql, limit: 1, ...originOf([rule]) },
    read: ({ columns, rows }) => {
      const unknown = rule.key?.find((name) => columnIndex(columns, name) < 0);
      if (unknown !== undefined) return [unasked(unknownColumn(rule, unknown, 'its result', columns))];
      const key = rule.key?.length ? rule.key.map((name) => columnIndex(columns, name)) : keyOf(columns, subject.key);
      return [rows.length === 0 ? passed() : { offends: { sql: rule.sql, columns, key, first: [], once: true } }];
    },
  };
}

function columnOf(rule: Rule, subject: Subject): Column | undefined {
  return 'column' in rule ? subject.columns[columnIndex(subject.columns, rule.column)] : undefined;
}

/** The SELECT of the rows that break a rule made by Trivet. */
function offendingOf(rule: Extract<Rule, { kind: 'required' | 'range' | 'in' | 'references' | 'key' }>, subject: Subject): Offending {
  const table = identifier(subject.asset);
  const { columns } = subject;
  if (rule.kind === 'key') return offendingKeys(rule.columns, subject);
  const index = columnIndex(columns, rule.column);
  const column = columns[index] ?? { name: rule.column, type: 'VARCHAR' };
  const name = `${table}.${identifier(column.name)}`;
  const condition =
    rule.kind === 'references'
      ? `${name} is not null and not exists (select 1 from ${identifier(rule.other)} "trivet other"
           where "trivet other".${identifier(rule.otherColumn)} = ${name})`
      : offendsSql(rule, column);
  return { sql: `select * from ${table} where ${condition}`, columns, key: keyOf(columns, subject.key), first: [index] };
}

/** Keys that are null or occur more than once; each stands for its rows. */
function offendingKeys(names: readonly string[], subject: Subject): Offending {
  const key = names.map((_, i) => i);
  const columns = names.map((name) => subject.columns[columnIndex(subject.columns, name)] ?? { name, type: 'VARCHAR' });
  const list = columns.map((c) => identifier(c.name));
  const sql = `select ${list.join(', ')}, count(*) from ${identifier(subject.asset)} group by ${list.join(', ')}
    having count(*) > 1 or ${list.map((c) => `${c} is null`).join(' or ')}`;
  return { sql, columns: [...columns, { name: 'rows', type: 'BIGINT' }], key, first: [names.length], weight: names.length };
}
