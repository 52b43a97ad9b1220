// The chance a script sees: every random number comes from its seed, and what draws where no seed reaches is refused. Set in the host.

import crypto from 'node:crypto';
import type { Clock } from './clock.ts';
import { problem } from './problems.ts';
import type { Random } from './random.ts';
import { refuse, replace } from './replace.ts';

type Back = (error: null, value: unknown) => void;

/** The forms with a callback answer later, as the real ones do. */
const later =
  (work: (...given: never[]) => unknown) =>
  (...given: unknown[]) => {
    const back = typeof given.at(-1) === 'function' ? (given.pop() as Back) : undefined;
    const value = work(...(given as never[]));
    if (!back) return value;
    process.nextTick(() => back(null, value));
    return undefined;
  };

/** Math.random and the functions of crypto draw from the generator. */
export function drawFrom(random: Random, clock: Clock): void {
  replace(Math, 'random', random.next);
  const fill = <T extends NodeJS.ArrayBufferView>(view: T): T => {
    random.fill(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  };
  const bytes = (size: number) => fill(Buffer.alloc(size));
  const whole = (a: number, b?: number) => {
    const [low, high] = b === undefined ? [0, a] : [a, b];
    return low + Math.floor(random.next() * (high - low));
  };
  const part = (buffer: NodeJS.ArrayBufferView, from = 0, size = buffer.byteLength - from) => {
    fill(new Uint8Array(buffer.buffer, buffer.byteOffset + from, size));
    return buffer;
  };
  const answers = [
    ['randomBytes', later(bytes)],
    ['pseudoRandomBytes', later(bytes)],
    ['randomInt', later(whole)],
    ['randomFill', later(part)],
    ['randomFillSync', part],
    ['randomUUID', () => uuidOf(bytes(16), 4)],
    ['randomUUIDv7', () => uuidOf(dated(bytes(16), clock('randomUUIDv7()')), 7)],
  ] as const;
  for (const [name, answer] of answers) replace(crypto, name, answer);
  for (const name of ['prng', 'rng']) if (name in crypto) replace(crypto, name, later(bytes));
  // The module's own getRandomValues asks this one.
  const web = Object.getPrototypeOf(crypto.webcrypto) as object;
  replace(web, 'getRandomValues', fill);
  replace(web, 'randomUUID', () => uuidOf(bytes(16), 4));
  refuseKeys();
}

function dated(drawn: Buffer, now: number): Buffer {
  drawn.writeUIntBE(now, 0, 6);
  return drawn;
}

const makesKeys = ['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync', 'generatePrime', 'generatePrimeSync'];

/** Keys are drawn deep inside, where no seed reaches. */
function refuseKeys(): void {
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as object;
  const drawn = [...makesKeys, 'createDiffieHellman', 'encapsulate', 'publicEncrypt'].filter((name) => name in crypto);
  const exchanges = [crypto.ECDH, crypto.DiffieHellman, crypto.DiffieHellmanGroup] as readonly { readonly prototype: object }[];
  const instead = 'draw numbers with random(), or declare the key as a variable in trivet.yaml, then: trivet run';
  const refused = (name: string) => problem('undeclared-read', { what: `draws random numbers of the machine (${name})`, instead });
  refuse(crypto, drawn, refused);
  refuse(
    subtle,
    Object.getOwnPropertyNames(subtle).filter((name) => /^(?:generateKey|encapsulate)/.test(name)),
    refused,
  );
  for (const { prototype } of exchanges) refuse(prototype, ['generateKeys'], refused);
}

/** Of variant 1 (RFC 9562). */
function uuidOf(bytes: Buffer, version: 4 | 7): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
