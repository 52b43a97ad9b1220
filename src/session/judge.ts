// A candidate before its gates: the facts they are decided from, and what is said of those that stay closed.

import type { Outcome, Problem } from '../base/index.ts';
import type { Settled, UnitTestResult } from '../checks/index.ts';
import type { Product } from '../product/index.ts';
import { type Gate, type GateFacts, gates, releaseProblem } from '../release/index.ts';
import { failures, modelOf } from '../run/index.ts';
import type { Store } from '../store/index.ts';
import type { Carried } from './carry-out.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';
import { testProblems } from './unit-tests.ts';
import type { OutputShapes } from './validate.ts';

/** What is known of a candidate when its gates are judged. */
export interface Judged {
  readonly prepared: Prepared;
  readonly carried: Carried;
  readonly tests: readonly UnitTestResult[];
  /** What the serving engine says of its outputs. */
  readonly served: Outcome<OutputShapes>;
  readonly rehearsal: GateFacts['rehearsal'];
}

export function judge(
  { prepared, carried, tests, served, rehearsal }: Judged,
  session: Session<Store>,
  options: { readonly approvedBy: string | undefined },
): readonly Gate[] {
  const { product } = prepared.world;
  const results = [...carried.results.values()];
  const all = results.flatMap((r) => r.checks);
  const settled = all.filter((s) => s.rule.kind !== 'metric');
  const sql = [...product.assets.values()].filter((a) => a.kind === 'sql').map((a) => a.name);
  const tested = new Set(tests.map((t) => t.test.asset));
  return gates({
    impact: product.impact,
    owner: product.owner,
    shipper: session.effects.user,
    approvedBy: options.approvedBy,
    checks: {
      passed: settled.filter((s) => s.settled === 'pass').length,
      accepted: settled.filter((s) => s.settled === 'accepted').length,
      failed: results.flatMap((r) => failures(r).flatMap((s) => (s.rule.kind === 'metric' ? [] : [s.rule.id]))),
      notBuilt: results.filter((r) => r.outcome === 'failed').map((r) => r.asset),
    },
    tests: {
      passed: tests.filter((t) => t.status === 'pass').length,
      untested: sql.filter((name) => !tested.has(name)),
      failed: tests.filter((t) => t.status !== 'pass').map((t) => `${t.test.asset}: ${t.test.name}`),
    },
    rehearsal,
    metrics: {
      // an aim that could not be judged, since its model was not built, closes the gate of the checks
      models: product.solved ? [] : [...prepared.graph.nodes].flatMap(([name, { script }]) => (script?.kind === 'model' ? [name] : [])),
      solved: solvedOf(all, carried),
    },
    outputs: {
      names: [...product.outputs.keys()],
      unpromised: [...product.outputs.keys()].filter((name) => !product.promises.some((p) => p.output === name)),
      broken: served.ok ? [] : brokenOf(served.problems, product),
    },
  });
}

function brokenOf(problems: readonly Problem[], { outputs }: Product): readonly string[] {
  const files = new Set(problems.map((p) => p.at?.file));
  const named = [...outputs.values()]
    .filter((o) => [o.sqlAt.file, o.specFile?.path, o.contractFile?.path].some((path) => files.has(path)))
    .map((o) => o.name);
  return named.length ? named : [...outputs.keys()];
}

/** `auc 0.840 beats seen_share 0.789 and usual_share 0.764`. */
function solvedOf(settled: readonly Settled[], { results }: Carried): GateFacts['metrics']['solved'] {
  const found = settled.find((s) => s.rule.kind === 'metric');
  if (found?.rule.kind !== 'metric') return undefined;
  const { rule } = found;
  const snapshot = results.get(rule.asset)?.snapshot;
  const metrics = snapshot?.kind === 'model' ? modelOf(snapshot).metrics : {};
  const shown = (name: string) => `${name} ${metrics[name]?.toFixed(3) ?? 'is not there'}`;
  const holds = found.settled === 'pass' || found.settled === 'accepted';
  const accepted = found.settled === 'accepted' ? ', accepted' : '';
  const verb = found.settled === 'pass' ? 'beats' : 'does not beat';
  return { check: rule.id, holds, text: `${shown(rule.metric)} ${verb} ${rule.betterThan.map(shown).join(' and ')} by ${rule.by}${accepted}` };
}

/** At a level that asks for no unit test, a failing one is told and holds nothing back. */
export function testsTold(judged: readonly Gate[], tests: readonly UnitTestResult[]): readonly Problem[] {
  const asked = judged.some((gate) => gate.name === 'unit tests');
  return testProblems(tests).map((p) => (asked ? p : { ...p, severity: 'warning' }));
}

/** A closed gate is a Problem of its own only where no failure stands behind it already. */
export function closedProblems(closed: readonly Gate[], { carried, tests, served }: Judged): readonly Problem[] {
  const told = new Set<Gate['name']>([
    ...(carried.problems.length ? (['checks', 'metrics'] as const) : []),
    ...(testProblems(tests).length ? (['unit tests'] as const) : []),
    ...(served.ok ? [] : (['outputs'] as const)),
  ]);
  return closed
    .filter((gate) => !told.has(gate.name) || gate.at)
    .map((gate) =>
      releaseProblem('gate-closed', { gate: gate.name, what: gate.text, remedy: gate.remedy ?? 'trivet ship --dry-run' }, { at: gate.at }),
    );
}
