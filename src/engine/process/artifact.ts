// A model's artifact to bytes and back: bytes as they are, anything else as canonical JSON. What JSON would lose is refused, with its path.

import { canonical, type Json } from '../../base/index.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { nameOf } from './value-name.ts';

export interface Encoded {
  readonly encoding: 'json' | 'bytes';
  readonly bytes: Uint8Array;
}

/** Typed arrays inside of an object become arrays; predict gets them as such. Throws a Refusal. */
export function encode(artifact: unknown): Encoded {
  if (artifact instanceof Uint8Array) return { encoding: 'bytes', bytes: artifact };
  const text = canonical(plain(artifact, 'artifact', new Set()));
  return { encoding: 'json', bytes: new TextEncoder().encode(text) };
}

/** What predict is handed. */
export function decode({ encoding, bytes }: Encoded): unknown {
  return encoding === 'bytes' ? bytes : (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
}

const refused = (path: string, what: string): Refusal => new Refusal(problem('bad-artifact', { path, what }));

function plain(value: unknown, path: string, above: Set<object>): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw refused(path, 'is a text with half a character (a lone surrogate)');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refused(path, `is ${value}`);
    return Object.is(value, -0) ? 0 : value;
  }
  if (typeof value !== 'object') throw refused(path, `is ${nameOf(value)}`);
  if (above.has(value)) throw refused(path, 'contains itself');
  above.add(value);
  const made = plainObject(value, path, above);
  above.delete(value);
  return made;
}

function plainObject(value: object, path: string, above: Set<object>): Json {
  if (Array.isArray(value)) return Array.from(value as unknown[], (one, i) => plain(one, `${path}[${i}]`, above));
  if (ArrayBuffer.isView(value) && Symbol.iterator in value)
    return Array.from(value as unknown as ArrayLike<unknown>, (one, i) => plain(one, `${path}[${i}]`, above));
  const prototype = Object.getPrototypeOf(value) as unknown;
  if (prototype !== Object.prototype && prototype !== null) throw refused(path, `is ${nameOf(value)}`);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [name, plain(one, `${path}.${name}`, above)]),
  );
}
