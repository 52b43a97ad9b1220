// Whole numbers beyond 2^53 in a contract: its rules and its comparison with another version keep every digit.

import { expect, test } from 'vitest';
import { contractDiff } from '../../src/contract/index.ts';
import { documentOf, head, rulesOf, withProperties } from './rig.ts';

const valid = (values: string) =>
  withProperties(`- { name: a, logicalType: integer, quality: [{ metric: invalidValues, arguments: { validValues: ${values} }, mustBe: 0 }] }`);
const judged = (operator: string) =>
  `${head}schema: [{ name: orders, quality: [{ name: top, type: sql, query: "select max(a) from orders", ${operator} }] }]\n`;

test('valid values and comparisons keep their digits', () => {
  const settings = (text: string) =>
    rulesOf(text)
      .tables[0]?.checks.map((check) => check.settings)
      .at(-1);
  expect(settings(valid('[9007199254740993, 5]'))).toMatchObject({ values: ['9007199254740993', 5] });
  expect(settings(judged('mustBeLessOrEqualTo: 9007199254740993'))).toMatchObject({ max: '9007199254740993' });
  expect(settings(judged('mustBeBetween: [0, 9007199254740993]'))).toMatchObject({ between: [0, '9007199254740993'] });
});

test.each([
  [valid('[9007199254740993]'), valid('[9007199254740992]'), 'values-changed', true],
  [judged('mustBeLessOrEqualTo: 9007199254740993'), judged('mustBeLessOrEqualTo: 9007199254740992'), 'rule-tightened', false],
  [judged('mustBeLessOrEqualTo: 9007199254740993'), judged('mustBeLessOrEqualTo: 10000000000000000'), 'rule-loosened', true],
  [judged('mustBe: 9007199254740993'), judged('mustBe: 9007199254740992'), 'rule-changed', true],
])('a change of the last digit is seen (case %#)', (old, now, kind, breaks) => {
  const changes = contractDiff(documentOf(old), documentOf(now)).map((change) => [change.kind, change.breaks]);
  expect(changes).toContainEqual([kind, breaks]);
});
