// The words of classifications and tags that make a column personal, in whatever spelling; and those that deny it.

import { expect, test } from 'vitest';
import { contractDiff } from '../../src/contract/index.ts';
import { documentOf, rulesOf, withProperties } from './rig.ts';

const isPersonal = (keys: string): boolean =>
  rulesOf(withProperties(`- { name: a, ${keys} }`)).tables[0]?.columns.some((column) => column.personal === true) === true;

test.each([
  'personal_data',
  'PII_HIGH',
  'sensitive_personal',
  'Strictly Confidential',
  'highly-confidential',
  'sensitivePersonal',
  'PIIHigh',
  'pii2',
  'top secret',
  'Personally Identifiable Information',
])('%s is personal, as a classification and as a tag', (word) => {
  expect([isPersonal(`classification: "${word}"`), isPersonal(`tags: ["${word}"]`)]).toEqual([true, true]);
});

test.each(['public', 'internal', 'non-personal', 'nonPersonal', 'not confidential', 'No PII', 'pii:false', 'PII-free', 'unrestricted', 'impersonal'])(
  '%s is not',
  (word) => {
    expect([isPersonal(`classification: "${word}"`), isPersonal(`tags: ["${word}"]`)]).toEqual([false, false]);
  },
);

test('the comparison of two contracts knows the same words', () => {
  const of = (classification: string) => documentOf(withProperties(`- { name: a, ${classification} }`));
  const changes = contractDiff(of('tags: [email]'), of('tags: [email, PII_HIGH]'));
  expect(changes.map(({ kind, what }) => [kind, what])).toContainEqual(['classification-changed', 'is personal now']);
});
