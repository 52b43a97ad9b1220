// The page over HTTP: what it answers, with which headers, to what it should not be asked, and how its events come.

import { closeSync, mkdtempSync, openSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Mounted } from '../../src/serving/index.ts';
import { openReader } from '../../src/store/index.ts';
import { type PageWorld, pageRoutes } from '../../src/ui/index.ts';
import { effects, freshStore } from './open.ts';
import { builtPage, type Scene, worldOf } from './rig.ts';
import { stage, templateFiles, value } from './stage.ts';

async function scene(more: Partial<PageWorld> = {}): Promise<{ readonly scene: Scene; readonly routes: Mounted }> {
  const store = await freshStore();
  onTestFinished(() => store.close());
  const made = await stage(store, await templateFiles());
  await made.ship('2001-02-24', await templateFiles());
  const built = worldOf(made, more);
  return { scene: built, routes: pageRoutes(built.world, [builtPage()]) };
}

const ask = (routes: Mounted, path: string, init: RequestInit = {}) => routes.handle(new Request(`http://127.0.0.1:4270${path}`, init));

const codeOf = async (answer: Response) => ((await answer.json()) as { problems: { code: string }[] }).problems[0]?.code;

test('every answer carries the policy: no inline script or style, nothing from elsewhere', async () => {
  const { routes } = await scene();
  for (const path of [
    '/',
    '/page/app.js',
    '/page/app.css',
    '/page/state',
    '/page/rehearsal',
    '/page/asset/hourly',
    '/page/asset/nope',
    '/page/output/late',
    '/page/else',
  ]) {
    const { headers } = await ask(routes, path);
    expect(headers.get('content-security-policy'), path).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options'), path).toBe('nosniff');
  }
  const html = await (await ask(routes, '/')).text();
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/);
});

test('the files are small in number, known by a tag, and asked again for nothing', async () => {
  const { routes } = await scene();
  for (const [path, type] of [
    ['/', 'text/html; charset=utf-8'],
    ['/page/app.js', 'text/javascript; charset=utf-8'],
    ['/page/app.css', 'text/css; charset=utf-8'],
  ] as const) {
    const first = await ask(routes, path);
    expect([first.status, first.headers.get('content-type')]).toEqual([200, type]);
    expect((await first.arrayBuffer()).byteLength).toBe(Number(first.headers.get('content-length')));
    const etag = first.headers.get('etag') ?? '';
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await ask(routes, path, { headers: { 'if-none-match': known } });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    expect((await ask(routes, path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  }
});

test('no path reaches a file: what is not in the map is a Problem', async () => {
  const { routes } = await scene();
  const paths = [
    '/page/licenses.md',
    '/page/../package.json',
    '/page/%2e%2e/%2e%2e/package.json',
    '/page/app.js/..%2f..%2fpackage.json',
    '/page/asset/..%2f..%2ftrivet.yaml',
  ];
  for (const path of [...paths, '/page/asset/', '/page/asset/a/b', '/page/output/%', '/page/asset/%E0%A4%A', '/page/asset/constructor']) {
    const answer = await ask(routes, path);
    expect(answer.status, path).toBe(404);
    expect(await codeOf(answer), path).toBe(/^\/page\/(asset|output)\/[^/]+$/.test(path) ? 'ui/unknown-node' : 'ui/no-such-path');
  }
});

test('it is read-only', async () => {
  const { routes } = await scene();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const answer = await ask(routes, '/page/state', { method });
    expect([answer.status, answer.headers.get('allow'), await codeOf(answer)]).toEqual([405, 'GET, HEAD', 'ui/read-only']);
  }
});

test('whoever asks while a state is being made gets one that was begun after they asked', async () => {
  let made = 0;
  const { routes } = await scene({
    differs: async () => {
      made += 1;
      return Array.from({ length: made }, (_, i) => ({ path: `assets/${i}.sql`, change: 'added' as const }));
    },
  });
  const states = await Promise.all(Array.from({ length: 5 }, () => ask(routes, '/page/state')));
  const lengths = await Promise.all(
    states.map(async (s) => ((await s.json()) as { development: { differs: unknown[] } }).development.differs.length),
  );
  expect(lengths).toEqual([1, 2, 2, 2, 2]);
});

test('where the page was not built, it says so and the documents are still there', async () => {
  const { scene: built } = await scene();
  const empty = `${mkdtempSync(join(tmpdir(), 'trivet page '))}/`;
  const routes = pageRoutes(built.world, [empty]);
  const answer = await ask(routes, '/');
  expect(answer.status).toBe(503);
  expect(await codeOf(answer)).toBe('ui/not-built');
  expect((await ask(routes, '/page/state')).status).toBe(200);
});

test('a store that cannot be read is 503 with its Problem, and no 500', async () => {
  const { scene: built } = await scene();
  const { store } = built.world;
  const [product, graph] = [await built.world.product(), await built.world.graph()];
  await store.close(); // what it wrote is in the one file now
  const reading = value(await openReader({ folder: store.folder, effects }));
  onTestFinished(() => reading.close());
  const path = join(store.folder, 'catalog.db');
  const { size } = statSync(path);
  const file = openSync(path, 'r+');
  writeSync(file, new Uint8Array(size - 4096).fill(0xff), 0, size - 4096, 4096);
  closeSync(file);
  const world = { ...built.world, store: reading, product: async () => product, graph: async () => graph };
  const answer = await ask(pageRoutes(world, [builtPage()]), '/page/state');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await codeOf(answer)).toBe('store/damaged');
});

async function reader(response: Response) {
  const stream = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  return {
    stream,
    until: async (count: number) => {
      while (text.split('event: state').length - 1 < count) text += decoder.decode((await stream.read()).value);
      return text;
    },
  };
}

test('events: one when something moved, a burst as two, and nobody listens any more when the reader went away', async () => {
  const { scene: built, routes } = await scene();
  const end = new AbortController();
  const response = await ask(routes, '/page/events', { signal: end.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const { until, stream } = await reader(response);
  expect(built.listeners()).toBe(1);
  for (let i = 0; i < 50; i++) built.moved();
  const text = await until(2);
  expect(text.split('event: state')).toHaveLength(3);
  await stream.cancel();
  expect(built.listeners()).toBe(0);
  const second = await ask(routes, '/page/events', { signal: end.signal });
  const listening = await reader(second);
  expect(built.listeners()).toBe(1);
  end.abort();
  expect(built.listeners()).toBe(0);
  await listening.stream.read();
  expect((await listening.stream.read()).done).toBe(true);
});

test('events end when the service drains, and nobody listens any more', async () => {
  const { scene: made, routes } = await scene();
  const response = await ask(routes, '/page/events');
  const whole = response.text();
  routes.close?.();
  expect(await whole).toContain('retry:');
  expect(made.listeners()).toBe(0);
});
