// Putting one property in another's place, for the rest of a host's life. Knows no reason why.

import type { Problem } from '../../base/index.ts';
import { Refusal } from './refusal.ts';

/** The value may be replaced again, as the real one may. */
export function replace(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: Object.hasOwn(object, name) });
}

/** Asked for anew at each reading. */
export function replaceReading(object: object, name: string, get: () => unknown): void {
  Object.defineProperty(object, name, { get, configurable: true, enumerable: Object.hasOwn(object, name) });
}

/** Functions and constructors that throw a Problem when they are called. */
export function refuse(object: object, names: readonly string[], problem: (name: string, given: readonly unknown[]) => Problem): void {
  for (const name of names)
    replace(object, name, function refused(...given: unknown[]) {
      throw new Refusal(problem(name, given));
    });
}
