// A model against its baselines: the lead is over the best of them, and what is not a metric is said.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { judgeMetric, type Rule } from '../../src/checks/index.ts';

const rule: Extract<Rule, { kind: 'metric' }> = {
  kind: 'metric',
  id: 'bad_hour.solved',
  asset: 'bad_hour',
  severity: 'error',
  at: { file: 'trivet.yaml', line: 4 },
  definition: digestOf('rule'),
  expectation: 'auc is better than seen and usual by 0.02 or more',
  metric: 'auc',
  betterThan: ['seen', 'usual'],
  by: 0.02,
};

test.each([
  [{ auc: 0.84, seen: 0.79, usual: 0.76 }, 'pass', 0.05],
  [{ auc: 0.81, seen: 0.79, usual: 0.76 }, 'pass', 0.02],
  [{ auc: 0.80999, seen: 0.79, usual: 0.76 }, 'fail', 0.01999],
  [{ auc: 0.84, seen: 0.79, usual: 0.83 }, 'fail', 0.01],
] as const)('%j: %s, by %d', (metrics, status, value) => {
  expect(judgeMetric(rule, metrics)).toMatchObject({ status, value });
});

test('a metric that the model does not give cannot be judged, and the known ones are named', () => {
  const finding = judgeMetric(rule, { auc: 0.84, seen_share: 0.79 });
  expect(finding).toMatchObject({ status: 'error', problem: { code: 'checks/no-metric', at: { file: 'trivet.yaml' } } });
  expect(JSON.stringify(finding.problem)).toContain('auc, seen_share');
});
