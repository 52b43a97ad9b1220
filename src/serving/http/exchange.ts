// One request and its answer on the wire: the headers that every answer has, its length, its time, and that it is counted once.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Meter } from '../../base/index.ts';
import type { Tally } from '../tally.ts';
import type { Counted, Reply } from './reply.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Monotonic milliseconds. */
  readonly started: number;
}

/** On every answer, whoever gives it. */
export const safeHeaders: readonly (readonly [string, string])[] = [
  ['X-Content-Type-Options', 'nosniff'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Referrer-Policy', 'no-referrer'],
];
const safe = safeHeaders.flat();

export interface Wire {
  send(exchange: Exchange, reply: Reply): void;
  /** Counts an answer that somebody else wrote; its milliseconds. */
  count(exchange: Exchange, reply: Counted & Pick<Reply, 'status' | 'refused'>): number;
}

export interface WireOptions {
  readonly meter: Meter;
  readonly tally: Tally;
  readonly monotonic: () => number;
  readonly draining: () => boolean;
}

export function wire({ meter, tally, monotonic, draining }: WireOptions): Wire {
  const count: Wire['count'] = ({ started }, { output, route, cache, status, refused }) => {
    const milliseconds = Math.round((monotonic() - started) * 1000) / 1000;
    meter.answered({ output, route, status, seconds: milliseconds / 1000, cache });
    if (refused) meter.refused({ why: refused });
    if (route !== 'other' && output !== 'unknown') tally.answered(output, status, milliseconds);
    return milliseconds;
  };
  return {
    count,
    send: (exchange, reply) => {
      const { request, response } = exchange;
      const { status, body } = reply;
      const encoding = reply.bytes ? 'latin1' : 'utf8';
      const milliseconds = count(exchange, reply);
      if (response.destroyed || response.headersSent) return;
      const headers = reply.headers.slice();
      headers.push(...safe, 'Server-Timing', `total;dur=${milliseconds}`);
      if (status !== 304) headers.push('Content-Length', String(typeof body === 'string' ? Buffer.byteLength(body, encoding) : body.length));
      // The rest of a body that was not read is not waited for.
      if (draining() || status === 413) headers.push('Connection', 'close');
      response.writeHead(status, headers);
      if (status === 304 || request.method === 'HEAD') response.end();
      else response.end(body, encoding);
    },
  };
}
