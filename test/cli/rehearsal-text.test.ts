// What is said below a matrix: a score that is told by weight where it is not the part of the faults, and the checks that fail without any fault.

import { expect, test } from 'vitest';
import type { Rehearsed } from '../../src/cli/rehearsal/end.ts';
import { failingNotes, notesText, scoreText } from '../../src/cli/rehearsal/text.ts';
import type { Rehearsal } from '../../src/rehearsal/index.ts';
import { palette } from '../../src/telemetry/index.ts';

const look = { palette: palette(false), width: 80 };

function scoreLines(score: number, killed: number, survived: number): readonly string[] {
  const rehearsal = { score, killed, survived, equivalent: 3, controls: [], falseAlarms: { versions: 2, alarmed: 0, rate: 0, byRule: {} } };
  return scoreText({ of: 'product', rehearsal } as unknown as Rehearsed, look).split('\n');
}

test('a score by weight says so where it is another part than the number of faults', () => {
  const lines = scoreLines(0.5161, 21, 21);
  expect(lines[0]).toMatch(/^score {9}51\.6 % by impact {2}21 of 42 that make a difference /);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
});

test('a score of faults that count alike is said as a part of them', () => {
  expect(scoreLines(25 / 81, 25, 56)[0]).toMatch(/^score {9}30\.8 % {2}25 of 81 faults that make a difference are noticed; 3 /);
  // weights are added in floats
  expect(scoreLines(0.1 + 0.2, 3, 7)[0]).toMatch(/^score {9}30 % {2}3 of 10 faults /);
});

const failing = (...tables: readonly (readonly string[])[]): Rehearsal =>
  ({ tables: tables.map((ids) => ({ table: 't', rows: 1, columns: 1, rules: 9, failing: ids })) }) as unknown as Rehearsal;

test('checks that fail without any fault are told, the first of them by name', () => {
  expect(failingNotes(failing([], []))).toEqual([]);
  expect(failingNotes(failing(['orders.amount.range'], []))).toEqual(['1 check fails without any fault, so it notices none: orders.amount.range']);
  expect(failingNotes(failing(['a.x', 'a.y'], ['b.z']))).toEqual(['3 checks fail without any fault, so they notice none: a.x, a.y, b.z']);
  const many = failingNotes(
    failing(['orders.amount.range', 'orders.customer.references'], ['customers.rows', 'customers.key', 'customers.age.type']),
  );
  const text = notesText(many, look);
  expect(text.replace(/\n {2}/g, ' ')).toBe(
    '! 5 checks fail without any fault, so they notice none: orders.amount.range, orders.customer.references, customers.rows and 2 more',
  );
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});
