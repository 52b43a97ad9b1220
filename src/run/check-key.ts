// The key under which a check's answer is kept: the rule × the contents of its scope × the environment (× the clock where it uses it).

import { type Digest, digestOfJson, type Instant } from '../base/index.ts';
import type { Rule } from '../checks/index.ts';

/** What the parser says of a rule's own SQL; rules without SQL read only what `ruleReads` names. */
export interface RuleFacts {
  /** Other assets it reads, as the product writes them; without its own. */
  readonly reads: readonly string[];
  readonly clock: boolean;
  /** It compares with the last good version. */
  readonly history?: boolean | undefined;
  /** Names of the declared variables it uses. */
  readonly variables?: readonly string[] | undefined;
}

/** A rule with what it reads. */
export interface BoundRule {
  readonly rule: Rule;
  readonly facts: RuleFacts;
}

/** Undefined while a content it depends on is not known. */
export function checkKey(
  bound: BoundRule,
  contents: ReadonlyMap<string, Digest>,
  environment: Digest,
  clock: Instant,
  earlier?: Digest,
): Digest | undefined {
  const scope: Record<string, Digest> = {};
  for (const name of [bound.rule.asset, ...bound.facts.reads]) {
    const content = contents.get(name);
    if (content === undefined) return undefined;
    scope[name] = content;
  }
  const timed = {
    clock: bound.facts.clock ? new Date(clock).toISOString() : undefined,
    earlier: bound.facts.history ? (earlier ?? 'none') : undefined,
  };
  return digestOfJson({ rule: bound.rule.definition, scope, environment, ...timed });
}
