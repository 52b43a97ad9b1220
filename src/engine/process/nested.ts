// An object in a row as JSON text. What JSON would drop or bend without a word (a Map, an instance of a class, NaN) is told, with its path. Pure.

import { isInputRow } from './table.ts';
import { nameOf } from './value-name.ts';

/** `path` is empty where it is the value itself. */
export type AsJson = { readonly text: string } | { readonly path: string; readonly what: string };

/** Plain objects, arrays, typed arrays, Dates, and what says itself how it is JSON; a property without a value is left out, as JSON does. */
export function jsonOf(value: object): AsJson {
  try {
    return { text: JSON.stringify(plain(value, '', new Set())) };
  } catch (error) {
    if (error instanceof Misfit) return { path: error.path, what: error.message };
    throw error;
  }
}

/** No instance of a class: what it holds are its own properties. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null || isInputRow(value);
}

/** Thrown and caught in here. */
class Misfit extends Error {
  readonly path: string;
  constructor(path: string, what: string) {
    super(what);
    this.path = path;
  }
}

function plain(value: unknown, path: string, above: Set<object>): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Misfit(path, 'a text with half a character (a lone surrogate)');
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Misfit(path, `the number ${value}`);
    return value;
  }
  if (typeof value !== 'object') throw new Misfit(path, nameOf(value));
  if (above.has(value)) throw new Misfit(path, 'an object that contains itself');
  above.add(value);
  const made = plainObject(value, path, above);
  above.delete(value);
  return made;
}

function plainObject(value: object, path: string, above: Set<object>): unknown {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw new Misfit(path, 'an invalid Date');
    return value.toISOString();
  }
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && Symbol.iterator in value))
    return Array.from(value as ArrayLike<unknown>, (one, i) => plain(one, `${path}[${i}]`, above) ?? null);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return plain((toJSON as () => unknown).call(value), path, above) ?? null;
  if (!isPlain(value)) throw new Misfit(path, nameOf(value));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, `${path}.${name}`, above)]));
}
