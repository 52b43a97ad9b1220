// A request's body, read up to a limit, unpacked where it came packed. Reads nothing where no body is expected.

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { problem } from '../problems.ts';
import { printed } from './guard.ts';

/** Bytes of a request at most, packed or not. */
export const mostBytes = 16 * 1024 * 1024;

const tooLarge = () => failed(problem('body-too-large', { limit: mostBytes }));

/** So much of a larger one is taken in and forgotten, so that who sends it is still there to read the refusal. */
const patience = 8 * mostBytes;

function read(request: IncomingMessage): Promise<Outcome<Buffer>> {
  if (Number(request.headers['content-length'] ?? 0) > patience) return Promise.resolve(tooLarge());
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else chunks = [];
      if (size <= patience) return;
      request.pause();
      resolve(tooLarge());
    });
    request.on('end', () => {
      if (size > mostBytes) resolve(tooLarge());
      else resolve(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    });
    const cut = () => resolve(failed(problem('infer-request', { what: 'it ended before its body did' })));
    request.on('error', cut);
    request.on('close', cut);
  });
}

const unpackers: Readonly<Record<string, (packed: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip),
  deflate: promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate),
};

/** The whole body. Problems: larger than the limit, an unknown Content-Encoding, not of the encoding it names, cut off. */
export async function bodyOf(request: IncomingMessage): Promise<Outcome<Buffer>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpack = unpackers[encoding];
  if (!unpack && encoding !== 'identity') return failed(problem('unknown-encoding', { encoding: printed(encoding) }));
  const body = await read(request);
  if (!body.ok || !unpack) return body;
  try {
    return ok(await unpack(body.value, { maxOutputLength: mostBytes }));
  } catch (error) {
    if (error instanceof RangeError) return tooLarge();
    return failed(problem('infer-request', { what: `its body is not ${encoding}` }));
  }
}
