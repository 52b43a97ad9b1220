// What is promised while a service runs, and what it is kept with: the promises of the live release, whether or not it can be shown.

import { declaredBy, type NotShown } from '../../operations/index.ts';
import type { Product } from '../../product/index.ts';
import type { LiveRelease } from '../../serving/index.ts';
import type { Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';
import type { Following } from './follow.ts';

export interface Promised {
  /** Of the live release; where its code is not kept, of the newest one before it. */
  readonly product: Product;
  /** It is the live release's own. */
  readonly own: boolean;
  /** What requests are answered from; undefined: nothing. */
  readonly shown: LiveRelease | undefined;
  /** The live release, where it can't be shown. */
  readonly notShown: NotShown | undefined;
}

/** undefined: nothing is released, or the first release is still being loaded. While one is loaded what was promised before stands. */
export function promisedBy(
  session: Session<Store>,
  following: Pick<Following, 'live' | 'current' | 'notShown'>,
): () => Promise<Promised | undefined> {
  let last: Promised | undefined;
  return async () => {
    const [live, shown, notShown] = [following.live(), following.current(), following.notShown()];
    if (live === undefined) return undefined;
    if (shown?.number === live) last = { product: shown.product, own: true, shown, notShown: undefined };
    else if (notShown?.release !== live) last = last && { ...last, shown };
    else if (last?.notShown?.release === live) last = { ...last, shown, notShown };
    else last = await declared(session, { shown, notShown });
    return last;
  };
}

const looked = 20;

async function declared({ store, environmentId, folder }: Session<Store>, now: Pick<Promised, 'shown' | 'notShown'>): Promise<Promised | undefined> {
  for (const [i, release] of (await store.releases(environmentId, looked)).entries()) {
    const product = await declaredBy(release, { store, folder });
    if (product?.ok) return { product: product.value, own: i === 0, ...now };
  }
  return undefined;
}
