// The page over HTTP: fixed files, its documents, its events. Read-only; who may ask (Host, Origin) is decided before.

import type { Outcome, Problem } from '../base/index.ts';
import { guarded } from '../store/index.ts';
import { assetDetail } from './detail/asset.ts';
import { outputDetail } from './detail/output.ts';
import { eventStream } from './events.ts';
import { builtFolders, fileNames, type PageFile, readPageFiles } from './page-files.ts';
import { problem } from './problems.ts';
import { rehearsalDocument } from './rehearsal/rehearsal.ts';
import { pageState } from './state/state.ts';
import type { PageWorld } from './world.ts';

/** The same shape as serving's `Mounted`: paths are matched exactly, or by `prefix/`. */
export interface PageRoutes {
  readonly paths: readonly string[];
  readonly prefixes: readonly string[];
  handle(request: Request): Promise<Response>;
  /** Ends every event stream: the service drains. */
  close(): void;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const common = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/** `folders`: where the page's built files may lie; given by tests. */
export function pageRoutes(world: PageWorld, folders: readonly string[] = builtFolders): PageRoutes {
  const files = readPageFiles(folders);
  const state = shared(() => pageState(world));
  const over = new AbortController();
  return {
    paths: ['/', ...Object.keys(fileNames), '/page/state', '/page/rehearsal', '/page/events'],
    prefixes: ['/page/asset', '/page/output'],
    async handle(request) {
      const { pathname } = new URL(request.url);
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return said(405, [problem('read-only', { method: request.method })], { allow: 'GET, HEAD' });
      }
      if (pathname === '/page/events') return events(world, request, over.signal);
      if (pathname === '/page/state') return answered(await guarded(async () => ({ ok: true as const, value: await state() })));
      if (pathname === '/page/rehearsal') return answered(await guarded(() => rehearsalDocument(world)));
      const [, kind, name] = /^\/page\/(asset|output)\/([^/]+)$/.exec(pathname) ?? [];
      if (kind !== undefined && name !== undefined) return answered(await guarded(() => detail(kind, name, world)));
      if (!files) return said(503, [problem('not-built', {})]);
      const file = files.get(pathname);
      return file ? fixed(file, request) : said(404, [problem('no-such-path', { path: pathname })]);
    },
    close: () => over.abort(),
  };
}

/** One answer is made at a time. Whoever asks meanwhile shares the next one: the one under way may not know yet what moved. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    next = undefined;
    const made = make().finally(() => {
      if (underWay === made) underWay = undefined;
    });
    underWay = made;
    return made;
  };
  return () => {
    if (!underWay) return start();
    next ??= underWay.then(start, start);
    return next;
  };
}

function detail(kind: string, name: string, world: PageWorld) {
  const plain = decoded(name);
  return kind === 'asset' ? assetDetail(plain, world) : outputDetail(plain, world);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The inner Problems are of the asker (404), the outer ones of the store (503). */
function answered(outcome: Outcome<Outcome<unknown>>): Response {
  if (!outcome.ok) return said(503, outcome.problems, { 'retry-after': '2' });
  const { value } = outcome;
  if (!value.ok) return said(404, value.problems);
  return Response.json(value.value, { headers: { ...common, 'cache-control': 'no-store' } });
}

const said = (status: number, problems: readonly Problem[], headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json({ problems }, { status, headers: { ...common, 'cache-control': 'no-store', ...headers } });

function fixed({ type, body, etag }: PageFile, request: Request): Response {
  const headers = { ...common, 'cache-control': 'no-cache', etag };
  const known = request.headers
    .get('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  if (known?.includes(etag)) return new Response(null, { status: 304, headers });
  return new Response(request.method === 'HEAD' ? null : body, {
    headers: { ...headers, 'content-type': type, 'content-length': String(body.length) },
  });
}

function events({ onChange }: PageWorld, request: Request, over: AbortSignal): Response {
  const headers = { ...common, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' };
  return new Response(request.method === 'HEAD' ? null : eventStream(onChange, AbortSignal.any([request.signal, over])), { headers });
}
