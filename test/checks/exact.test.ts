// Whole numbers that no JavaScript number holds, and bounds that a column's type does not: compared exactly, and asked without a complaint.

import { expect, test } from 'vitest';
import { keyDigest } from '../../src/checks/index.ts';
import { findings, type NamedCheck, rule, type ShortForm, table, testEngine } from './rig.ts';

const { engine, asked } = testEngine();
const big = '9007199254740993';

const found = async (form: ShortForm, columns: string, ...rows: readonly (readonly (string | number | null)[])[]) => {
  const one = [...(await findings(engine, form, table(columns, ...rows))).values()].at(-1);
  if (!one) throw new Error('no finding');
  return one;
};
const judged = (bounds: object, type = 'BIGINT', value = big) => {
  const check: NamedCheck = { type: 'sqlValue', settings: { sql: 'select max(a) from flights', ...bounds } };
  return found({ checks: { c: check } }, `a ${type}`, [value]);
};

test.each([
  [{ max: '9007199254740992' }, 'fail'],
  [{ max: big }, 'pass'],
  [{ below: big }, 'fail'],
  [{ above: '9007199254740992' }, 'pass'],
  [{ is: '9007199254740992' }, 'fail'],
  [{ is: big }, 'pass'],
  [{ isNot: '9007199254740992' }, 'pass'],
  [{ isNot: big }, 'fail'],
  [{ between: ['9007199254740992', '9007199254740994'] }, 'pass'],
  [{ notBetween: [0, big] }, 'fail'],
  [{ min: 5 }, 'pass'],
])('%j of 2^53 + 1 is a %s', async (bounds, status) => {
  expect((await judged(bounds)).status).toBe(status);
});

test('a value beyond is found by all of its digits, any other stays a number; nothing more is asked', async () => {
  asked.questions = 0;
  expect(await judged({ max: 5 })).toMatchObject({ value: null, columns: ['value'], sample: [[big]], keys: [[big]], digests: [keyDigest([big])] });
  expect(asked.questions).toBe(1);
  expect(await judged({ max: 5 }, 'BIGINT', '9007199254740991')).toMatchObject({ status: 'fail', value: 9007199254740991, keys: [] });
  expect(await judged({ max: 5 }, 'DECIMAL(18,2)', '12.50')).toMatchObject({ status: 'fail', value: 12.5, keys: [] });
  expect(await judged({ max: 12.5 }, 'DECIMAL(18,2)', '12.50')).toMatchObject({ status: 'pass', value: 12.5 });
  expect(await judged({ max: '-9007199254740993' }, 'HUGEINT', '-9007199254740992')).toMatchObject({ status: 'fail' });
  expect(await judged({ is: big }, 'VARCHAR')).toMatchObject({ status: 'pass' });
});

test('a list of values keeps its digits', async () => {
  const form = { columns: { a: { in: [big] } } };
  expect((await found(form, 'a BIGINT', [big])).status).toBe('pass');
  expect(await found(form, 'a BIGINT', ['9007199254740992'])).toMatchObject({ status: 'fail', offending: 1 });
  expect((await found({ columns: { a: { in: [5, big] } } }, 'a INTEGER', [5])).status).toBe('pass');
});

const range = (min: number | string, max: number | string): ShortForm => ({ columns: { a: { min, max } } });
const [i64, u64] = [range('-9223372036854775808', '9223372036854775807'), range(0, '18446744073709551615')];
const u128 = range(0, '340282366920938463463374607431768211455');

test.each([
  [i64, 'TINYINT', 5, 'pass'],
  [i64, 'INTEGER', -5, 'pass'],
  [i64, 'BIGINT', '-9223372036854775808', 'pass'],
  [i64, 'HUGEINT', '9223372036854775808', 'fail'],
  [i64, 'UBIGINT', '9223372036854775808', 'fail'],
  [i64, 'DECIMAL(4,2)', '5.25', 'pass'],
  [i64, 'DECIMAL(38,0)', '9223372036854775808', 'fail'],
  [i64, 'DOUBLE', 1e30, 'fail'],
  [u64, 'BIGINT', 5, 'pass'],
  [u64, 'BIGINT', -5, 'fail'],
  [u64, 'UBIGINT', '18446744073709551615', 'pass'],
  [u64, 'INTEGER', -5, 'fail'],
  [u64, 'HUGEINT', '18446744073709551616', 'fail'],
  [u128, 'BIGINT', -5, 'fail'],
  [u128, 'UHUGEINT', '340282366920938463463374607431768211455', 'pass'],
  [range('-129', '127'), 'UTINYINT', 200, 'fail'],
  [range('-129', '400'), 'UHUGEINT', 200, 'pass'],
  [range('-9223372036854775809', 7), 'UBIGINT', 5, 'pass'],
])('%j of a %s that is %s: %s', async (form, type, value, status) => {
  const one = await found(form, `a ${type}`, [value]);
  expect([one.problem, one.status]).toEqual([null, status]);
});

test('what is expected says the digits', () => {
  expect(rule(u64).expectation).toBe('between 0 and 18446744073709551615');
});
