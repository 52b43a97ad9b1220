// Clients in a process of their own: kept-alive connections that send one request after another as fast as they are answered. Started by serve.ts.

import { connect } from 'node:net';

export interface Load {
  readonly port: number;
  readonly path: string;
  /** A POST with this body; else a GET. */
  readonly body?: string | undefined;
  readonly clients: number;
  readonly milliseconds: number;
}

export interface Loaded {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200. */
  readonly bad: number;
}

function requestText({ port, path, body }: Load): Buffer {
  const head = `${body === undefined ? 'GET' : 'POST'} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: application/json\r\n`;
  return Buffer.from(
    body === undefined ? `${head}\r\n` : `${head}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const headEnd = Buffer.from('\r\n\r\n');
const lengthName = Buffer.from('Content-Length: ');

/** Whether the bytes are one whole answer. Bytes, not text: the clients' work is taken from the machine that the server runs on. */
function isWhole(answer: Buffer): boolean {
  const head = answer.indexOf(headEnd);
  if (head < 0) return false;
  const at = answer.indexOf(lengthName) + lengthName.length;
  if (at < lengthName.length || at > head) throw new Error(`an answer without its length: ${answer.subarray(0, head)}`);
  let length = 0;
  for (let i = at; (answer[i] ?? 0) >= 48; i++) length = length * 10 + (answer[i] ?? 0) - 48;
  return answer.length >= head + headEnd.length + length;
}

const good = Buffer.from('HTTP/1.1 200');

export function load(wanted: Load): Promise<Loaded> {
  const request = requestText(wanted);
  const times: number[] = [];
  let bad = 0;
  const begin = performance.now();
  const until = begin + wanted.milliseconds;
  const client = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(wanted.port, '127.0.0.1');
      socket.setNoDelay(true);
      let answer: Buffer = Buffer.alloc(0);
      let sent = 0;
      const send = () => {
        sent = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        answer = answer.length ? Buffer.concat([answer, chunk]) : chunk;
        if (!isWhole(answer)) return;
        const now = performance.now();
        times.push(now - sent);
        if (answer.compare(good, 0, good.length, 0, good.length) !== 0) bad++;
        answer = Buffer.alloc(0);
        if (now < until) return send();
        socket.destroy();
        resolve();
      });
    });
  return Promise.all(Array.from({ length: wanted.clients }, client)).then(() => {
    const seconds = (performance.now() - begin) / 1000;
    times.sort((a, b) => a - b);
    const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
    return { perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99), bad };
  });
}

process.on('message', (wanted: Load) => {
  void load(wanted).then((loaded) => process.send?.(loaded));
});
