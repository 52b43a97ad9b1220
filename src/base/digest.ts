// sha256 digests, and the canonical JSON that makes a value's digest independent of key order.

import { createHash } from 'node:crypto';

declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** 64 lower-case hexadecimal characters: a sha256. */
export type Digest = Brand<string, 'Digest'>;

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export function digestOf(bytes: string | Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex') as Digest;
}

/** JSON with sorted keys and no undefined members: equal values have equal text. */
export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((v: Json) => canonical(v ?? null)).join(',')}]`;
  const entries = Object.entries(value as Record<string, Json | undefined>).filter(([, v]) => v !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v as Json)}`).join(',')}}`;
}

export const digestOfJson = (value: Json): Digest => digestOf(canonical(value));
