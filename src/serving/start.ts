// The HTTP server's life: it listens, serves the release that it is shown, and ends without losing a request.

import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { failed, type Outcome, ok } from '../base/index.ts';
import { admission } from './admission.ts';
import { type Dispatch, dispatch } from './dispatch.ts';
import { safeHeaders, wire } from './http/exchange.ts';
import { guard } from './http/guard.ts';
import { mounts } from './http/mounted.ts';
import { type Live, live } from './live.ts';
import { probe } from './probe.ts';
import { problem } from './problems.ts';
import { answerCache } from './query/cache.ts';
import type { Service } from './service.ts';
import type { Serving, ServingOptions } from './serving.ts';
import { tally } from './tally.ts';
import { trouble } from './trouble.ts';

/** Kept answers, in bytes. */
const cacheBytes = 64 * 1024 * 1024;
/** Bodies of requests under way, in bytes. */
const mostBodyBytes = 64 * 1024 * 1024;

/** Limits on what a connection may take its time with, in milliseconds; and on the size of a request's head. */
const limits = {
  requestTimeout: 30_000,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
};

/** Listens; shows no release yet. Problems: the port is taken, or may not be used. */
export async function startServing(options: ServingOptions): Promise<Outcome<Serving>> {
  const { effects, engine, scripts, meter, emit, clock } = options;
  const { monotonic } = effects;
  let draining: Promise<void> | undefined;
  const ending = () => draining !== undefined;
  const tell = trouble({ emit, clock, monotonic });
  const releases = live({ engine, scripts, meter, monotonic, trouble: tell, salt: effects.randomHex(16) });
  const counts = tally(minuteOf(clock, effects.now));
  const service: Service = {
    live: releases,
    cache: answerCache(cacheBytes),
    admission: admission(options.maxInFlight ?? 64, mostBodyBytes),
    engine,
    clock,
    trouble: tell,
  };
  const line = wire({ meter, tally: counts, monotonic, draining: ending });
  const requests = dispatch({
    service,
    wire: line,
    mounts: mounts(options.mounted, line, tell),
    pages: options.mounted.flatMap((one) => one.paths),
    guard: guard(options.allowHosts),
    meter,
    metrics: options.metrics,
    version: options.version ?? '0',
    monotonic,
    draining: ending,
  });
  const server = createServer(limits, requests.handle);
  server.on('clientError', unreadable);
  const listening = await listen(server, options);
  if (!listening.ok) return listening;
  return ok({
    url: listening.value,
    show: releases.show,
    shown: () => releases.current()?.release.number,
    take: counts.take,
    probe: async () => (ending() ? [] : probe(service, monotonic)),
    figures: counts.figures,
    drain: (milliseconds) => {
      if (!draining) for (const one of options.mounted) one.close?.();
      draining ??= drain({ server, requests, releases, milliseconds, monotonic, wait: effects.wait });
      return draining;
    },
  });
}

/** The logical clock's minute, read at most every quarter of a real second: it is asked for with every answer. */
function minuteOf(clock: () => string, now: () => number): () => number {
  let minute = 0;
  let until = Number.NEGATIVE_INFINITY;
  return () => {
    const at = now();
    if (at >= until || at < until - 250) {
      minute = Math.floor(Date.parse(clock()) / 60_000);
      until = at + 250;
    }
    return minute;
  };
}

function listen(server: Server, { host, port }: ServingOptions): Promise<Outcome<string>> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      resolve(failed(taken ? problem('port-in-use', { host, port }) : problem('cannot-listen', { host, port }, { cause: error.message })));
    });
    server.listen(port, host, () => {
      const { port: found } = server.address() as AddressInfo;
      const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
      resolve(ok(`http://${name}:${found}`));
    });
  });
}

/** What is no HTTP request at all gets the least that is one answer. */
function unreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const statuses: Readonly<Record<string, string>> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  };
  const safe = safeHeaders.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${statuses[error.code ?? ''] ?? '400 Bad Request'}\r\n${safe}Content-Length: 0\r\nConnection: close\r\n\r\n`);
}

interface Draining {
  readonly server: Server;
  readonly requests: Dispatch;
  readonly releases: Live;
  readonly milliseconds: number;
  readonly monotonic: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Clients with a kept-alive connection learn with their next answer that it closes: closed under them, a request on its way would be lost. */
const mostLinger = 1_000;
const look = 10;

async function drain({ server, requests, releases, milliseconds, monotonic, wait }: Draining): Promise<void> {
  const start = monotonic();
  const left = () => start + milliseconds - monotonic();
  const lingered = () => monotonic() - start >= Math.min(mostLinger, milliseconds / 2);
  while (!lingered() && (await connections(server)) > 0) await wait(look);
  // Right after the event loop has taken in all who had connected: who is connected but not taken in when the port closes is cut off.
  const closed = new Promise<void>((resolve) => setImmediate(() => server.close(() => resolve())));
  while (requests.pending() > 0 && left() > 0) await wait(look);
  server.closeIdleConnections();
  // What is left is streams that never end by themselves, and who is past the time; the last answers are on their way.
  await Promise.race([closed, wait(Math.max(0, Math.min(100, left())))]);
  server.closeAllConnections();
  await closed;
  await Promise.race([releases.close(), wait(Math.max(look, left()))]);
}

const connections = (server: Server): Promise<number> =>
  new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
