// What is said of a check or a unit test that cannot be asked: each Problem of the room in its words, with and without a name that is near.

import { expect, test } from 'vitest';
import type { Problem } from '../../src/base/index.ts';
import { judgeMetric } from '../../src/checks/index.ts';
import { problem } from '../../src/checks/problems.ts';
import type { MetricRule } from '../../src/checks/rule.ts';
import { at, rule } from './rig.ts';

const check = 'flights.delay.range';
const of = { test: 'a quake', asset: 'late' };
const given = { ...of, input: 'flights' };

const all: readonly (readonly [Problem, message: string, remedy: string])[] = [
  [
    problem('unknown-column', { check, column: 'dealy', table: 'flights', columns: ['id', 'delay'], near: 'delay' }),
    'flights.delay.range names the column dealy, which flights does not have; did you mean delay?',
    'name one of its columns: id, delay',
  ],
  [
    problem('unknown-column', { check, column: 'x', table: 'flights', columns: ['id'], near: undefined }),
    'flights.delay.range names the column x, which flights does not have',
    'name one of its columns: id',
  ],
  [
    problem('unknown-table', { check, table: 'airport', near: 'airports' }),
    'flights.delay.range refers to airport, of which there is no table to read; did you mean airports?',
    'declare airport as a source or an asset and build it: trivet run airport',
  ],
  [
    problem('unfit-column', { check, kind: 'gaps', column: 'name', type: 'VARCHAR', wants: 'numbers' }),
    'flights.delay.range is a gaps, which wants numbers, and the column name is VARCHAR',
    'name a column of numbers, or let the table hold name as such: trivet show flights',
  ],
  [
    problem('bad-pattern', { check, pattern: '(?=a)', why: 'invalid perl operator' }),
    'the pattern `(?=a)` of flights.delay.range is no regular expression of RE2: invalid perl operator',
    'write it without look-around, back references and possessive quantifiers, which RE2 does not have, then: trivet test flights.delay.range',
  ],
  [
    problem('not-one-value', { check, columns: 3, several: false }),
    'flights.delay.range is judged by one value, and its SELECT returns 3 columns',
    'let it return one row of one column, as `select count(*) …` does, then: trivet test flights.delay.range',
  ],
  [
    problem('not-one-value', { check, columns: 1, several: true }),
    'flights.delay.range is judged by one value, and its SELECT returns several rows',
    'let it return one row of one column, as `select count(*) …` does, then: trivet test flights.delay.range',
  ],
  [
    problem('unknown-check', { text: 'rang', near: check }),
    'there is no check rang; did you mean flights.delay.range?',
    `write ${check}, or see every check with: trivet test`,
  ],
  [problem('unknown-check', { text: 'rang', near: undefined }), 'there is no check rang', 'see every check with: trivet test'],
  [
    problem('ambiguous-check', { text: 'rows', candidates: ['a.rows', 'b.rows'] }),
    'rows is the name of 2 checks: a.rows, b.rows',
    'write the full name, e.g. a.rows',
  ],
  [
    problem('unknown-acceptance', { check: 'a.row', near: 'a.rows' }),
    'an acceptance names the check a.row, which does not exist; did you mean a.rows?',
    'correct the name in acceptances.yaml to a.rows, or delete the acceptance; trivet test lists every check',
  ],
  [
    problem('unknown-acceptance', { check: 'a.row', near: undefined }),
    'an acceptance names the check a.row, which does not exist',
    'correct the name in acceptances.yaml, or delete the acceptance; trivet test lists every check',
  ],
  [
    problem('test-input', { ...given, what: 'missing', near: 'flight' }),
    'the unit test "a quake" gives no rows for flights, which late reads; did you mean flight?',
    'add flights under given: (`flights: []` for no rows), then: trivet test late',
  ],
  [
    problem('test-input', { ...given, what: 'unknown', near: undefined }),
    'the unit test "a quake" gives rows for flights, which late does not read',
    'rename or remove flights under given:, then: trivet test late',
  ],
  [
    problem('given-column', { ...given, column: 'dealy', columns: ['id', 'delay'], near: 'delay' }),
    'the unit test "a quake" gives flights a column dealy, which flights does not have; did you mean delay?',
    'write delay, then: trivet test late; or, if flights has it by now, build that first: trivet run flights',
  ],
  [
    problem('given-column', { ...given, column: 'x', columns: ['id', 'delay'], near: undefined }),
    'the unit test "a quake" gives flights a column x, which flights does not have',
    'write one of id, delay, then: trivet test late; or, if flights has it by now, build that first: trivet run flights',
  ],
  [
    problem('given-value', { ...given, column: 'delay', type: 'INTEGER', value: '1.5' }),
    'the unit test "a quake" gives flights 1.5 as delay, which is INTEGER and would round it',
    'give a value that delay can have, then: trivet test late; or, if it has another type by now: trivet run flights',
  ],
  [
    problem('no-columns', given),
    'the unit test "a quake" gives no rows for flights, and nothing says what columns it has',
    'name those that late reads (`flights: { columns: [a, b], rows: [] }`), or build it first: trivet run flights',
  ],
  [
    problem('test-form', { ...of, what: 'it makes no table', instead: 'expect metrics' }),
    'the unit test "a quake" does not fit late: it makes no table',
    'expect metrics, then: trivet test late',
  ],
  [
    problem('no-expectation', of),
    'the unit test "a quake" does not say what it expects of late',
    'write `expect:`, or have what comes out written there and look at it: trivet test --record',
  ],
  [
    problem('test-outcome', { ...of, expected: 'no rows', found: 'it makes a table' }),
    'the unit test "a quake" expects that late fails with no rows, and it makes a table',
    'mend late, or what the test expects, then: trivet test late',
  ],
  [
    problem('test-metric', { ...of, metric: 'auc', expected: 'at least 0.8', found: 0.79, near: undefined }),
    'the unit test "a quake" expects auc at least 0.8, and it is 0.79',
    'mend late, or what the test expects, then: trivet test late',
  ],
  [
    problem('test-metric', { ...of, metric: 'acu', expected: 'at least 0.8', found: undefined, near: 'auc' }),
    'the unit test "a quake" expects acu at least 0.8, and late gives no such metric; did you mean auc?',
    'mend late, or what the test expects, then: trivet test late',
  ],
  [
    problem('test-value', of),
    'the unit test "a quake" expects a value that cannot be read as the type of the result\'s column',
    "write the value as the column's type would print it (a date as 2001-02-28), then: trivet test late",
  ],
];

test.each(all.map(([told, message, remedy]) => [message, remedy, told] as const))('%s', (message, remedy, told) => {
  expect([told.message, told.remedy]).toEqual([message, remedy]);
  expect(told.leg).toBe('development');
  expect(told.severity).toBe(told.code === 'checks/unknown-acceptance' ? 'warning' : 'error');
});

test('a model that gives another metric is told which it gives, one that gives none how to give one', () => {
  const says = {
    ...rule({ rows: { min: 1 } }),
    kind: 'metric',
    asset: 'late',
    metric: 'auc',
    betterThan: ['usual'],
    by: 0.1,
    at,
  } as unknown as MetricRule;
  expect(judgeMetric(says, { seen: 1 }).problem).toMatchObject({
    message: 'late gives no metric auc, usual, which `solved` in trivet.yaml names',
    remedy: 'name one of its metrics: seen',
  });
  expect(judgeMetric(says, {}).problem).toMatchObject({ remedy: 'return metrics from train, then: trivet run late' });
});
