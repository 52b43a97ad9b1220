// The routes of other rooms (the page) on this server: matched here, answered there as Request and Response, behind the same checks.

import type { IncomingMessage } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { problem } from '../problems.ts';
import type { Mounted } from '../serving.ts';
import type { Trouble } from '../trouble.ts';
import { type Exchange, safeHeaders, type Wire } from './exchange.ts';
import { other, refuse } from './reply.ts';

export interface Mounts {
  /** Whose path it is; undefined: nobody's. */
  find(path: string): Mounted | undefined;
  /** Answers and counts it. */
  answer(mounted: Mounted, exchange: Exchange): Promise<void>;
}

const about = other('page');

export function mounts(list: readonly Mounted[], wire: Wire, trouble: Trouble): Mounts {
  const exact = new Map(list.flatMap((one) => one.paths.map((path) => [path, one] as const)));
  const prefixes = list.flatMap((one) => one.prefixes.map((prefix) => [prefix, one] as const));
  const underWay = new WeakMap<IncomingMessage, { readonly mounted: Mounted; readonly exchange: Exchange }>();
  const counted = new WeakSet<Exchange>();
  const settled = (exchange: Exchange, status: number) => {
    if (counted.has(exchange)) return;
    counted.add(exchange);
    const milliseconds = wire.count(exchange, { ...about, status });
    if (!exchange.response.headersSent) exchange.response.setHeader('Server-Timing', `total;dur=${milliseconds}`);
  };
  const handle = async (request: Request, incoming: IncomingMessage): Promise<Response> => {
    const one = underWay.get(incoming);
    if (!one) throw new Error('a request that nobody mounted');
    let answer: Response;
    try {
      answer = await one.mounted.handle(request);
    } catch (error) {
      answer = broken(error, trouble);
    }
    settled(one.exchange, answer.status);
    return answer;
  };
  const listener = getRequestListener((request, env) => handle(request, env.incoming as IncomingMessage), { overrideGlobalObjects: false });
  return {
    find: (path) => exact.get(path) ?? prefixes.find(([prefix]) => path.startsWith(prefix))?.[1],
    answer: (mounted, exchange) => {
      const { request, response } = exchange;
      underWay.set(request, { mounted, exchange });
      for (const [name, value] of safeHeaders) response.setHeader(name, value);
      // The bridge refuses some addresses itself; they are counted when they are through.
      response.once('close', () => settled(exchange, response.statusCode));
      return listener(request, response);
    },
  };
}

function broken(error: unknown, trouble: Trouble): Response {
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
  trouble(problem('broken', {}, { cause }));
  const { status, headers, body } = refuse({ problem: problem('broken', {}) }, about);
  const pairs = headers.flatMap((name, i) => (i % 2 ? [] : [[name, headers[i + 1] ?? ''] as [string, string]]));
  return new Response(String(body), { status, headers: pairs });
}
