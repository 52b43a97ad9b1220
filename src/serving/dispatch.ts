// From a request to its answer: who may ask, what is asked, of which release. The hot routes are plain functions over node:http; a router and
// Request objects in front of a kept answer cost more than the answer itself.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Meter, Problem } from '../base/index.ts';
import { bodyOf, type Held } from './http/body.ts';
import type { Exchange, Wire } from './http/exchange.ts';
import { type Guard, printed } from './http/guard.ts';
import type { Mounts } from './http/mounted.ts';
import { type Counted, other, type Reply, refuse } from './http/reply.ts';
import { methodsOf, type Route, routeOf } from './http/route.ts';
import { answerInfer, modelOf, refused } from './infer/answer.ts';
import { live, modelMetadata, modelReady, ready, serverMetadata } from './infer/metadata.ts';
import type { Shown } from './live.ts';
import { openApi } from './openapi.ts';
import { problem } from './problems.ts';
import { answerQuery, keptAnswer, type QueryAsked } from './query/answer.ts';
import type { Service } from './service.ts';
import type { Mounted } from './serving.ts';

export interface DispatchOptions {
  readonly service: Service;
  readonly wire: Wire;
  readonly mounts: Mounts;
  /** Addresses of the mounted routes, to suggest where there is nothing. */
  readonly pages: readonly string[];
  readonly guard: Guard;
  readonly meter: Meter;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly version: string;
  readonly monotonic: () => number;
  readonly draining: () => boolean;
}

export interface Dispatch {
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Requests whose answer is not given yet. */
  pending(): number;
}

interface Question {
  readonly exchange: Exchange;
  readonly route: Route;
  readonly path: string;
  readonly search: string;
  readonly shown: Shown | undefined;
}

export function dispatch(options: DispatchOptions): Dispatch {
  const { service, wire, mounts, guard, monotonic, draining } = options;
  let pending = 0;
  const failedWith = (error: unknown, about: Counted, form: 'problem' | 'v2'): Reply => {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    service.trouble(problem('broken', {}, { cause }));
    return refuse({ problem: problem('broken', {}) }, about, form);
  };
  const later = (question: Question, reply: Promise<Reply>) => {
    const { exchange, shown, path } = question;
    pending++;
    shown?.hold();
    void reply
      .catch((error) => failedWith(error, aboutOf(question), formOf(path)))
      .then((answer) => wire.send(exchange, answer))
      .finally(() => {
        pending--;
        shown?.letGo();
      });
  };
  const ask = (exchange: Exchange, url: string, shown: Shown | undefined, refusal: Problem | undefined, mounted: Mounted | undefined) => {
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const route: Route = mounted ? { kind: 'page' } : routeOf(path, () => known(shown, options.pages));
    const question: Question = { exchange, route, path, search: mark < 0 ? '' : url.slice(mark + 1), shown };
    const early = refusal
      ? refuse({ problem: refusal }, aboutOf(question), formOf(path))
      : (wrongMethod(question) ?? (draining() ? closing(question) : undefined));
    if (early) return wire.send(exchange, early);
    if (mounted) return void mounts.answer(mounted, exchange);
    try {
      const reply = replyOf(question, options);
      if (reply instanceof Promise) later(question, reply);
      else wire.send(exchange, reply);
    } catch (error) {
      wire.send(exchange, failedWith(error, aboutOf(question), formOf(path)));
    }
  };
  const handle: Dispatch['handle'] = (request, response) => {
    const exchange: Exchange = { request, response, started: monotonic() };
    const { url = '/', method = '' } = request;
    const output = url.startsWith('/outputs/');
    const mounted = output ? undefined : mounts.find(url.split('?', 1)[0] ?? '');
    const refusal = guard(request.headers, method, mounted !== undefined);
    const shown = service.live.current();
    if (output && shown && !refusal && (method === 'GET' || method === 'HEAD') && !draining()) {
      const kept = keptAnswer(service, shown, queryOf(request));
      if (kept) return wire.send(exchange, kept);
    }
    ask(exchange, url, shown, refusal, mounted);
  };
  return { handle, pending: () => pending };
}

const formOf = (path: string): 'problem' | 'v2' => (path === '/v2' || path.startsWith('/v2/') ? 'v2' : 'problem');

