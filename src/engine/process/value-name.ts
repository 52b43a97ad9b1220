// What kind of thing a value is, in words, for messages. Pure.

/** E.g. `a text`, `a Map`, `the symbol Symbol(x)`. */
export function nameOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') {
    const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
    return !name || name === 'Object' ? 'an object' : `a ${name}`;
  }
  return typeof value === 'string' ? 'a text' : typeof value === 'function' ? 'a function' : `the ${typeof value} ${String(value)}`;
}
