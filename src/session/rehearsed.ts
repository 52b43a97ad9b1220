// Which rehearsal is of just these checks and this code. The data may move on under a score; a changed check or step makes it void.

import { type Digest, digestOfJson, type Json } from '../base/index.ts';
import type { GateFacts } from '../release/index.ts';
import type { StoreReader } from '../store/index.ts';
import type { Prepared } from './prepare.ts';

/** Names what was rehearsed: every rule as it is defined, every step as it is written, what is shown of them, what harm weighs, and the engine's settings. */
export function rehearsalKey({ rules, code, outputs, world }: Pick<Prepared, 'rules' | 'code' | 'outputs' | 'world'>): Digest {
  const definitions = [...rules.values()].flatMap((list) => list.map(({ rule }) => [rule.id, rule.definition, rule.severity]));
  const shown = [...outputs.values()].map(({ output: { name, sql, model, parameters } }) => [
    name,
    sql,
    model ?? null,
    parameters.map((p) => [p.name, p.type, p.default ?? null, [...(p.in ?? [])], p.min ?? null, p.max ?? null]),
  ]);
  return digestOfJson({
    rules: definitions.sort(),
    code: Object.fromEntries([...code].map(([name, image]) => [name, image.digest])),
    outputs: shown.sort(),
    level: world.product.impact.level,
    settings: world.surroundings.settings,
  });
}

/** The newest rehearsal of these checks and this code. */
export async function rehearsedAs(prepared: Prepared, store: Pick<StoreReader, 'rehearsals'>): Promise<GateFacts['rehearsal']> {
  const [newest] = await store.rehearsals(prepared.world.product.name, { key: rehearsalKey(prepared), limit: 1 });
  return newest && { ...newest, proposed: proposalsIn(newest.document) };
}

function proposalsIn(document: Json): number {
  const { proposals } = (document ?? {}) as { readonly proposals?: unknown };
  return Array.isArray(proposals) ? proposals.length : 0;
}
