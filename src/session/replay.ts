// Runs a remembered (or composed) world again for one asset, beside every environment: nothing is shown anywhere.

import { failed, type Outcome, ok } from '../base/index.ts';
import { upstream } from '../graph/index.ts';
import type { Store } from '../store/index.ts';
import { type Carried, carryOut, finish } from './carry-out.ts';
import type { Session } from './open.ts';
import { planFor } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { problem } from './problems.ts';
import type { World } from './world.ts';

/** The asset with all it is built from, and what one of its checks reads, in order of name. */
export function involved(prepared: Prepared, asset: string, check: string | undefined): ReadonlySet<string> {
  const reads = (prepared.rules.get(asset) ?? []).filter((b) => b.rule.id === check).flatMap((b) => b.facts.reads);
  const names = [asset, ...reads].filter((name) => prepared.graph.nodes.has(name));
  return new Set(names.flatMap((name) => [name, ...upstream(prepared.graph, name)]));
}

export interface ReplayHow {
  /** Builds again, and asks again, what is kept. */
  readonly again: boolean;
  readonly kind?: 'why' | 'verify';
}

/** Builds the asset (from kept builds where `again` is false) and asks the one check. The record is of kind `why`. */
export async function replayAsset(
  world: World,
  asset: string,
  check: string | undefined,
  session: Session<Store>,
  { again, kind = 'why' }: ReplayHow,
): Promise<Outcome<Carried>> {
  const prepared = await prepare(world, session);
  if (!prepared.ok) return prepared;
  const beside: Session<Store> = { ...session, environmentId: `(${kind})` };
  const names = involved(prepared.value, asset, check);
  const unlisted = [...names].filter((name) => prepared.value.graph.nodes.get(name)?.asset.kind === 'source' && !world.listings.has(name));
  if (unlisted[0] !== undefined) return failed(problem('not-kept', { source: unlisted[0] }));
  const rules = (prepared.value.rules.get(asset) ?? []).filter((b) => b.rule.id === check);
  const only: Prepared = { ...prepared.value, rules: new Map([[asset, rules]]) };
  const planned = await planFor(only, beside, { selectors: [...names], rebuild: again });
  if (!planned.ok) return planned;
  const carried = await carryOut(planned.value.plan, only, beside, { kind, blockOnChecks: false, checkOnly: new Set([asset]), askAgain: again });
  await finish(carried, beside, { asset, check });
  return ok(carried);
}
