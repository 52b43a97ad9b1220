// How each node of the graph stands, as a mark and in words. Pure.

import type { Mark, PromiseRow } from '../documents.ts';
import type { PageNode } from '../world.ts';
import type { Facts } from './facts.ts';

export interface Standing {
  readonly mark: Mark;
  readonly word: string;
}

const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;

const severity: Readonly<Record<Mark, number>> = { broken: 3, attention: 2, none: 1, good: 0 };
export const worst = (marks: Iterable<Mark>): Mark => [...marks].reduce<Mark>((a, b) => (severity[b] > severity[a] ? b : a), 'good');

export function standingOf(node: PageNode, facts: Facts, promises: readonly PromiseRow[]): Standing {
  return node.kind === 'output' ? outputStanding(node, facts, promises) : assetStanding(node.name, facts);
}

function assetStanding(asset: string, facts: Facts): Standing {
  if (!facts.pointers.has(asset)) return { mark: 'none', word: 'not built' };
  const own = facts.checks.filter((c) => c.asset === asset);
  const count = (...statuses: readonly string[]) => own.filter((c) => statuses.includes(c.status)).length;
  const failing = count('fail', 'error');
  if (failing) return { mark: 'broken', word: `${plural(failing, 'check')} fail${failing === 1 ? 's' : ''}` };
  const last = facts.failures.find(({ run }) => run.kind === 'run');
  if (last?.builds.some((b) => b.asset === asset)) return { mark: 'attention', word: 'newest build failed' };
  const stopped = last?.checks.filter((c) => c.asset === asset).length ?? 0;
  if (stopped) return { mark: 'attention', word: `newest failed ${plural(stopped, 'check')}` };
  const behind = heldBy(facts).get(asset);
  if (behind) return { mark: 'attention', word: behind === asset ? 'newest not built' : `held back by ${behind}` };
  if (count('warn')) return { mark: 'attention', word: plural(count('warn'), 'warning') };
  if (count('accepted')) return { mark: 'good', word: `${count('accepted')} accepted` };
  return { mark: 'good', word: own.length ? `${plural(own.length, 'check')} pass${own.length === 1 ? 'es' : ''}` : 'no checks' };
}

/** Assets that the newest failed run left on the earlier version, each with the asset it waits for. */
function heldBy({ failures }: Facts): ReadonlyMap<string, string> {
  const summary = failures.find(({ run }) => run.kind === 'run')?.run.summary as
    | { readonly held?: Readonly<Record<string, string>> }
    | null
    | undefined;
  return new Map(Object.entries(summary?.held ?? {}));
}

function outputStanding(node: PageNode, facts: Facts, promises: readonly PromiseRow[]): Standing {
  const missing = node.reads.filter((name) => !facts.pointers.has(name));
  if (missing.length) return { mark: 'none', word: `waits for ${missing[0]}` };
  const own = promises.filter((p) => p.output === node.name);
  const mark = worst(own.map((p) => p.mark));
  if (mark === 'good') return { mark, word: own.length ? `${plural(own.length, 'promise')} kept` : 'no promises' };
  const first = own.find((p) => p.mark === mark);
  return { mark, word: `${first?.kind} ${first?.state}` };
}
