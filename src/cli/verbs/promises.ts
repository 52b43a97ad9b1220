// promises: what is promised of outputs and kept, the budgets, and whether anyone would be woken, with the arithmetic.

import { type Outcome, ok } from '../../base/index.ts';
import {
  declaredBy,
  moment,
  type PromiseReport,
  type PromiseSource,
  type PromiseStanding,
  promiseReport,
  releaseAt,
  termsOf,
  windowMinutes,
} from '../../operations/index.ts';
import type { Product, PromiseRule } from '../../product/index.ts';
import { environmentName, lookAround, type Session } from '../../session/index.ts';
import { duration, instant, type Palette, plural, type StyledCell, table, wrap } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { lines, paragraphs } from '../render.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { reading } from '../with-session.ts';

type Document = Omit<Documents['promises'], 'problems'>;

interface Look {
  readonly palette: Palette;
  readonly width: number;
  /** When a moment was, for people. */
  readonly when: (at: string) => string;
  /** What is looked at, where it is not what is live. */
  readonly of: string | undefined;
}

export const verb = defineVerb({
  name: 'promises',
  summary: 'promises, budgets, and whether to wake anyone',
  details:
    'How each promise of the environment stands, how much of its budget is left, and what is decided of those that are broken or will break. Looks at prod unless another environment is named.',
  positionals: {},
  flags: { at: { kind: 'instant', value: 'T', summary: 'as it stands at that time, instead of by the logical clock' } },
  examples: [
    { command: 'trivet promises', why: 'what is kept in production, and what is not' },
    { command: 'trivet promises --at 2001-03-05T02:00:00-08:00', why: 'whether somebody would be woken then' },
  ],
  run: (context) =>
    reading(
      context,
      'promises',
      async (session): Promise<VerbEnd> => {
        const around = await lookAround(session);
        if (!around.ok) return endWith(around.problems);
        const { clock } = around.value.around;
        const now = context.flags.at ?? clock;
        const source: PromiseSource = { store: session.store, product: around.value.product, environment: session.environmentId, now };
        const past = Date.parse(now) < Date.parse(clock) ? await asItWas(source, session) : ok(source);
        if (!past.ok) return endWith(past.problems);
        const { product, shown } = past.value;
        const report = await promiseReport(past.value);
        const { palette, width } = context;
        const of = shown === undefined ? undefined : shown ? `release ${shown.release}` : 'before the first release';
        const when = (at: string) => moment(Date.parse(at), { now: Date.parse(now), zone: termsOf(product).hours.zone });
        const text = product.promises.length ? textOf(report, product, { palette, width, when, of }) : await emptyText(product, session, width);
        return { document: documentOf(report), text, summary: product.promises.length ? summaryOf(report, palette) : text, exit: 0 };
      },
      'prod',
    ),
});

/** Of the release that was live then, by what its own code promised; the live release itself is looked at as ever. */
async function asItWas(source: PromiseSource, { folder }: Session): Promise<Outcome<PromiseSource>> {
  const { store, environment, now } = source;
  const [live] = await store.releases(environment, 1);
  const then = await releaseAt(store, environment, Date.parse(now));
  if (!live || then?.number === live.number) return ok(source);
  if (!then) return ok({ ...source, shown: null });
  const product = then.bundle === live.bundle ? ok(source.product) : await declaredBy(then, { store, folder });
  if (product && !product.ok) return product;
  // code that is not kept any more promised what nobody can read
  const read = product?.value ?? source.product;
  return ok({ ...source, product: read, shown: { release: then.number, product: read } });
}

function textOf(report: PromiseReport, product: Product, look: Look): string {
  const { palette, width } = look;
  const of = look.of === undefined ? '' : `, ${look.of}`;
  const head = `promises of ${environmentName(report.environment)}${of}, ${instant(report.now)}${workText(report, product)}`;
  return paragraphs(
    undeliveredText(report, look),
    lines(...wrap(head, width).map(palette.dim), standingTable(report, product, look)),
    seenText(report, product, look),
    silentText(report, palette, width),
    decisionText(report, look),
    summaryOf(report, palette),
  );
}

function workText({ working }: PromiseReport, { owner }: Product): string {
  return working === null ? '' : `; ${owner?.team ?? 'the owner'} ${working ? 'is at work' : 'is not at work'}`;
}

const signs = { good: '✓', breaking: '!', broken: '✗', 'no data': '–' } as const;

