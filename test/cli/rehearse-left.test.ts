// What a rehearsal says of `--write` where some of its proposals could not be added.

import { expect, test } from 'vitest';
import { type Rehearsed, rehearsalEnd } from '../../src/cli/rehearsal/end.ts';
import { type Proposal, usualOptions } from '../../src/rehearsal/index.ts';
import { palette } from '../../src/telemetry/index.ts';

const falseAlarms = { versions: 0, alarmed: 0, rate: undefined, byRule: {} };
const proposal = (column: string): Proposal => ({
  table: 't',
  check: { place: 'column', column, settings: { required: true } },
  rule: {} as Proposal['rule'],
  yaml: `columns:\n  ${column}: { required: true }`,
  odcs: '',
  expectation: 'not null',
  kills: [],
  falseAlarms,
});

function ended(left: readonly Proposal[], proposals: readonly Proposal[]): string {
  const rehearsal: Rehearsed['rehearsal'] = {
    seed: usualOptions.seed,
    tables: [{ table: 't', rows: 1, columns: 1, rules: 0, failing: [] }],
    trials: [],
    score: 0.5,
    killed: 1,
    survived: 1,
    equivalent: 0,
    controls: [],
    falseAlarms,
    smallest: [],
    checks: [],
    redundant: [],
    costPerKill: undefined,
    proposals,
    scoreWithProposals: 0.9,
    seconds: 1,
  };
  const shown = proposals.map((one) => ({ proposal: one, file: 't.yaml', text: one.yaml }));
  const rehearsed: Rehearsed = { of: 'product', name: 'p', rehearsal, proposals: shown, written: ['t.yaml'], left, notes: [], problems: [] };
  return rehearsalEnd(rehearsed, undefined, { palette: palette(false), width: 80 }).summary;
}

test('only what was added is said to be, and no score that it takes all for', () => {
  const [a, b] = [proposal('a'), proposal('b')];
  expect(ended([], [a, b])).toMatch(/\n2 checks added to t\.yaml; 90 % with them$/);
  expect(ended([b], [a, b])).toMatch(/\n1 check added to t\.yaml$/);
});
