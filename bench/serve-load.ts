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

/** The end of the first whole answer in the text, or -1. */
function answerEnd(text: string): number {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1];
  if (length === undefined) throw new Error(`an answer without its length: ${text.slice(0, head)}`);
  const end = head + 4 + Number(length);
  return text.length >= end ? end : -1;
}

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
      let text = '';
      let sent = 0;
      const send = () => {
        sent = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        const end = answerEnd(text);
        if (end < 0) return;
        const now = performance.now();
        times.push(now - sent);
        if (!text.startsWith('HTTP/1.1 200')) bad++;
        text = text.slice(end);
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