function styleOf(state: PromiseStanding['state'], palette: Palette) {
  return { good: palette.ok, breaking: palette.warn, broken: palette.bad, 'no data': palette.dim }[state];
}

function standingTable(report: PromiseReport, product: Product, { palette, width, when }: Look): string {
  const rows = report.standings.map((standing, i): readonly (StyledCell | string)[] => {
    const style = styleOf(standing.state, palette);
    const moved = standing.state === 'breaking' && standing.breaksAt ? `at ${when(standing.breaksAt)}` : '';
    return [
      { text: standing.output, style: palette.strong },
      promiseText(product.promises[i]),
      { text: `${signs[standing.state]} ${standing.state}`, style },
      { text: standing.since === null ? moved : when(standing.since) },
      budgetCell(standing, product.promises[i], palette),
      { text: lineText(standing.line), style },
    ];
  });
  return table(['output', 'promise', 'state', 'since', 'budget left', 'window'], rows, { palette, width });
}

/** `fresh 24 h`, `available 99.9 %`: the whole promise is in the document and on the page. */
function promiseText(rule: PromiseRule | undefined): string {
  if (!rule) return '';
  const timed = rule.within !== undefined && (rule.kind === 'fresh' || rule.kind === 'fast');
  return `${rule.kind} ${timed ? duration((rule.within ?? 0) / 1000) : `${Number((rule.target * 100).toFixed(4))} %`}`;
}

const barLength = 6;

/** The bar is as long as what was seen of the window; where no minute has data there is nothing to say of what is left. */
function budgetCell(standing: PromiseStanding, rule: PromiseRule | undefined, palette: Palette): StyledCell {
  const { budget, line } = standing;
  if (line.every((share) => share === null)) return { text: `${'·'.repeat(barLength)}    –`, style: palette.dim };
  const seen = Math.max(1, Math.round(seenShare(standing, rule) * barLength));
  const full = budget.left <= 0 ? 0 : Math.max(1, Math.round(budget.left * seen));
  const percent = budget.left > 0.99 && budget.left < 1 ? 99 : Math.ceil(budget.left * 100);
  const style = budget.left > 0.25 ? palette.ok : budget.left > 0 ? palette.warn : palette.bad;
  const bar = `${style(`${'█'.repeat(full)}${'░'.repeat(seen - full)}`)}${palette.dim('·'.repeat(barLength - seen))}`;
  return { text: `${bar} ${style(`${String(percent).padStart(3)} %`)}` };
}

const seenMinutes = ({ budget }: PromiseStanding, rule: PromiseRule): number => windowMinutes(rule) - budget.unknown;
const seenShare = (standing: PromiseStanding, rule: PromiseRule | undefined): number =>
  rule ? seenMinutes(standing, rule) / windowMinutes(rule) : 1;

/** Below this share of its window a budget says little yet. */
const mostSeen = 0.9;

/** How little of their windows was seen, where it is little: nothing spent is not yet a promise kept. */
function seenText({ standings }: PromiseReport, { promises }: Product, { palette, width }: Look): string {
  const amounts = new Map<string, string[]>();
  for (const [i, standing] of standings.entries()) {
    const rule = promises[i];
    if (!rule || seenMinutes(standing, rule) === 0 || seenShare(standing, rule) >= mostSeen) continue;
    const amount = `${duration(seenMinutes(standing, rule) * 60)} of ${duration(rule.over / 1000)}`;
    amounts.set(amount, [...(amounts.get(amount) ?? []), standing.subject]);
  }
  if (amounts.size === 0) return '';
  const each = [...amounts].map(([amount, names]) => (names.length === standings.length ? amount : `${amount} (${names.join(', ')})`));
  const text = `seen of the window: ${each.join('; ')}; what nobody saw spends nothing`;
  return wrap(text, width).map(palette.dim).join('\n');
}

const blocks = '▁▂▃▄▅▆▇█';
const lineLength = 15;

/** The share of good minutes, oldest first; a full block is a stretch without a bad minute, a dot one without data. */
function lineText(line: PromiseStanding['line']): string {
  const size = line.length / lineLength;
  return Array.from({ length: lineLength }, (_, i) => {
    const shares = line.slice(i * size, (i + 1) * size).filter((share) => share !== null);
    if (shares.length === 0) return '·';
    const least = Math.min(...shares);
    return least === 1 ? blocks.at(-1) : (blocks[Math.min(6, Math.floor(least * 7))] ?? '');
  }).join('');
}

