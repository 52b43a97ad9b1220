// GET /outputs/NAME: a kept answer at once; else one question to the engine, and to the model where the output shows one.

import { digestOf, type Outcome, ok, type Problem } from '../../base/index.ts';
import { bytesOf, type Counted, type Reply, refuse } from '../http/reply.ts';
import type { Shown } from '../live.ts';
import { problem } from '../problems.ts';
import { failure, type Service, within } from '../service.ts';
import type { Kept } from './cache.ts';
import { modelRows } from './model-rows.ts';
import { type Asked, knownPlan, type Plan, planOf } from './plan.ts';
import { rowsCsv, rowsJson } from './rows-text.ts';

export interface QueryAsked extends Asked {
  readonly ifNoneMatch?: string | undefined;
  /** Ask the engine though the answer may be kept: to see that it answers. */
  readonly fresh?: true | undefined;
}

/** The answer to an address that was understood before, where nothing needs to be asked: the way of most requests, and the shortest. */
export function keptAnswer(service: Service, shown: Shown, asked: QueryAsked): Reply | undefined {
  const plan = knownPlan(shown, asked);
  return plan ? keptOf(service, plan, asked) : undefined;
}

function keptOf(service: Service, plan: Plan, { ifNoneMatch, fresh }: QueryAsked): Reply | undefined {
  if (!plan.etag || fresh) return undefined;
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, plan.etag)) return unchanged(plan, plan.headers, 'hit');
  const kept = service.cache.get(plan.key);
  return kept
    ? { status: 200, headers: plan.headers, body: kept.body, bytes: true, output: plan.shown.output.name, route: 'query', cache: 'hit' }
    : undefined;
}

/** At once where the answer is kept or nothing needs to be asked. The caller holds the release. */
export function answerQuery(service: Service, shown: Shown, name: string, search: string, asked: QueryAsked): Reply | Promise<Reply> {
  const known = knownPlan(shown, asked);
  const made = known ? ok(known) : planOf(shown, name, search, asked);
  if (!made.ok) return refused(made.problems, counted(shown.outputs.has(name) ? name : 'unknown', 'none'));
  return keptOf(service, made.value, asked) ?? askNow(service, shown, made.value, asked);
}

const counted = (output: string, cache: Counted['cache']): Counted => ({ output, route: 'query', cache });

/** The first Problem; the others' words stand beside it, so that a caller mends all at once. */
function refused(problems: readonly Problem[], about: Counted): Reply {
  const [first, ...others] = problems;
  if (!first) throw new Error('a refusal without a Problem');
  const more = others.map((p) => p.message).join('; ');
  return refuse({ problem: more ? { ...first, cause: more } : first }, about);
}

/** RFC 9110, weak comparison; `*` stands for any. */
function matches(header: string, etag: string): boolean {
  return header === etag || header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

const unchanged = (plan: Plan, headers: readonly string[], cache: Counted['cache']): Reply => ({
  status: 304,
  headers: headers.slice(2),
  body: '',
  ...counted(plan.shown.output.name, cache),
});

async function askNow(service: Service, shown: Shown, plan: Plan, asked: QueryAsked): Promise<Reply> {
  const { name, timeout, maxRows } = plan.shown.output;
  const { cache, admission, engine } = service;
  const about = counted(name, 'miss');
  const clock = service.clock();
  const key = `${asked.fresh ? 'fresh ' : ''}${plan.etag ? plan.key : `${plan.key} ${clock}`}`;
  if (!cache.asked(key)) {
    if (!engine.ready()) return refuse({ problem: problem('not-ready', {}) }, about);
    if (!admission.enter()) return refuse({ problem: problem('busy', { limit: admission.limit }) }, about);
  }
  const keeping = plan.etag !== undefined && !asked.fresh;
  const answer = await cache.once(key, keeping, () =>
    within({ milliseconds: timeout, output: name }, (signal) => put(service, shown, plan, clock, signal), admission.leave),
  );
  if (!answer.ok) return refuse(failure(answer.problems, { name, timeout, maxRows, callers: !plan.named }), about);
  if (plan.etag) return { status: 200, headers: plan.headers, body: answer.value.body, bytes: true, ...about };
  const etag = `"${digestOf(answer.value.body).slice(0, 32)}"`;
  const headers = [...plan.headers, 'ETag', etag];
  if (asked.ifNoneMatch !== undefined && matches(asked.ifNoneMatch, etag)) return unchanged(plan, headers, 'miss');
  return { status: 200, headers, body: answer.value.body, bytes: true, ...about };
}

/** The question itself, to the engine and on to the model. */
async function put(service: Service, shown: Shown, plan: Plan, clock: string, signal: AbortSignal): Promise<Outcome<Kept>> {
  const { output, model } = plan.shown;
  const question = { release: shown.key, query: output.name, parameters: plan.values, clock, maxRows: output.maxRows, timeout: output.timeout };
  if (!model) {
    const answer = await service.engine.answer({ ...question, format: plan.format });
    return answer.ok ? ok({ body: bytesOf(answer.value.body) }) : answer;
  }
  const features = await service.engine.rows(question);
  if (!features.ok) return features;
  const rows = await modelRows(features.value, model.layout, model.held, { milliseconds: output.timeout, signal });
  if (!rows.ok) return rows;
  return ok({ body: bytesOf(Buffer.from(plan.format === 'csv' ? rowsCsv(rows.value) : rowsJson(rows.value))) });
}
