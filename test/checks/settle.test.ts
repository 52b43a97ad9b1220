// Acceptances cover the rows they name (or the value) and no others; checks are found by name.

import { expect, test } from 'vitest';
import { acceptanceFor, type Finding, findRule, keyDigest, rulesOf, settle, unknownAcceptances } from '../../src/checks/index.ts';
import type { Acceptance } from '../../src/product/index.ts';
import { at, finding, product, rule, type ShortForm, table, testEngine } from './rig.ts';

const { engine } = testEngine();
const who = { because: 'the Nisqually earthquake', by: 'ana', when: '2001-03-01T08:00:00-08:00' };
const form: ShortForm = { checks: { 'usual-flights': { sql: 'select * from flights where n < 10', key: ['origin', 'day'] } } };
const usual = rule(form);

const find = (...rows: [string, string, number][]): Promise<Finding> => finding(engine, form, table('origin VARCHAR, day DATE, n INTEGER', ...rows));
const quake: [string, string, number] = ['SEA', '2001-02-28', 3];

test('an accepted row stays accepted beside others that are fine; a new offending row fails again', async () => {
  const acceptance = acceptanceFor(usual, await find(quake, ['SFO', '2001-02-28', 30]), who);
  expect(acceptance).toEqual({ check: 'flights.usual-flights', ...who, columns: ['origin', 'day'], keys: [['SEA', '2001-02-28']] });
  const settled = (...rows: [string, string, number][]) => find(...rows).then((f) => settle(usual, f, [acceptance]));
  expect(await settled(quake, ['SFO', '2001-03-01', 30])).toMatchObject({ settled: 'accepted', uncovered: 0, offending: 1 });
  expect(await settled(quake, ['LAS', '2001-03-01', 2])).toMatchObject({ settled: 'fail', uncovered: 1, offending: 2 });
  expect(await settled(['SEA', '2001-03-01', 2])).toMatchObject({ settled: 'fail', uncovered: 1 });
  expect(await settled(['SEA', '2001-03-01', 20])).toMatchObject({ settled: 'pass', uncovered: 0 });
});

test('over twenty rows are accepted by digest', async () => {
  const days = Array.from({ length: 25 }, (_, i): [string, string, number] => ['SEA', `2001-02-${String(i + 1).padStart(2, '0')}`, 1]);
  const found = await find(...days);
  const acceptance = acceptanceFor(usual, found, who);
  expect(acceptance.keys).toBeUndefined();
  expect(acceptance.digests).toEqual(days.map(([origin, day]) => keyDigest([origin, day])).sort());
  expect(settle(usual, found, [acceptance]).settled).toBe('accepted');
  expect(settle(usual, await find(...days, ['SFO', '2001-02-01', 1]), [acceptance])).toMatchObject({ settled: 'fail', uncovered: 1 });
});

test('several acceptances of a check add up; the name of the check is matched without case; those of other checks do not count', async () => {
  const found = await find(quake, ['LAS', '2001-03-01', 2]);
  const accept = (check: string, key: readonly string[]): Acceptance => ({ check, ...who, keys: [key] });
  const first = accept('Flights.Usual-Flights', ['SEA', '2001-02-28']);
  const second = { check: 'flights.usual-flights', ...who, digests: [keyDigest(['LAS', '2001-03-01'])] };
  expect(settle(usual, found, [first, second]).settled).toBe('accepted');
  expect(settle(usual, found, [first, accept('flights.other', ['LAS', '2001-03-01'])])).toMatchObject({ settled: 'fail', uncovered: 1 });
});

test('the same values of other columns are not what was accepted; a check asked otherwise of the same columns is', async () => {
  const pairs = (sql: string, key: readonly string[]) => {
    const rewritten: ShortForm = { checks: { 'usual-flights': { sql, key } } };
    const rows = table('origin VARCHAR, target VARCHAR, day DATE', ['SEA', 'SFO', '2001-02-28']);
    return finding(engine, rewritten, rows).then((found) => ({ rule: rule(rewritten), found }));
  };
  const first = await pairs('select * from flights where day is not null', ['origin', 'target']);
  const acceptance = acceptanceFor(first.rule, first.found, who);
  expect(acceptance).toMatchObject({ columns: ['origin', 'target'], keys: [['SEA', 'SFO']] });
  const settled = async (sql: string, key: readonly string[], given: Acceptance) => {
    const { rule: now, found } = await pairs(sql, key);
    return settle(now, found, [given]).settled;
  };
  const renamed = 'select origin as home, target as away from flights';
  expect(await settled(renamed, ['home', 'away'], acceptance)).toBe('fail');
  expect(await settled("select 'SEA' as target, 'SFO' as origin from flights", ['target', 'origin'], acceptance)).toBe('fail');
  expect(await settled('select * from flights where day is not null', ['ORIGIN', 'target'], acceptance)).toBe('accepted');
  expect(await settled('select * from flights where target is not null', ['origin', 'target'], acceptance)).toBe('accepted');
  const { columns: _, ...byHand } = acceptance;
  expect(await settled(renamed, ['home', 'away'], byHand)).toBe('accepted');
});