/** Nothing is sampled where no service runs: said once, and not for each promise. */
function silentText({ standings, sampledAt }: PromiseReport, palette: Palette, width: number): string {
  const sampled = standings.filter((s) => s.kind === 'available' || s.kind === 'fast');
  if (sampled.length === 0 || sampled.some((s) => s.state !== 'no data')) return '';
  const never = sampledAt === null ? 'nothing has been sampled yet' : 'nothing was sampled in the last two minutes';
  return wrap(`${never}: answers are measured, and minutes counted, while the service runs: trivet up`, width).map(palette.dim).join('\n');
}

function decisionText({ standings, decision }: PromiseReport, { palette, width }: Look): string {
  const said = (name: string, text: string) => wrap(`${name}  ${text}`, width - 2).map((line, i) => (i ? `  ${line}` : line));
  const subjects = new Map<string, string[]>();
  for (const { subject, state, decision: own } of standings) {
    if (own) subjects.set(own.text, [...(subjects.get(own.text) ?? []), styleOf(state, palette)(subject)]);
  }
  const each = [...subjects].flatMap(([text, names]) => said(names.join(', '), text));
  const together = subjects.size > 1 && decision ? said(palette.strong('together'), decision.text) : [];
  return lines(...each, ...together);
}

function undeliveredText({ undelivered }: PromiseReport, { palette, width }: Look): string {
  if (undelivered.length === 0) return '';
  const head = palette.bad(`✗ ${plural(undelivered.length, 'alert')} could not be delivered`);
  const each = undelivered.slice(0, 5).flatMap(({ to, subject, state, attempts, error, nextAt }) => {
    const how = attempts === 0 ? 'not tried yet' : `${plural(attempts, 'attempt')}, the next at ${instant(nextAt ?? '')}`;
    return wrap(`${to}: ${subject} ${state}, ${how}${error ? `: ${error}` : ''}`, width - 2).map((line, i) => `${i ? '    ' : '  '}${line}`);
  });
  return lines(head, ...each, undelivered.length > 5 ? `  … and ${undelivered.length - 5} more` : '');
}

function summaryOf({ standings, decision, undelivered }: PromiseReport, palette: Palette): string {
  const number = (state: PromiseStanding['state']) => standings.filter((s) => s.state === state).length;
  const words = { broken: 'broken', breaking: 'breaking', 'no data': 'without data', good: 'kept' } as const;
  const counts = (Object.keys(words) as (keyof typeof words)[]).flatMap((state) => (number(state) ? [`${number(state)} ${words[state]}`] : []));
  const worst = number('broken') ? 'broken' : number('breaking') ? 'breaking' : number('no data') ? 'no data' : 'good';
  const kind =
    decision && { wake: 'wakes somebody now', message: 'told in working hours', later: 'will wake somebody', ticket: 'waits' }[decision.kind];
  const text = `${signs[worst]} ${plural(standings.length, 'promise')}: ${counts.join(', ')}${kind ? `; ${kind}` : ''}`;
  return `${styleOf(worst, palette)(text)}${undelivered.length ? palette.bad(`; ${plural(undelivered.length, 'alert')} undelivered`) : ''}`;
}

/** What to write, or to ship, where nothing is promised. */
async function emptyText(product: Product, session: Session, width: number): Promise<string> {
  const name = environmentName(session.environmentId);
  const here = session.environment === 'dev' ? undefined : await lookAround({ ...session, environment: 'dev' });
  if (here?.ok && here.value.product.promises.length > 0) {
    return wrap(`what ${name} runs promises nothing; the folder's trivet.yaml does, which is in force after: trivet ship`, width).join('\n');
  }
  const [output] = (here?.ok ? here.value.product : product).outputs.keys();
  if (output === undefined) return wrap('nothing is promised, and there is no output to promise: write outputs/NAME.sql', width).join('\n');
  return lines('nothing is promised: write into trivet.yaml', 'promises:', `  ${output}: { fresh: 24h, available: 99.9%, fast: 250ms }`);
}

const documentOf = (report: PromiseReport): Document => ({
  ...report,
  environment: environmentName(report.environment),
  standings: report.standings.map((s) => ({ ...s, line: [...s.line], decision: decisionDocument(s.decision) })),
  decision: decisionDocument(report.decision),
  undelivered: report.undelivered.map(({ environment: _, ...notice }) => notice),
});

const decisionDocument = (decision: PromiseReport['decision']): Document['decision'] =>
  decision && { ...decision, harms: decision.harms.map((harm) => ({ ...harm })) };
