// Keeps, once a minute, that the sources are still as they were when what is live was built. What that confirms is the business of operations.

import { confirmationSample } from '../../operations/index.ts';
import type { LiveRelease } from '../../serving/index.ts';
import type { Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { RunningClock } from './clock.ts';

/** `release`: the live one, while its sources' files stand still; undefined where they don't, or something else is shown. */
export type Confirm = (release: LiveRelease | undefined) => Promise<void>;

/** Only a minute that began while they stood still already counts. */
export function confirming({ store, environmentId }: Pick<Session<Store>, 'store' | 'environmentId'>, clock: RunningClock): Confirm {
  let since: number | undefined;
  return async (release) => {
    const minute = Math.floor(clock.time() / 60_000);
    const before = since;
    since = release && minute;
    if (!release || before === undefined || before >= minute) return;
    const sample = await confirmationSample({ store, product: release.product, environment: environmentId, now: clock.now() });
    if (sample) await store.putSamples(environmentId, [sample]);
  };
}