test('a value is accepted as that value only', async () => {
  const rows: ShortForm = { rows: { min: 3 } };
  const count = (n: number) => finding(engine, rows, table('n INTEGER', ...Array.from({ length: n }, (_, i) => [i])));
  const acceptance = acceptanceFor(rule(rows), await count(2), who);
  expect(acceptance).toMatchObject({ check: 'flights.rows', value: 2 });
  expect(settle(rule(rows), await count(2), [acceptance]).settled).toBe('accepted');
  expect(settle(rule(rows), await count(1), [acceptance])).toMatchObject({ settled: 'fail', uncovered: 1 });
});

test('an accepted type is that type; a third one fails again', async () => {
  const type: ShortForm = { columns: { n: { type: 'integer' } } };
  const typed = (t: string) => finding(engine, type, table(`n ${t}`));
  const acceptance = acceptanceFor(rule(type), await typed('BIGINT'), who);
  expect(settle(rule(type), await typed('BIGINT'), [acceptance]).settled).toBe('accepted');
  expect(settle(rule(type), await typed('VARCHAR'), [acceptance]).settled).toBe('fail');
});

test('of severity warning, a failure warns and so does a check that cannot be asked; else an error stays an error, whatever is accepted', async () => {
  const warning = rule({ checks: { 'usual-flights': { ...form.checks?.['usual-flights'], severity: 'warning' } } });
  expect(settle(warning, await find(quake), []).settled).toBe('warn');
  const broken = await finding(engine, { checks: { 'usual-flights': { sql: 'select nope from flights' } } }, table('n INTEGER'));
  expect(settle(usual, broken, [{ check: usual.id, ...who, keys: [] }]).settled).toBe('error');
  const unaskable = rule({ checks: { 'usual-flights': { sql: 'select nope from flights', severity: 'warning' } } });
  expect(settle(unaskable, broken, [])).toMatchObject({ settled: 'warn', problem: { code: 'engine/unknown-column' } });
  const bare: Acceptance = { check: usual.id, ...who };
  expect(settle(usual, await find(quake), [bare]).settled).toBe('fail');
});

test('a finding survives JSON, as the cache keeps it', async () => {
  const found = await find(quake);
  expect(JSON.parse(JSON.stringify(found))).toEqual(found);
});

test('an acceptance of an unknown check is a Problem with the nearest name', () => {
  const accepted = product({ flights: form }, [
    { check: 'flights.usual-flight', ...who, at: { file: 'acceptances.yaml', line: 2 } },
    { check: 'FLIGHTS.usual-flights', ...who },
  ]);
  expect(unknownAcceptances(accepted, rulesOf(accepted))).toEqual([
    expect.objectContaining({
      code: 'checks/unknown-acceptance',
      leg: 'development',
      at: { file: 'acceptances.yaml', line: 2 },
      message: 'an acceptance names the check flights.usual-flight, which does not exist; did you mean flights.usual-flights?',
    }),
  ]);
});

test('a check is found by its full id, or by an end of it where that is unique', () => {
  const rules = rulesOf(product({ a: { rows: { min: 1 }, checks: { late: { at } } }, b: { rows: { min: 1 }, columns: { n: { min: 0 } } } }));
  const found = (text: string) => {
    const outcome = findRule(rules, text);
    return outcome.ok ? outcome.value.id : outcome.problems[0];
  };
  expect(found('A.Rows')).toBe('a.rows');
  expect(found('late')).toBe('a.late');
  expect(found('n.range')).toBe('b.n.range');
  expect(found('Range')).toBe('b.n.range');
  expect(found('ange')).toMatchObject({ code: 'checks/unknown-check' });
  const two = rulesOf(product({ a: { columns: { n: { min: 0 }, m: { max: 1 } } } }));
  expect(findRule(two, 'range')).toMatchObject({ problems: [{ code: 'checks/ambiguous-check' }] });
  expect(found('rows')).toMatchObject({ code: 'checks/ambiguous-check', message: 'rows is the name of 2 checks: a.rows, b.rows' });
  expect(found('laet')).toMatchObject({ code: 'checks/unknown-check', message: 'there is no check laet; did you mean a.late?' });
  expect(found('nothing-like-it')).toMatchObject({ message: 'there is no check nothing-like-it' });
});
