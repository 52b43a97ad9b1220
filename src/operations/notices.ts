// From a report to the notices for each target of `notify:`. Reads what was told before; keeps and sends nothing itself.

import type { Effects, Json } from '../base/index.ts';
import type { Notify, Product } from '../product/index.ts';
import type { Notice, Store, StoreReader } from '../store/index.ts';
import { moment } from './moment.ts';
import { type News, type NotShown, newsOf, ownerSubject, serviceNews, serviceSubject, type Told } from './news.ts';
import type { PromiseReport } from './report.ts';
import { shipperOf } from './served.ts';
import { type Terms, termsOf } from './terms.ts';

export interface NoticeMeans {
  readonly store: StoreReader;
  /** Of the live release. */
  readonly product: Product;
  readonly effects: Pick<Effects, 'now'>;
  /** Told beside the promises: the live release can't be shown. */
  readonly notShown?: NotShown | undefined;
}

type NewNotice = Parameters<Store['putNotices']>[0][number];

/** As declared, never with a variable's value. */
export const targetText = ({ kind, target }: Pick<Notify, 'kind' | 'target'>): string => `${kind} ${target}`;

/** What is to be told now, for `store.putNotices`: once for each change of a subject's state and each target. */
export async function noticesFor(report: PromiseReport, { store, product, effects, notShown }: NoticeMeans): Promise<readonly NewNotice[]> {
  if (product.notify.length === 0) return [];
  const { environment } = report;
  const told = await toldBefore([...report.standings.map((standing) => standing.subject), ownerSubject, serviceSubject], environment, store);
  const terms = termsOf(product);
  const [live] = await store.releases(environment, 1);
  const shipped = live ? { release: live.number, by: await shipperOf(store, live) } : null;
  const nextAt = new Date(effects.now()).toISOString();
  const targets = new Map(product.notify.map((target) => [targetText(target), target]));
  return [...targets].flatMap(([to, { kind }]) => {
    const [before, person] = [told.get(to) ?? new Map<string, Told>(), kind === 'pagerduty'];
    const all = [...(person ? [] : serviceNews(notShown, before)), ...newsOf(report, terms, before, person ? 'owner' : 'all')];
    return all.map((news) => {
      const text = news.subject === serviceSubject ? serviceText(notShown) : textOf(news, report, terms);
      const body = bodyOf({ ...news, text }, report, product, terms, shipped);
      return { environment, subject: news.subject, state: news.state, to, body, decidedAt: report.now, nextAt };
    });
  });
}

/** What each target was told last of each subject. */
async function toldBefore(subjects: readonly string[], environment: string, store: StoreReader): Promise<ReadonlyMap<string, Map<string, Told>>> {
  const told = new Map<string, Map<string, Told>>();
  for (const subject of subjects) {
    for (const notice of (await store.notices(environment, { subject, limit: 50 })).toReversed()) {
      const mine = told.get(notice.to) ?? new Map<string, Told>();
      mine.set(subject, { state: notice.state, waits: waits(notice) });
      told.set(notice.to, mine);
    }
  }
  return told;
}

function waits({ body }: Notice): boolean {
  return body !== null && typeof body === 'object' && 'kind' in body && (body.kind === 'ticket' || body.kind === 'later');
}

interface Shipped {
  readonly release: number;
  readonly by: string | null;
}

function bodyOf(news: News & { readonly text: string }, report: PromiseReport, product: Product, terms: Terms, shipped: Shipped | null): Json {
  const { standing } = news;
  const decision = standing ? standing.decision : news.subject === ownerSubject ? report.decision : null;
  const told = [...(shipped?.by ? [shipped.by] : []), terms.team];
  return {
    product: product.name,
    environment: report.environment,
    subject: news.subject,
    state: news.state,
    wake: news.wake,
    kind: decision?.kind ?? null,
    text: `${product.name} ${report.environment}, for ${names(shipped, terms)}: ${news.text}`,
    broken: report.standings.filter((s) => s.decision !== null).map((s) => s.subject),
    since: standing?.since ?? null,
    decision: decision as Json,
    release: shipped?.release ?? null,
    shippedBy: shipped?.by ?? null,
    owner: product.owner ? { team: product.owner.team, contact: product.owner.contact } : null,
    told,
    at: report.now,
  };
}

/** Who shipped what is live comes first, then the owner. */
const names = (shipped: Shipped | null, { team }: Terms): string =>
  shipped?.by ? `${shipped.by}, who shipped what release ${shipped.release} runs, then ${team}` : team;

function textOf({ standing, state }: News, report: PromiseReport, terms: Terms): string {
  if (standing === null) return state === 'good' ? 'nothing is broken any more' : ofAll(report);
  const what = `${standing.subject} (${standing.text})`;
  if (standing.state === 'good') return `${what} is kept again`;
  if (standing.state !== 'no data') return `${what} is ${standing.state}: ${standing.decision?.text}`;
  const since =
    standing.since === null ? '' : ` since ${moment(Date.parse(standing.since), { now: Date.parse(report.now), zone: terms.hours.zone })}`;
  return `${what} has no data${since}: nothing says that it is kept`;
}

function serviceText(notShown: NotShown | undefined): string {
  if (!notShown) return 'the live release is shown again';
  const { release, shown, why } = notShown;
  return `release ${release} can't be shown: ${why}; ${shown === undefined ? 'nothing is shown' : `release ${shown} is shown instead`}`;
}

function ofAll({ standings, decision }: PromiseReport): string {
  const broken = standings.filter((s) => s.decision !== null).map((s) => `${s.subject} ${s.state}`);
  return `${broken.join(', ')}: ${decision?.text}`;
}
