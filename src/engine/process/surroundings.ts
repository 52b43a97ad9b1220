// The world a script sees instead of the machine's: a clock that stands, random numbers from a seed, declared variables, no process of its own.
// Set in the host before the script's first line runs. Names no task and no rows.

import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { problem } from './problems.ts';
import { generator, type Random } from './random.ts';
import { Refusal } from './refusal.ts';
import type { ScriptSurroundings } from './scripts.ts';

const replace = (object: object, name: string, value: unknown): void => {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: Object.hasOwn(object, name) });
};

/** Makes them so, for good: a process has one step or one model. Returns the generator. */
export function surround(surroundings: ScriptSurroundings): Random {
  const now = Date.parse(surroundings.clock);
  const random = generator(surroundings.seed);
  standStill(now);
  standStillTemporal(now);
  drawFrom(random, now);
  ownProcess(surroundings.variables);
  syncBuiltinESMExports();
  return random;
}

function standStill(now: number): void {
  const Real = Date;
  const frozen = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [now], made) as object,
    apply: () => new Real(now).toString(),
  });
  replace(Real, 'now', () => now);
  replace(Real.prototype, 'constructor', frozen);
  replace(globalThis, 'Date', frozen);
  replace(performance, 'now', () => 0);
  replace(performance, 'timeOrigin', now);
  const elapsed = Object.assign(() => [0, 0], { bigint: () => 0n });
  replace(process, 'hrtime', elapsed);
  replace(process, 'uptime', () => 0);
  standStillFormat(Intl.DateTimeFormat.prototype, now);
}

/** Without an argument a format writes the present. */
function standStillFormat(prototype: Intl.DateTimeFormat, now: number): void {
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const parts = prototype.formatToParts;
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real = format?.call(this) as Intl.DateTimeFormat['format'];
      return (date?: Date | number) => real(date ?? now);
    },
  });
  replace(prototype, 'formatToParts', function (this: Intl.DateTimeFormat, date?: Date | number) {
    return parts.call(this, date ?? now);
  });
}

interface Zoned {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}
interface TemporalLike {
  Now: object;
  Instant: { fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: unknown): Zoned } };
}

/** Newer versions of the language bring a second clock. */
function standStillTemporal(now: number): void {
  const temporal = (globalThis as { Temporal?: TemporalLike }).Temporal;
  if (!temporal) return;
  const instant = () => temporal.Instant.fromEpochMilliseconds(now);
  const zoned = (zone: unknown = 'UTC') => instant().toZonedDateTimeISO(zone);
  const answers = {
    instant,
    timeZoneId: () => 'UTC',
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: unknown) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: unknown) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: unknown) => zoned(zone).toPlainTime(),
  };
  // Early forms of it know more ways to ask.
  for (const name of Object.getOwnPropertyNames(temporal.Now)) if (!(name in answers)) Reflect.deleteProperty(temporal.Now, name);
  for (const [name, answer] of Object.entries(answers)) replace(temporal.Now, name, answer);
}

function drawFrom(random: Random, now: number): void {
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
  /** The forms with a callback answer later, as the real ones do. */
  const later =
    (work: (...given: never[]) => unknown) =>
    (...given: unknown[]) => {
      const back = typeof given.at(-1) === 'function' ? (given.pop() as (error: null, value: unknown) => void) : undefined;
      const value = work(...(given as never[]));
      if (!back) return value;
      process.nextTick(() => back(null, value));
      return undefined;
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
  ] as const;
  for (const [name, answer] of answers) replace(crypto, name, answer);
  replace(crypto, 'randomUUID', () => uuidOf(bytes(16), 4));
  replace(crypto, 'randomUUIDv7', () => {
    const drawn = bytes(16);
    drawn.writeUIntBE(now, 0, 6);
    return uuidOf(drawn, 7);
  });
  // The module's own getRandomValues asks this one.
  const web = Object.getPrototypeOf(crypto.webcrypto) as object;
  replace(web, 'getRandomValues', fill);
  replace(web, 'randomUUID', () => uuidOf(bytes(16), 4));
  refuseKeys();
}

/** Keys are drawn deep inside, where no seed reaches. */
function refuseKeys(): void {
  const made = ['generateKey', 'generateKeySync', 'generateKeyPair', 'generateKeyPairSync', 'generatePrime', 'generatePrimeSync'];
  const subtle = Object.getPrototypeOf(crypto.webcrypto.subtle) as object;
  for (const [object, name] of [...made.map((one) => [crypto, one] as const), [subtle, 'generateKey'] as const])
    replace(object, name, () => {
      const instead = 'draw numbers with random(), or declare the key as a variable in trivet.yaml, then: trivet run';
      throw new Refusal(problem('undeclared-read', { what: `draws random numbers of the machine (${name})`, instead }));
    });
}

/** Of variant 1 (RFC 9562). */
function uuidOf(bytes: Buffer, version: 4 | 7): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function ownProcess(variables: Readonly<Record<string, string>>): void {
  replace(process, 'env', { ...variables });
  replace(process, 'argv', ['node']);
  replace(process, 'execArgv', []);
  for (const name of ['exit', 'reallyExit', 'abort', 'kill'])
    replace(process, name, () => {
      throw new Refusal(problem('failed', { doing: 'run', what: `process.${name}() is not for a script; return, or throw an error` }));
    });
  replace(process, 'send', undefined);
}
