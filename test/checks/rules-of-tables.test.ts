// Rules of columns and of a model, as they come from a product: what each asks, what it says, where it stands; which may be kept, which are about single rows.

import { expect, test } from 'vitest';
import { masked, passed, rowRules, ruleReads, ruleScope, ruleStatements, rulesOf, rulesOfTable, type TypedRule } from '../../src/checks/index.ts';
import type { Asset, Solved } from '../../src/product/index.ts';
import { at, columnsFrom, product, rule, type ShortForm, surroundings } from './rig.ts';

const rules = (form: ShortForm): readonly TypedRule[] => rulesOfTable(product({ flights: form }).assets.get('flights') as Asset);

test('each rule of a column asks what its column says', () => {
  const said = rules({
    columns: {
      code: { unique: true, format: 'uuid', length: { is: 36 }, pattern: '^[0-9a-f]' },
      day: { min: '2001-01-01' },
      delay: { max: 5, required: 0.999 },
      sure: { required: 1 },
      open: { unique: false },
    },
  });
  expect(said.map((r) => [r.id, r.kind, r.settings, r.expectation])).toEqual([
    ['flights.code.unique', 'unique', { columns: ['code'] }, 'code: unique'],
    ['flights.code.pattern', 'regex', { column: 'code', pattern: '^[0-9a-f]' }, expect.stringContaining('^[0-9a-f]')],
    ['flights.code.format', 'format', { column: 'code', format: 'uuid' }, 'of format uuid'],
    ['flights.code.length', 'length', { column: 'code', is: 36 }, expect.stringContaining('36')],
    ['flights.day.range', 'range', { column: 'day', min: '2001-01-01' }, 'at least 2001-01-01'],
    ['flights.delay.required', 'notNull', { column: 'delay' }, 'not null in at least 99.9 % of the rows'],
    ['flights.delay.range', 'range', { column: 'delay', max: 5 }, 'at most 5'],
    ['flights.sure.required', 'notNull', { column: 'sure' }, 'not null'],
  ]);
  expect(said.find((r) => r.id === 'flights.sure.required')?.tolerance).toBeUndefined();
  expect(said.find((r) => r.id === 'flights.delay.required')?.tolerance).toEqual({ unit: 'percent', max: 0.1 });
});

const solved: Solved = { model: 'late', metric: 'auc', betterThan: ['usual', 'seen'], by: 0.02, at: { file: 'trivet.yaml', line: 4 } };

test('the model that solves the problem has a rule for it, after its own; no other asset has', () => {
  const made = product({ flights: { rows: { min: 1 } }, late: { rows: { min: 1 } } });
  expect(rulesOf(made).map((r) => r.id)).toEqual(['flights.rows', 'late.rows']);
  const all = rulesOf({ ...made, solved });
  expect(all.map((r) => r.id)).toEqual(['flights.rows', 'late.rows', 'late.solved']);
  expect(all[2]).toMatchObject({
    kind: 'metric',
    asset: 'late',
    metric: 'auc',
    betterThan: ['usual', 'seen'],
    by: 0.02,
    severity: 'error',
    at: { file: 'trivet.yaml', line: 4 },
    expectation: 'auc is better than usual and seen by 0.02 or more',
  });
  const definition = (more: Partial<Solved>) => rulesOf({ ...made, solved: { ...solved, ...more } })[2]?.definition;
  expect(definition({ at })).toBe(all[2]?.definition);
  expect(definition({ by: 0.03 })).not.toBe(all[2]?.definition);
  expect(definition({ betterThan: ['usual'] })).not.toBe(all[2]?.definition);
});

test('a rule of a metric reads no table and holds no SQL, and its answer may be kept; nothing of it is masked', () => {
  const metric = rulesOf({ ...product({ late: {} }), solved })[0];
  if (!metric) throw new Error('a solved problem has a rule');
  expect([ruleReads(metric), ruleStatements(metric), ruleScope(metric)]).toEqual([[], [], undefined]);
  expect(masked(passed(0.05), metric, ['auc'])).toEqual(passed(0.05));
});

test('an answer that depends on the time or on the last good version is not kept', () => {
  const scope = (type: 'freshness' | 'rowCountChange' | 'range', settings: object) => ruleScope(rule({ checks: { c: { type, settings } } }));
  expect(scope('freshness', { column: 'day', within: 1 })).toBe('clock');
  expect(scope('rowCountChange', { max: 1 })).toBe('history');
  expect(scope('range', { column: 'delay', max: 1 })).toBeUndefined();
});

test('about single rows are the rules that look at one row, without a tolerance, a group or a question of their own', () => {
  const range = (more: object) => ({ type: 'range' as const, settings: { column: 'delay', max: 1 }, ...more });
  const all = rules({
    key: ['id'],
    columns: { delay: { required: true, min: 0 }, id: { unique: true }, absent: { required: true } },
    rows: { min: 1 },
    checks: {
      mostly: range({ tolerance: { unit: 'rows', max: 1 } }),
      grouped: range({ groupBy: ['id'] }),
      some: range({ where: 'id > 3' }),
      asking: range({ where: 'id > (select min(id) from flights)' }),
      whole: { type: 'expression', settings: { expression: 'delay > (select avg(delay) from flights)' } },
      single: { type: 'expression', settings: { expression: 'delay > id' } },
      newest: { type: 'freshness', settings: { column: 'day', within: 1 } },
      own: { sql: 'select * from flights where delay > 3' },
      there: { type: 'foreignKey', settings: { columns: ['id'], table: 'airports', to: ['id'] } },
    },
  });
  const single = rowRules(all, columnsFrom('id INTEGER, delay INTEGER, day TIMESTAMP'), surroundings);
  expect(single.map((r) => r.id)).toEqual(['flights.delay.required', 'flights.delay.range', 'flights.some', 'flights.single']);
});
