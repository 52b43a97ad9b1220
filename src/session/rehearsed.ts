// Which rehearsal is of just these checks and this code. The data may move on under a score; a changed check or step makes it void.

import { type Digest, digestOfJson } from '../base/index.ts';
import type { RehearsalRecord, StoreReader } from '../store/index.ts';
import type { Prepared } from './prepare.ts';

/** Names what was rehearsed: every rule as it is defined, every step as it is written. */
export function rehearsalKey({ rules, code }: Pick<Prepared, 'rules' | 'code'>): Digest {
  const definitions = [...rules.values()].flatMap((list) => list.map(({ rule }) => [rule.id, rule.definition, rule.severity]));
  return digestOfJson({ rules: definitions.sort(), code: Object.fromEntries([...code].map(([name, image]) => [name, image.digest])) });
}

/** The newest rehearsal of these checks and this code. */
export async function rehearsedAs(prepared: Prepared, store: Pick<StoreReader, 'rehearsals'>): Promise<RehearsalRecord | undefined> {
  const [newest] = await store.rehearsals(prepared.world.product.name, { key: rehearsalKey(prepared), limit: 1 });
  return newest;
}
