// Real effects, for tests and their child processes; without anything of the test runner.

import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Effects } from '../../src/base/index.ts';

export const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'tester',
  wait: (milliseconds) => setTimeout(milliseconds),
};
