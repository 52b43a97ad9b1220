// One JSON document as text, whatever a verb's values hold: keys in the order given, no NaN, no bigint surprise.

/** The document with a final newline. NaN and infinities become null; bigints become numbers, or text beyond 2^53; maps become objects, sets lists. */
export function jsonDocument(value: unknown): string {
  return `${JSON.stringify(value, plainValue, 2) ?? 'null'}\n`;
}

function plainValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}
