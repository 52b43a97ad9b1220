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
  rehearsal: { score: 0.95, falseAlarms: 0, versions: 4, survived: 2, proposed: 0 },
  metrics: { models: ['bad_hour'], solved: { check: 'bad_hour.solved', holds: true, text: 'auc 0.84 beats' } },
  outputs: { names: ['late'], unpromised: [], broken: [] },
  ...more,
});

test.each([
  ['low', ['checks', 'metrics']],
  ['medium', ['checks', 'metrics', 'unit tests']],
  ['high', ['checks', 'metrics', 'unit tests', 'rehearsal', 'promises', 'owner']],
  ['critical', ['checks', 'metrics', 'unit tests', 'rehearsal', 'promises', 'owner', 'approval']],
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

test('a model without a declared aim closes the gate at high, and is not asked for one below', () => {
  const metrics = { models: ['bad_hour'] };
  expect(gates(facts('high', { metrics })).find((g) => g.name === 'metrics')).toMatchObject({ open: false, at: { file: 'trivet.yaml' } });
  expect(gates(facts('medium', { metrics })).some((g) => g.name === 'metrics')).toBe(false);
});

test('a declared aim that is missed closes the gate at every level', () => {
  const metrics = { models: ['bad_hour'], solved: { check: 'bad_hour.solved', holds: false, text: 'auc 0.79 does not beat seen_share 0.79' } };
  for (const level of ['low', 'critical'] as const)
    expect(gates(facts(level, { metrics })).find((g) => g.name === 'metrics')).toMatchObject({ open: false, remedy: 'trivet show bad_hour' });
});

test('an output without a promise closes the gate at high', () => {
  const outputs = { names: ['late', 'bad_hour'], unpromised: ['bad_hour'], broken: [] };
  const gate = gates(facts('high', { outputs })).find((g) => g.name === 'promises');
  expect(gate).toMatchObject({ open: false, text: 'nothing is promised of bad_hour' });
  expect(gates(facts('medium', { outputs })).some((g) => g.name === 'promises')).toBe(false);
});

test('an output that the serving engine cannot plan closes its gate at every level', () => {
  const outputs = { names: ['late'], unpromised: [], broken: ['late'] };
  expect(gates(facts('low', { outputs })).find((g) => g.name === 'outputs')).toMatchObject({ open: false });
});

test.each([
  ['high', undefined, false, 'trivet rehearse'],
  ['high', { score: 0.8, falseAlarms: 0.05, versions: 20, survived: 9, proposed: 0 }, true, undefined],
  ['high', { score: 0.7999, falseAlarms: 0, versions: 20, survived: 9, proposed: 4 }, false, 'trivet rehearse --write'],
  ['critical', { score: 0.89, falseAlarms: 0, versions: 20, survived: 9, proposed: 4 }, false, 'trivet rehearse --write'],
  ['critical', { score: 0.9, falseAlarms: null, versions: 0, survived: 9, proposed: 0 }, true, undefined],
  ['high', { score: 0.5, falseAlarms: 0, versions: 20, survived: 9, proposed: 0 }, false, expect.stringContaining('a check of your own')],
  ['high', { score: 1, falseAlarms: 0.06, versions: 20, survived: 0, proposed: 0 }, false, 'trivet rehearse'],
  ['high', { score: null, falseAlarms: null, versions: 0, survived: 0, proposed: 0 }, true, undefined],
] as const)('at level %s a rehearsal of %j leaves its gate open: %s', (level, rehearsal, open, remedy) => {
  const gate = gates(facts(level, { rehearsal })).find((g) => g.name === 'rehearsal');
  expect(gate).toMatchObject({ open });
  expect(gate?.remedy).toEqual(remedy);
});
