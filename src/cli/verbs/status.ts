// bare trivet: where the product stands, and the one next step.

import { findProduct } from '../../product/index.ts';
import { environmentName, lastRun, lookAround, type Session, standing } from '../../session/index.ts';
import { instant, type Palette, plural, table, wrap } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { lines, paragraphs } from '../render.ts';
import { runRow } from '../run-row.ts';
import { runningService } from '../up/address.ts';
import { type Context, defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { reading } from '../with-session.ts';

type Status = Omit<Documents['status'], 'problems'>;

export const verb = defineVerb({
  name: 'status',
  summary: 'where the product stands, and the next step',
  positionals: {},
  flags: {},
  examples: [{ command: 'trivet', why: 'the same' }],
  async run(context): Promise<VerbEnd> {
    if ((await findProduct(context.flags.product ?? context.cwd)) === undefined) return noProduct(context);
    return reading(context, 'status', (session) => statusOf(session, context));
  },
});

function noProduct({ palette }: Pick<Context, 'palette'>): VerbEnd {
  const next = { command: 'trivet init airport-delays', because: 'it makes a working product from a week of real flights' };
  const document: Status = {
    product: null,
    problem: null,
    folder: null,
    clock: null,
    impact: null,
    environments: [],
    service: null,
    undelivered: [],
    failing: [],
    next,
  };
  const text = lines('no product here: there is no trivet.yaml in this folder or above it', nextText(next, palette));
  return { document, text, summary: text, exit: 0 };
}

const nextText = (next: Status['next'], palette: Palette): string =>
  `${palette.dim('next:')} ${palette.strong(next.command)}  ${palette.dim(next.because)}`;

async function statusOf(session: Session, context: Pick<Context, 'palette' | 'width'>): Promise<VerbEnd> {
  const around = await lookAround(session);
  if (!around.ok) return endWith(around.problems);
  const { product } = around.value;
  const { clock, clockFrom } = around.value.around;
  const environments = [];
  const states = (await session.store.environments()).filter((s) => !s.name.startsWith('dev@') || s.name === session.environmentId);
  for (const state of states) {
    const pointers = await session.store.pointers(state.name);
    const last = await lastRun(state, session);
    environments.push({
      name: environmentName(state.name),
      live: state.live,
      hold: state.hold,
      assets: pointers.size,
      lastRun: last ? runRow(last) : null,
    });
  }
  const service = await runningService(session.store.folder);
  const undelivered = (await Promise.all(states.map((s) => session.store.notices(s.name, { undelivered: true, limit: 20 }))))
    .flat()
    .filter((n) => n.attempts > 0);
  const { failing, next } = await standing(session, states, service !== undefined);
  const document: Status = {
    product: product.name,
    problem: product.problem ?? null,
    folder: session.folder,
    clock: { at: clock, from: clockFrom },
    impact: { level: product.impact.level, because: product.impact.because },
    environments,
    service: service ? { url: service.url, environment: service.environment } : null,
    undelivered: undelivered.map(({ subject, to, attempts, error }) => ({ subject, to, attempts, error })),
    failing: [...failing],
    next,
  };
  return { document, ...textOf(document, context), exit: 0 };
}

/** What can't wait first: alerts that nobody got; then the product, its environments, and the one next step. */
function textOf(status: Status, { palette, width }: Pick<Context, 'palette' | 'width'>): Pick<VerbEnd, 'text' | 'summary'> {
  const { clock, impact, environments, failing, service, undelivered, next } = status;
  const frozen = !clock || clock.from === 'real time' ? '' : palette.dim(`the clock stands at ${instant(clock.at)} (${clock.from})`);
  const head = lines(
    `${palette.strong(status.product ?? '')}  ${palette.dim(`impact ${impact?.level}: ${impact?.because}`)}`,
    wrap(status.problem ?? '', width).join('\n'),
    frozen,
  );
  const rows = environmentRows(environments, palette);
  const flag = (name: string) => (name === 'prod' ? '' : ` (with --environment ${name})`);
  const held = environments
    .filter((e) => e.hold)
    .map((e) => palette.warn(`! ${e.name} is on hold after a rollback: trivet ship, or trivet release --resume${flag(e.name)}`));
  const failed = failing.length ? `${palette.bad('✗')} failing: ${failing.join(', ')}` : '';
  const lost = undelivered.map((n) => palette.bad(`✗ an alert of ${n.subject} could not be delivered to ${n.to}${n.error ? `: ${n.error}` : ''}`));
  const served = service ? palette.dim(`${service.environment} is served at ${service.url}`) : '';
  const text = paragraphs(
    lines(...lost),
    head,
    rows.length ? table(['environment', 'shows', 'last run', 'at'], rows, { palette, width }) : '',
    lines(served, ...held, failed, nextText(next, palette)),
  );
  return { text, summary: lines(...lost, ...held, failed, nextText(next, palette)) };
}

const environmentRows = (environments: Status['environments'], palette: Palette) =>
  environments.map((e) => [
    { text: e.name, style: palette.strong },
    e.live === null ? plural(e.assets, 'asset') : `release ${e.live}, ${plural(e.assets, 'asset')}`,
    e.lastRun ? { text: `run ${e.lastRun.run} ${e.lastRun.state}`, style: e.lastRun.state === 'ok' ? palette.ok : palette.bad } : '',
    e.lastRun ? instant(e.lastRun.at) : '',
  ]);
