// A request's body, read up to a limit, unpacked where it came packed. Reads nothing where no body is expected.

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Room } from '../admission.ts';
import { problem } from '../problems.ts';
import { printed } from './guard.ts';

/** Bytes of a request at most, packed or not. */
export const mostBytes = 16 * 1024 * 1024;

const tooLarge = () => failed(problem('body-too-large', { limit: mostBytes }));

/** Where the bytes of bodies are counted over all requests, and what to say when there are too many. */
export interface Held {
  readonly room: Room;
  readonly full: Problem;
}

/** So much of a larger one is taken in and forgotten, so that who sends it is still there to read the refusal. */
const patience = 8 * mostBytes;

function read(request: IncomingMessage, { room, full }: Held): Promise<Outcome<Buffer>> {
  if (Number(request.headers['content-length'] ?? 0) > patience) return Promise.resolve(tooLarge());
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let size = 0;
    let crowded = false;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (!crowded && size <= mostBytes) crowded = !room.take(chunk.length);
      if (!crowded && size <= mostBytes) chunks.push(chunk);
      else {
        chunks = [];
        room.free();
      }
      if (size <= patience) return;
      request.pause();
      resolve(tooLarge());
    });
    request.on('end', () => {
      if (size > mostBytes) resolve(tooLarge());
      else if (crowded) resolve(failed(full));
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

/** The whole body, its bytes counted until the room is freed. Problems: larger than the limit, too much of others, an unknown Content-Encoding, not of the encoding it names, cut off. */
export async function bodyOf(request: IncomingMessage, held: Held): Promise<Outcome<Buffer>> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpack = unpackers[encoding];
  if (!unpack && encoding !== 'identity') return failed(problem('unknown-encoding', { encoding: printed(encoding) }));
  const body = await read(request, held);
  if (!body.ok || !unpack) return body;
  // How much it unpacks to is known only then.
  if (!held.room.take(mostBytes)) return failed(held.full);
  try {
    const unpacked = await unpack(body.value, { maxOutputLength: mostBytes });
    held.room.free();
    held.room.take(unpacked.length);
    return ok(unpacked);
  } catch (error) {
    if (error instanceof RangeError) return tooLarge();
    return failed(problem('infer-request', { what: `its body is not ${encoding}` }));
  }
}
