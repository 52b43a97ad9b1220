// Verdicts alone, without the rows; and what the engine refused, as it is told of a rule.

import { expect, test } from 'vitest';
import type { Problem } from '../../src/base/index.ts';
import { evaluate, rulesOfTable, verdicts } from '../../src/checks/index.ts';
import { literal } from '../../src/checks/quote.ts';
import type { TypedRule } from '../../src/checks/rule.ts';
import { unanswered } from '../../src/checks/unaskable.ts';
import type { Asset } from '../../src/product/index.ts';
import { at, columnsFrom, finding, product, type ShortForm, surroundings, table, testEngine } from './rig.ts';

const { engine, asked } = testEngine();
const rulesIn = (form: ShortForm): readonly TypedRule[] => rulesOfTable(product({ flights: form }).assets.get('flights') as Asset);

test('a verdict says whether a rule holds, cannot be asked, or fails by what value, as a finding does, and names no row', async () => {
  const form: ShortForm = {
    key: ['id'],
    columns: { id: { required: true }, delay: { required: true, max: 5, in: [1, 3] }, absent: { required: true } },
    rows: { min: 9 },
    checks: {
      own: { sql: 'select * from flights where delay > 3' },
      broken: { sql: 'select * from flights where delay > nobody' },
      mean: { type: 'aggregate', settings: { column: 'delay', measure: 'mean', max: 2 } },
      usual: { type: 'monotone', settings: { column: 'id', by: ['delay'] } },
    },
  };
  const asking = {
    engine,
    rules: rulesIn(form),
    asset: 'flights',
    key: form.key,
    table: table('id INTEGER, delay INTEGER', [1, 3], [2, 9], [3, null], [3, 1]),
    others: {},
    surroundings,
  };
  const found = await evaluate(asking);
  asked.questions = 0;
  const alone = await verdicts(asking);
  const forVerdicts = asked.questions;
  expect(alone.map((one) => one.status)).toEqual(found.map((one) => one.status));
  expect(new Set(alone.map((one) => one.status))).toEqual(new Set(['pass', 'fail', 'error']));
  expect(alone.map((one) => one.value)).toEqual(found.map((one) => one.value));
  for (const [i, one] of alone.entries()) expect(one).toMatchObject({ sample: [], keys: [], digests: [], problem: found[i]?.problem ?? null });
  asked.questions = 0;
  await evaluate(asking);
  expect(forVerdicts).toBeLessThan(asked.questions);
});

const one = (form: ShortForm): TypedRule => rulesIn(form).at(-1) as TypedRule;
const refused = (code: string, more: Partial<Problem> = {}): Problem => ({
  code,
  leg: 'development',
  severity: 'error',
  message: code,
  remedy: '',
  ...more,
});

test('of several Problems the first stands, with the others beside it', () => {
  const range = one({ columns: { delay: { max: 5 } } });
  const [first, second, third] = [refused('engine/a'), refused('engine/b'), refused('engine/c')];
  expect(unanswered(range, [first])).toBe(first);
  expect(unanswered(range, [first, second])).toEqual({ ...first, also: [second] });
  expect(unanswered(range, [{ ...first, also: [third] }, second])).toEqual({ ...first, also: [third, second] });
  expect(() => unanswered(range, [])).toThrow('the engine left a question unanswered');
});

test('what the engine says of a pattern is told of the pattern, and of no other rule', () => {
  const pattern = one({ columns: { code: { pattern: '(a' } } });
  const said = refused('engine/step-failed', { cause: 'missing )' });
  expect(unanswered(pattern, [said])).toMatchObject({
    code: 'checks/bad-pattern',
    at,
    cause: 'missing )',
    message: 'the pattern `(a` of flights.code.pattern is no regular expression of RE2: missing )',
  });
  expect(unanswered(pattern, [refused('engine/does-not-bind', { cause: 'missing )' })]).code).toBe('checks/bad-pattern');
  expect(unanswered(pattern, [refused('engine/out-of-memory', { cause: 'x' })]).code).toBe('engine/out-of-memory');
  expect(unanswered(pattern, [refused('engine/step-failed')]).code).toBe('engine/step-failed');
  expect(unanswered(one({ columns: { code: { max: 5 } } }), [said])).toBe(said);
});

test('a column of another kind than is wanted is told by its name, its type and what is wanted', async () => {
  const form: ShortForm = { checks: { mean: { type: 'aggregate', settings: { column: 'NAME', measure: 'mean', max: 2 } } } };
  const found = await finding(engine, form, table('name VARCHAR', ['a']));
  expect(found).toMatchObject({
    status: 'error',
    problem: { code: 'checks/unfit-column', message: 'flights.mean is a aggregate, which wants numbers, and the column name is VARCHAR' },
  });
});

test('a value is written as SQL of its column’s type', () => {
  expect(literal(null, 'INTEGER')).toBe('null');
  expect(literal("it's", 'VARCHAR')).toBe("cast('it''s' as VARCHAR)");
  expect(literal('2001-02-28', 'DATE')).toBe("cast('2001-02-28' as DATE)");
  expect(literal(7, 'VARCHAR')).toBe("'7'");
  expect(literal(true, 'VARCHAR')).toBe("'true'");
  expect(literal(7.5, 'DOUBLE')).toBe('7.5');
  expect(literal(false, 'BOOLEAN')).toBe('false');
  expect(literal(Number.POSITIVE_INFINITY, 'DOUBLE')).toBe("cast('Infinity' as double)");
});

test('a bound that is infinite is one', async () => {
  const bounded = (settings: object) =>
    finding(engine, { checks: { c: { type: 'range', settings: { column: 'a', ...settings } } } }, table('a DOUBLE', [1], ['inf']));
  expect(await bounded({ below: Number.POSITIVE_INFINITY })).toMatchObject({ status: 'fail', offending: 1 });
  expect(await bounded({ max: Number.POSITIVE_INFINITY })).toMatchObject({ status: 'pass' });
});

test('columns are matched without case wherever a rule names them', async () => {
  const form: ShortForm = { key: ['ID'], checks: { c: { type: 'compareColumns', settings: { column: 'A', operator: '<=', other: 'B' } } } };
  const found = await finding(engine, form, { kind: 'rows', columns: columnsFrom('id INTEGER, a INTEGER, b INTEGER'), rows: [[1, 2, 1]] });
  expect(found).toMatchObject({ status: 'fail', keyColumns: ['id'], keys: [['1']] });
});
