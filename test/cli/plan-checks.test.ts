// The questions of a plan's checks as text: aligned, within the width, cut to a line each unless they are wanted whole.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import type { TypedRule } from '../../src/checks/index.ts';
import { checksText } from '../../src/cli/plan-checks.ts';
import type { PlannedChecks, PlannedQuestion } from '../../src/session/index.ts';
import { palette, stringWidth } from '../../src/telemetry/index.ts';

const rule = (name: string): TypedRule => ({
  id: `orders.${name}`,
  asset: 'orders',
  severity: 'error',
  at: { file: 'sources/orders.yaml' },
  definition: digestOf(name),
  expectation: 'not null',
  kind: 'notNull',
  settings: { column: name },
});

const question = (more: Partial<PlannedQuestion>): PlannedQuestion => ({
  how: 'one scan',
  rules: [rule('id')],
  sql: 'select count(*) from "orders"',
  bytes: 1_200_000,
  parts: { asked: 1, of: 1 },
  ...more,
});

const planned = (more: Partial<PlannedChecks>): PlannedChecks => ({
  asset: 'orders',
  of: 'kept',
  checks: 1,
  kept: [],
  known: [],
  questions: [question({})],
  unaskable: [],
  later: [],
  ...more,
});

const text = (all: readonly PlannedChecks[], { whole = false, width = 80 } = {}) => checksText(all, whole, { palette: palette(false), width });

test('how, how many, how much: one under the other', () => {
  const questions = [question({}), question({ how: 'by statistics', bytes: 0, rules: [rule('a'), rule('b')] }), question({ bytes: null })];
  const lines = text([planned({ checks: 6, questions, kept: ['orders.k'], known: ['orders.rows'] })]).split('\n');
  expect(lines[0]).toBe('orders  4 checks in 3 questions, 1.2 MB; 1 known without asking; 1 answer kept');
  expect(lines.filter((line) => /^ {2}\S/.test(line))).toEqual([
    '  one scan        1 check        1.2 MB',
    '  by statistics  2 checks  footers only',
    '  one scan        1 check    once built',
  ]);
  expect(lines).toContain('    a, b');
});

test('names and SQL are a line each; whole where they are wanted', () => {
  const sql = Array.from({ length: 30 }, (_, i) => `select ${i} as i, count(*) as n from "orders" where "amount" > ${i}`).join('\nunion all ');
  const rules = Array.from({ length: 30 }, (_, i) => rule(`a_rather_long_name_${i}`));
  const all = [planned({ checks: 30, questions: [question({ sql, rules })] })];
  for (const width of [80, 48]) {
    expect(
      text(all, { width })
        .split('\n')
        .every((line) => stringWidth(line) <= width),
    ).toBe(true);
    expect(
      text(all, { width, whole: true })
        .split('\n')
        .every((line) => stringWidth(line) <= width),
    ).toBe(true);
  }
  expect(text(all).match(/union all/g)).toHaveLength(1);
  expect(text(all)).toContain('name an asset to see its questions whole');
  expect(text(all, { whole: true }).match(/union all/g)).toHaveLength(29);
  expect(text(all, { whole: true })).toContain('a_rather_long_name_29');
  expect(text(all, { whole: true })).not.toContain('name an asset');
});

test('what a wrapped question seeks is shown, what follows is said, new files are told apart', () => {
  const questions = [
    question({ sql: 'with "trivet rows" as (…)', seeks: 'select id\nfrom orders', next: 'every key', parts: { asked: 1, of: 100 } }),
  ];
  const shown = text([planned({ questions })]);
  expect(shown).toContain('      select id from orders\n    of 1 file: on the other 99 they held\n    then every key');
  expect(shown).not.toContain('trivet rows');
});

test('a version that stands in, checks that cannot be asked, questions that are not known yet, and nothing at all', () => {
  const problem = { code: 'checks/unknown-column', leg: 'development', severity: 'error', message: 'no column gone', remedy: 'x' } as const;
  expect(text([planned({ of: 'shown' })])).toContain('orders  1 check in 1 question, 1.2 MB as in the version shown now');
  const rest = { checks: 4, questions: [], known: ['orders.rows'], unaskable: [problem], later: ['orders.a', 'orders.b'] };
  expect(text([planned(rest)])).toBe("orders  1 known without asking; 1 can't be asked; 2 checks: questions known\n  once built");
  expect(text([])).toBe('no check would be asked');
});
