// plan: what would run in an environment, and why. Prints the very stages that `run` carries out; writes nothing.

import type { Problem } from '../../base/index.ts';
import { isIdle, type Reason, type Stage } from '../../plan/index.ts';
import { observe, planFor, plannedChecks, prepare } from '../../session/index.ts';
import { instant, type Palette, plural, table } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { checksDocument, checksText } from '../plan-checks.ts';
import { paragraphs, withReasons } from '../render.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { reading } from '../with-session.ts';

export const verb = defineVerb({
  name: 'plan',
  summary: 'what would run, and why',
  details:
    'Compares data, code and environment with what the environment shows, and lists each stage with the leg that calls for it. Works on a read-only store.',
  positionals: { selector: { summary: 'an asset: a, +a (with what it reads), a+ (with its readers)', repeat: true } },
  flags: {
    rebuild: { kind: 'switch', summary: 'plan to build the named assets again' },
    checks: { kind: 'switch', summary: 'also the questions of the checks, and the bytes that they read' },
  },
  examples: [
    { command: 'trivet plan', why: 'what a run would do here' },
    { command: 'trivet plan --environment prod', why: 'what the next refresh of production would do' },
    { command: 'trivet plan --checks departures', why: 'what the checks of departures would ask, and read' },
  ],
  run: (context) =>
    reading(context, 'plan', async (session): Promise<VerbEnd> => {
      const world = await observe(session);
      if (!world.ok) return endWith(world.problems);
      const prepared = await prepare(world.value, session);
      if (!prepared.ok) return endWith(prepared.problems);
      const planned = await planFor(prepared.value, session, { selectors: context.arguments.selector, rebuild: context.flags.rebuild });
      if (!planned.ok) return endWith(planned.problems);
      const { plan } = planned.value;
      const idle = isIdle(plan);
      const asked = context.flags.checks ? await plannedChecks(prepared.value, plan, session) : undefined;
      if (asked && !asked.ok) return endWith(asked.problems);
      const document: Omit<Documents['plan'], 'problems'> = {
        product: world.value.product.name,
        environment: session.environment,
        clock: world.value.clock,
        idle,
        stages: plan.stages.map(({ kind, asset, when, reasons }) => ({
          kind,
          asset,
          when: when === 'always' ? when : { ifChanged: [...when.ifChanged] },
          reasons: [...reasons],
        })),
        ...(asked ? { checks: checksDocument(asked.value) } : {}),
      };
      const { palette, width } = context;
      const summary = idle
        ? `nothing to do in ${session.environment}: data, code and environment are as built`
        : summaryOf(plan.stages, session.environment);
      const clock = world.value.clockFrom === 'real time' ? '' : palette.dim(`clock ${instant(world.value.clock)} (${world.value.clockFrom})`);
      const stages = [stageTable(plan.stages, palette, width), clock, summary].filter(Boolean).join('\n');
      const whole = context.arguments.selector.length > 0;
      const text = asked ? paragraphs(checksText(asked.value, whole, { palette, width }), stages) : stages;
      const unaskable = asked ? asked.value.flatMap((one) => one.unaskable) : [];
      return { document, text, summary, exit: 0, problems: [...prepared.value.warnings, ...unaskable.map(asWarning)] };
    }),
});

/** The run says it as an error; a plan is made all the same. */
const asWarning = (problem: Problem): Problem => ({ ...problem, severity: 'warning' });

function summaryOf(stages: readonly Stage[], environment: string): string {
  const number = (kind: Stage['kind'], when?: 'always') => stages.filter((s) => s.kind === kind && (!when || s.when === 'always')).length;
  const conditional = stages.filter((s) => (s.kind === 'build' || s.kind === 'read') && s.when !== 'always').length;
  const parts = [
    ...(number('read', 'always') ? [`read ${plural(number('read', 'always'), 'source')}`] : []),
    ...(number('build', 'always') ? [`build ${plural(number('build', 'always'), 'asset')}`] : []),
    ...(conditional ? [`build ${plural(conditional, 'more asset')} if what they read changes`] : []),
    ...(number('check') && !number('read') && !number('build') ? [`ask the checks of ${plural(number('check'), 'asset')}`] : []),
    ...(number('drop') ? [`drop ${plural(number('drop'), 'asset')}`] : []),
    ...(number('publish') && !number('read') && !number('build') ? [`publish ${plural(number('publish'), 'asset')} built before`] : []),
  ];
  return `trivet run${environment === 'dev' ? '' : ` --environment ${environment}`} would ${parts.join(', ')}`;
}

function stageTable(stages: readonly Stage[], palette: Palette, width: number): string {
  const named = new Set(stages.map((s) => `${s.kind} ${s.asset}`));
  const main = stages.filter((s) => s.kind !== 'check' && s.kind !== 'publish');
  const rows = main.map((s) => {
    const then = (['check', 'publish'] as const).filter((kind) => named.has(`${kind} ${s.asset}`));
    const style = s.kind === 'reuse' ? palette.dim : s.kind === 'drop' ? palette.warn : palette.ok;
    return [
      { text: s.asset, style: palette.strong },
      { text: [s.kind, ...then].join(', '), style },
      { text: s.reasons.map((r) => reasonText(r, palette)).join('; ') },
    ];
  });
  return table(['asset', 'stages', 'why'], withReasons(rows, width), { palette, width });
}

const reasonText = (reason: Reason, palette: Palette): string => `${palette[reason.leg](`${reason.leg}:`)} ${reason.text}`;
