// Expected values of several tests at once, metrics that are not as expected, names in any letters; acceptances of values.

import { expect, test } from 'vitest';
import { acceptanceFor, runUnitTests, settle } from '../../src/checks/index.ts';
import { judgeMetrics } from '../../src/checks/unit/judge.ts';
import type { Acceptance } from '../../src/product/index.ts';
import { finding, rule, type ShortForm, table } from './rig.ts';
import { assetOf, type Case, testOf, unitRig } from './unit-rig.ts';

const { asked, request, run, engine } = unitRig();

test('what several tests expect is read by one question, and each test gets its own', async () => {
  const code = 'select cast(left_at as date) as day, n from flights';
  const day = (i: number) => `2001-02-0${i}`;
  const cases = [1, 2, 3].map((i): Case => {
    const flights = [i, i + 3].map((n) => ({ left_at: day(n), n }));
    // another spelling of the same days
    return { code, given: { flights }, expect: flights.map(({ left_at, n }) => ({ day: `${left_at} `, n })) };
  });
  const before = asked.calls;
  const results = await runUnitTests(
    request([
      assetOf(
        cases[0] as Case,
        cases.map((one, i) => testOf(one, `test ${i}`)),
      ),
    ]),
  );
  expect(results.map((r) => [r.status, r.diff.map((row) => row.kind)])).toEqual(Array(3).fill(['pass', ['same', 'same']]));
  expect(asked.calls - before).toBe(4);
});

test('an input is given by its name in any letters, and has the columns that are known of it', async () => {
  const one: Case = { code: 'select delay, origin from flights', reads: ['flights'], inputs: { flights: 'delay INTEGER, origin VARCHAR' } };
  const result = await run({ ...one, given: { FLIGHTS: [{ Delay: 5 }] }, expect: [{ delay: 5, origin: null }] });
  expect([result.status, result.problem]).toEqual(['pass', undefined]);
});

test('SQL that fails for another reason than its rows is the asset’s fault, at its place', async () => {
  const { status, problem } = await run({ code: 'select nobody from flights', given: { flights: [{ delay: 5 }] }, expect: [] });
  expect([status, problem?.at?.file]).toEqual(['error', 'assets/late.sql']);
});

test.each([
  [{ min: 0.8 }, 0.79, 'too low', 'expects auc at least 0.8, and it is 0.79'],
  [{ max: 0.8 }, 0.81, 'too high', 'expects auc at most 0.8, and it is 0.81'],
  [{ min: 0.2, max: 0.8 }, 0.1, 'from below', 'expects auc from 0.2 to 0.8, and it is 0.1'],
  [{ min: 0.2, max: 0.8 }, 0.9, 'from above', 'expects auc from 0.2 to 0.8, and it is 0.9'],
  [{ is: 0.5 }, 0.6, 'another', 'expects auc to be 0.5, and it is 0.6'],
])('a metric expected as %j that is %d: %s', (bounds, found, _, words) => {
  const one = testOf({ metrics: new Map([['auc', bounds]]) });
  expect(judgeMetrics(one, { auc: found }).map((p) => p.message)).toEqual([`the unit test "a case" ${words}`]);
});

test.each([
  [{ min: 0.8 }, 0.8],
  [{ max: 0.8 }, 0.8],
  [{ min: 0.2, max: 0.8 }, 0.5],
  [{ is: 0.5 }, 0.5 + 1e-12],
])('a metric expected as %j may be %d', (bounds, found) => {
  expect(judgeMetrics(testOf({ metrics: new Map([['auc', bounds]]) }), { auc: found })).toEqual([]);
});

test('a metric that is not there is told with the nearest that is; a tolerance holds for those that are to be something', () => {
  const one = testOf({ metrics: new Map([['acu', { min: 0.8 }]]) });
  expect(judgeMetrics(one, { auc: 0.9, toString: 1 })[0]?.message).toBe(
    'the unit test "a case" expects acu at least 0.8, and late gives no such metric; did you mean auc?',
  );
  const near = testOf({ metrics: new Map([['auc', { is: 0.5 }]]), tolerance: 0.1 });
  expect(judgeMetrics(near, { auc: 0.55 })).toEqual([]);
  expect(judgeMetrics(near, { auc: 0.65 })).toHaveLength(1);
});

test('a value is accepted by any of its acceptances, and no other value is', async () => {
  const form: ShortForm = { rows: { min: 9 } };
  const who = { because: 'a holiday', by: 'ana', when: '2001-03-01T08:00:00-08:00' };
  const of = (rows: number) => finding(engine, form, table('a INTEGER', ...Array.from({ length: rows }, (_, i): [number] => [i])));
  const [two, three] = [await of(2), await of(3)];
  const accepted: readonly Acceptance[] = [acceptanceFor(rule(form), two, who), acceptanceFor(rule(form), three, who)];
  expect(accepted).toMatchObject([{ value: 2 }, { value: 3 }]);
  for (const found of [two, three]) expect(settle(rule(form), found, accepted)).toMatchObject({ settled: 'accepted', uncovered: 0 });
  expect(settle(rule(form), await of(4), accepted)).toMatchObject({ settled: 'fail', uncovered: 1 });
  expect(settle(rule(form), three, accepted.slice(0, 1))).toMatchObject({ settled: 'fail', uncovered: 1 });
});