/** What the request counts as: labels are declared names and fixed words, whatever was asked. */
function aboutOf({ route, shown }: Question): Counted {
  if (route.kind === 'output') return { output: shown?.outputs.has(route.name) ? route.name : 'unknown', route: 'query', cache: 'none' };
  if (route.kind === 'infer') return { output: shown?.outputs.get(route.name)?.model ? route.name : 'unknown', route: 'infer', cache: 'none' };
  if (route.kind === 'unknown' || route.kind === 'unreadable') return other('unknown');
  if (route.kind === 'live' || route.kind === 'ready' || route.kind === 'model-ready') return other('health');
  return other(route.kind === 'server' || route.kind === 'model' ? 'v2' : route.kind);
}

const known = (shown: Shown | undefined, pages: readonly string[]): readonly string[] => [
  ...[...(shown?.outputs.keys() ?? [])].map((name) => `/outputs/${name}`),
  ...['/openapi.json', '/metrics', '/v2', '/v2/health/live', '/v2/health/ready'],
  ...pages,
];

function wrongMethod(question: Question): Reply | undefined {
  const { route, path, exchange } = question;
  if (route.kind === 'unknown' || route.kind === 'unreadable') return undefined;
  const method = exchange.request.method ?? '';
  const allowed = methodsOf(route.kind);
  if (allowed.includes(method)) return undefined;
  const refusal = {
    problem: problem('wrong-method', { method: printed(method), path: printed(path), allowed }),
    headers: ['Allow', allowed.join(', ')],
  };
  return refuse(refusal, aboutOf(question), formOf(path));
}

/** While the service ends it still says how it is. */
function closing(question: Question): Reply | undefined {
  const { kind } = question.route;
  if (kind === 'live' || kind === 'metrics') return undefined;
  if (kind === 'ready') return ready(false);
  return refuse({ problem: problem('draining', {}) }, aboutOf(question), formOf(question.path));
}

function replyOf(question: Question, options: DispatchOptions): Reply | Promise<Reply> {
  const { route, path, shown } = question;
  const { service } = options;
  switch (route.kind) {
    case 'unknown':
      return refuse({ problem: problem('unknown-path', { path: printed(path), near: route.near }) }, aboutOf(question), formOf(path));
    case 'unreadable':
      return refuse({ problem: problem('bad-address', { what: route.what }) }, aboutOf(question), formOf(path));
    case 'live':
      return live();
    case 'ready':
      return ready(shown !== undefined && service.engine.ready());
    case 'server':
      return serverMetadata(options.version);
    case 'metrics':
      return metricsReply(options);
    case 'page':
      throw new Error('a page is answered by who mounted it');
    default:
      if (shown) return ofRelease(question, route, shown, service);
      return refuse({ problem: problem('no-release', {}) }, aboutOf(question), formOf(path));
  }
}

function queryOf({ url = '', headers }: IncomingMessage): QueryAsked {
  return { url, accept: headers.accept, ifNoneMatch: headers['if-none-match'] };
}

type OfRelease = Exclude<Route, { kind: 'server' | 'live' | 'ready' | 'metrics' | 'page' | 'unreadable' | 'unknown' }>;

function ofRelease(question: Question, asked: OfRelease, shown: Shown, service: Service): Reply | Promise<Reply> {
  const { request } = question.exchange;
  if (asked.kind === 'output') {
    return answerQuery(service, shown, asked.name, question.search, queryOf(request));
  }
  if (asked.kind === 'openapi') return openApiReply(shown);
  const model = modelOf(shown, asked.name, asked.version);
  if (!model.ok) return refused(model, aboutOf(question));
  if (asked.kind === 'model') return modelMetadata(model.value, shown.release.number);
  if (asked.kind === 'model-ready') return modelReady(model.value);
  const headerLength = request.headers['inference-header-content-length'];
  const read = (held: Held) => bodyOf(request, held);
  return answerInfer(service, shown, model.value, read, headerLength === undefined ? undefined : String(headerLength));
}

function openApiReply(shown: Shown): Reply {
  const text = shown.made.get('openapi') ?? JSON.stringify(openApi(shown));
  shown.made.set('openapi', text);
  return { status: 200, headers: ['Content-Type', 'application/json', 'Cache-Control', 'no-cache'], body: text, ...other('openapi') };
}

async function metricsReply({ metrics, meter, service }: DispatchOptions): Promise<Reply> {
  meter.gauge('in_flight', service.admission.underWay());
  meter.gauge('engine_ready', service.engine.ready() ? 1 : 0);
  const { type, text } = await metrics();
  return { status: 200, headers: ['Content-Type', type, 'Cache-Control', 'no-store'], body: text, ...other('metrics') };
}
