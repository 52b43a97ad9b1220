// run: brings an environment up to date and says what came of it: a table, the failing checks, a small chart, what was published.

import { exitCode } from '../../base/index.ts';
import { failures } from '../../run/index.ts';
import { type Brought, bring, type DayChart, dayChart } from '../../session/index.ts';
import { count, instant, type Palette, plural } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import {
  assetDocument,
  assetTable,
  chartText,
  checkDocument,
  failingChecks,
  type Look,
  lines,
  notPassing,
  paragraphs,
  releaseDocument,
} from '../render.ts';
import { unaskedText } from '../unasked.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

export const verb = defineVerb({
  name: 'run',
  summary: 'bring an environment up to date',
  details:
    'Builds what differs in data, code or environment, asks the checks, and shows the result: in dev always, with failures marked; in any other environment only what passed, as a refresh of the live release, coherently.',
  positionals: { selector: { summary: 'an asset: a, +a (with what it reads), a+ (with its readers)', repeat: true } },
  flags: {
    rebuild: { kind: 'switch', summary: 'build the named assets again though their build is kept; readers stop where the content is the same' },
  },
  examples: [
    { command: 'trivet run', why: 'everything, here' },
    { command: 'trivet run departures+', why: 'one asset and its readers' },
    { command: 'trivet run --environment prod', why: 'refresh production with the sources as they are' },
  ],
  run: (context) =>
    writing(context, 'run', async (session): Promise<VerbEnd> => {
      const brought = await bring(session, { selectors: context.arguments.selector, rebuild: context.flags.rebuild });
      if (!brought.ok) return endWith(brought.problems);
      const { results, problems } = brought.value;
      const chart = await dayChart(brought.value.prepared, results, session);
      const { palette, width } = context;
      const look = { palette, width };
      const checks = notPassing(results.values());
      const summary = summaryOf(brought.value, session.environment, palette);
      const text = paragraphs(
        headOf(brought.value, session.environment, look),
        failingChecks(checks, look),
        chart ? chartText(chart, look) : '',
        lines(unaskedText(brought.value.prepared, results.keys(), look), summary),
      );
      return { document: documentOf(brought.value, session.environment, chart), text, summary, exit: exitCode(problems), problems };
    }),
});

function headOf(brought: Brought, environment: string, look: Look): string {
  const { world } = brought.prepared;
  const clock = world.clockFrom === 'real time' ? '' : `, clock ${instant(world.clock)}`;
  return lines(look.palette.dim(`run ${brought.run}, ${environment}${clock}`), assetTable(brought.results.values(), look));
}

function summaryOf(brought: Brought, environment: string, palette: Palette): string {
  const results = [...brought.results.values()];
  const number = (...outcomes: readonly string[]) => results.filter((r) => outcomes.includes(r.outcome)).length;
  const failed = number('failed') + results.filter((r) => r.outcome !== 'failed' && failures(r).length).length;
  const done = [
    ...(number('read') ? [`${plural(number('read'), 'source')} read`] : []),
    ...(number('built') ? [`${count(number('built'))} built`] : []),
    ...(number('reused', 'unchanged') ? [`${count(number('reused', 'unchanged'))} reused`] : []),
    ...(number('blocked') ? [`${count(number('blocked'))} held back`] : []),
  ];
  const idle = number('read', 'built', 'failed', 'blocked') === 0;
  const what = idle && !failed ? `nothing to build, ${plural(results.length, 'asset')} reused` : done.join(', ') || 'nothing built';
  return `${failed ? palette.bad('✗') : palette.ok('✓')} ${what}${publishedText(brought, environment, failed)}`;
}

function publishedText({ release, held, onHold }: Brought, environment: string, failed: number): string {
  if (environment === 'dev') return failed ? `; ${plural(failed, 'asset')} with failures` : '';
  const stays = held.size ? `${[...held.keys()].join(', ')} stay${held.size === 1 ? 's' : ''} as ${held.size === 1 ? 'it was' : 'they were'}` : '';
  if (onHold) return `; not published: ${environment} is on hold after a rollback (trivet release --resume)${stays ? `; ${stays}` : ''}`;
  if (release) return `; ${environment} shows release ${release.number}${stays ? `, ${stays}` : ''}`;
  return held.size ? `; ${environment} unchanged: ${stays}` : `; ${environment} unchanged`;
}

function documentOf(brought: Brought, environment: string, chart: DayChart | undefined): Omit<Documents['run'], 'problems'> {
  return {
    run: brought.run,
    environment,
    clock: brought.prepared.world.clock,
    assets: [...brought.results.values()].map(assetDocument),
    checks: notPassing(brought.results.values()).map(checkDocument),
    release: brought.release ? releaseDocument(brought.release) : null,
    held: [...brought.held].map(([asset, reason]) => ({ asset, for: reason })),
    onHold: brought.onHold,
    chart: chart ? { ...chart, days: chart.days.map((d) => ({ ...d })) } : null,
  };
}
