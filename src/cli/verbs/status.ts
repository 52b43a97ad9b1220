// bare trivet: where the product stands, and the one next step.

import { isIdle } from '../../plan/index.ts';
import { findProduct } from '../../product/index.ts';
import { environmentName, lookAround, observe, planFor, prepare, type Session } from '../../session/index.ts';
import { instant, type Palette, plural, table, wrap } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { lines, paragraphs } from '../render.ts';
import { runRow } from '../run-row.ts';
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
  const document: Status = { product: null, problem: null, folder: null, clock: null, impact: null, environments: [], failing: [], next };
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
  for (const state of await session.store.environments()) {
    if (state.name.startsWith('dev@') && state.name !== session.environmentId) continue;
    const pointers = await session.store.pointers(state.name);
    const [lastRun] = await session.store.runs({ environment: state.name, kinds: ['run', 'ship'], limit: 1 });
    environments.push({
      name: environmentName(state.name),
      live: state.live,
      hold: state.hold,
      assets: pointers.size,
      lastRun: lastRun ? runRow(lastRun) : null,
    });
  }
  const failing = await failingNow(session);
  const next = await nextStep(session, environments, failing);
  const document: Status = {
    product: product.name,
    problem: product.problem ?? null,
    folder: session.folder,
    clock: { at: clock, from: clockFrom },
    impact: { level: product.impact.level, because: product.impact.because },
    environments,
    failing: [...failing],
    next,
  };
  const { palette, width } = context;
  const frozen = clockFrom === 'real time' ? '' : palette.dim(`the clock stands at ${instant(clock)} (${clockFrom})`);
  const head = lines(
    `${palette.strong(product.name)}  ${palette.dim(`impact ${product.impact.level}: ${product.impact.because}`)}`,
    wrap(product.problem ?? '', width).join('\n'),
    frozen,
  );
  const rows = environments.map((e) => [
    { text: e.name, style: palette.strong },
    e.live === null ? plural(e.assets, 'asset') : `release ${e.live}, ${plural(e.assets, 'asset')}`,
    e.hold ? { text: 'on hold after a rollback', style: palette.warn } : '',
    e.lastRun ? { text: `run ${e.lastRun.run} ${e.lastRun.state}`, style: e.lastRun.state === 'ok' ? palette.ok : palette.bad } : '',
    e.lastRun ? instant(e.lastRun.at) : '',
  ]);
  const failed = failing.length ? `${palette.bad('✗')} failing: ${failing.join(', ')}` : '';
  const text = paragraphs(
    head,
    rows.length ? table(['environment', 'shows', '', 'last run', 'at'], rows, { palette, width }) : '',
    lines(failed, nextText(next, palette)),
  );
  return { document, text, summary: lines(failed, nextText(next, palette)), exit: 0 };
}

/** Checks that failed in the newest run of any environment. */
async function failingNow(session: Session): Promise<readonly string[]> {
  const failing = new Set<string>();
  for (const state of await session.store.environments()) {
    const [last] = await session.store.runs({ environment: state.name, kinds: ['run', 'ship'], limit: 1 });
    if (!last || (state.name.startsWith('dev@') && state.name !== session.environmentId)) continue;
    for (const check of await session.store.checkRuns({ run: last.id, statuses: ['fail', 'error'] })) failing.add(check.check);
    for (const build of await session.store.builds({ run: last.id, state: 'failed' })) failing.add(build.asset);
  }
  return [...failing];
}

async function nextStep(session: Session, environments: Status['environments'], failing: readonly string[]): Promise<Status['next']> {
  const [first] = failing;
  if (first !== undefined) return { command: `trivet why ${first}`, because: 'it failed in the last run' };
  const world = await observe(session);
  const prepared = world.ok ? await prepare(world.value, session) : world;
  if (!prepared.ok) return { command: 'trivet plan', because: prepared.problems[0]?.message ?? 'something is wrong with the code' };
  if (prepared.value.graph.nodes.size === 0)
    return { command: 'trivet plan', because: 'nothing is declared yet: write sources/NAME.yaml and assets/NAME.sql' };
  const planned = await planFor(prepared.value, session, { selectors: [], rebuild: false });
  if (planned.ok && !isIdle(planned.value.plan))
    return {
      command: 'trivet run',
      because: environments.some((e) => e.name === 'dev') ? 'something differs from what is built here' : 'nothing is built here yet',
    };
  const held = environments.find((e) => e.hold);
  if (held) return { command: 'trivet release --resume', because: `${held.name} is on hold after a rollback; or ship a mended version: trivet ship` };
  const prod = environments.find((e) => e.live !== null);
  if (!prod) return { command: 'trivet ship', because: 'nothing is in production yet' };
  return { command: `trivet run --environment ${prod.name}`, because: 'everything here is built; refresh what is live' };
}
