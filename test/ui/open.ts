// Opens a store for a staged history: real effects, a fresh folder.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Effects } from '../../src/base/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import { temporaryFolder } from '../rig/index.ts';
import { value } from './stage.ts';

export const effects: Effects = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'mara',
  wait: (milliseconds) => setTimeout(milliseconds),
};

export const freshStore = async (): Promise<Store> =>
  value(await openStore({ folder: join(temporaryFolder(), '.trivet'), effects, emit: () => {}, command: 'trivet run' }));
