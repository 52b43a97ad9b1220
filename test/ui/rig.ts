// What the page's tests share: the built page, a world over a staged store, a server on the loopback, and the system's Chromium.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';
import type { PromiseReport } from '../../src/operations/index.ts';
import { type PageWorld, pageRoutes } from '../../src/ui/index.ts';
import { root, temporaryFolder } from '../rig/index.ts';
import { pageRules } from './rehearsed.ts';
import { report } from './report.ts';
import { morning, type Stage } from './stage.ts';

let folder: string | undefined;

/** The page as the package has it, built once for this process. */
export function builtPage(): string {
  if (folder) return folder;
  const made = `${temporaryFolder()}/`;
  const end = spawnSync(process.execPath, [join(root, 'scripts', 'page.mjs'), made], { encoding: 'utf8' });
  if (end.status !== 0) throw new Error(`the page was not built:\n${end.stdout}${end.stderr}`);
  folder = made;
  return made;
}

const graph = [
  ['flights', 'source'],
  ['airports', 'source'],
  ['departures', 'sql', 'flights', 'airports'],
  ['hourly', 'sql', 'departures'],
  ['late_by_day', 'sql', 'departures'],
  ['bad_hour', 'model', 'hourly'],
] as const;

/** What a service would hand in, to be changed by a test. */
export interface Scene {
  world: { -readonly [Key in keyof PageWorld]: PageWorld[Key] };
  /** Tells whoever listens that something moved. */
  moved(): void;
  listeners(): number;
}

export function worldOf(stage: Stage, more: Partial<PageWorld> = {}, promises: PromiseReport = report('calm')): Scene {
  const listeners = new Set<() => void>();
  const live = async () => (await stage.store.environment('prod')).live !== null;
  const world: PageWorld = {
    environment: 'prod',
    folder: '/home/mara/airport-delays',
    store: stage.store,
    clock: () => morning('2001-03-04'),
    product: async () => ((await live()) ? stage.product() : undefined),
    rules: async () => ((await live()) ? pageRules(stage.product()) : []),
    rehearsalKey: async () => undefined,
    graph: async () => {
      if (!(await live())) return [];
      const assets = graph.map(([name, kind, ...reads]) => ({ id: name, name, kind, reads }));
      return [
        ...assets,
        { id: 'output:late', name: 'late', kind: 'output', reads: ['late_by_day'] },
        { id: 'output:bad_hour', name: 'bad_hour', kind: 'output', reads: ['departures', 'hourly', 'bad_hour'] },
      ];
    },
    differs: async () => [],
    promises: async () => promises,
    figures: () => hourOfFigures,
    service: () => ({ url: 'http://127.0.0.1:4270', release: 9, ready: true, building: false, problems: [] }),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...more,
  };
  return {
    world,
    moved: () => {
      for (const listener of listeners) listener();
    },
    listeners: () => listeners.size,
  };
}

const minute = Math.floor(Date.parse(morning('2001-03-04')) / 60_000);
const hourOfFigures = Array.from({ length: 60 }, (_, i) => ({
  minute: minute - 60 + i,
  requests: Math.round(42 + 26 * Math.sin(i / 7) + ((i * 37) % 11)),
  errors: 0,
  p99: i % 13 === 5 ? null : 8 + ((i * 29) % 17),
}));

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** The page's routes behind a plain server; serving's own checks of the host are tested with serving. */
export async function serve(world: PageWorld, wanted = 0): Promise<Served> {
  const routes = pageRoutes(world, [builtPage()]);
  const server = createServer(getRequestListener((request) => routes.handle(request)));
  await new Promise<void>((done) => server.listen(wanted, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const places = [
  process.env.TRIVET_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The system's browser; undefined where there is none. */
export const chromiumPath = places.find((path) => path && existsSync(path));

export function startBrowser(): Promise<Browser> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...sandbox, '--disable-gpu', '--disable-background-networking', '--font-render-hinting=none'];
  return chromium.launch({ ...(chromiumPath ? { executablePath: chromiumPath } : {}), args });
}
