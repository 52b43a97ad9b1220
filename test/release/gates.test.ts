// Which gates there are follows from the impact; a closed one names the command that opens it.

import { expect, test } from 'vitest';
import type { ImpactLevel } from '../../src/product/index.ts';
import { type GateFacts, gates } from '../../src/release/index.ts';

const facts = (level: ImpactLevel, more: Partial<GateFacts> = {}): GateFacts => ({
  impact: { level, because: 'a test' },
  owner: { team: 'departures' },
  shipper: 'ada',
  approvedBy: undefined,
  checks: { passed: 3, accepted: 0, failed: [], notBuilt: [] },
  tests: { passed: 2, untested: [], failed: [] },
  ...more,
});

test.each([
  ['low', ['checks']],
  ['medium', ['checks', 'unit tests']],
  ['high', ['checks', 'unit tests', 'owner']],
  ['critical', ['checks', 'unit tests', 'owner', 'approval']],
] as const)('level %s asks for %j', (level, names) => {
  expect(gates(facts(level)).map((g) => g.name)).toEqual(names);
});

test('a failing check closes its gate at every level', () => {
  const [gate] = gates(facts('low', { checks: { passed: 2, accepted: 0, failed: ['hourly.no-hour-lost'], notBuilt: [] } }));
  expect(gate).toMatchObject({ open: false, remedy: 'trivet why hourly.no-hour-lost' });
});

test('an asset without a unit test closes the gate at medium', () => {
  const gate = gates(facts('medium', { tests: { passed: 1, untested: ['hourly'], failed: [] } })).find((g) => g.name === 'unit tests');
  expect(gate).toMatchObject({ open: false });
  expect(gate?.remedy).toContain('tests/hourly.yaml');
});

test('who ships cannot approve', () => {
  const approval = (approvedBy: string | undefined) => gates(facts('critical', { approvedBy })).at(-1);
  expect(approval(undefined)?.open).toBe(false);
  expect(approval('Ada')?.open).toBe(false);
  expect(approval('grace')).toMatchObject({ open: true, text: 'grace (as given, not authenticated)' });
});

test('no owner closes the gate at high', () => {
  expect(gates(facts('high', { owner: undefined })).find((g) => g.name === 'owner')?.open).toBe(false);
});
