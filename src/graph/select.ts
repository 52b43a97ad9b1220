// Selectors: `a`, `+a` (with all it reads), `a+` (with all its readers), `+a+`.

import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { downstream, type Graph, upstream } from './graph.ts';
import { problem } from './problems.ts';

export interface Selection {
  readonly selected: ReadonlySet<string>;
  /** The assets named themselves, without what a `+` adds. */
  readonly named: ReadonlySet<string>;
}

/** The selected assets; without selectors, all. Names match case-insensitively. */
export function select(graph: Graph, selectors: readonly string[]): Outcome<Selection> {
  if (selectors.length === 0) return ok({ selected: new Set(graph.order), named: new Set(graph.order) });
  const byLower = new Map(graph.order.map((name) => [name.toLowerCase(), name]));
  const selected = new Set<string>();
  const named = new Set<string>();
  const problems: Problem[] = [];
  for (const selector of selectors) {
    const [, before, word, after] = /^(\+?)(.*?)(\+?)$/.exec(selector) ?? [];
    const name = byLower.get((word ?? '').toLowerCase());
    if (name === undefined) {
      problems.push(problem('unknown-asset', { selector, near: nearest(word ?? '', graph.order), known: [...graph.order].sort() }));
      continue;
    }
    selected.add(name);
    named.add(name);
    if (before) for (const n of upstream(graph, name)) selected.add(n);
    if (after) for (const n of downstream(graph, name)) selected.add(n);
  }
  return problems.length ? failed(...problems) : ok({ selected, named });
}
