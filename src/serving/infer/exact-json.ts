// Values as JSON text without loss: 64-bit integers as their digits, what is not finite as the words that JSON has no number for.

/** NaN and infinities are the texts "NaN", "Infinity", "-Infinity"; a bigint is a number. */
export function exactJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  return JSON.stringify(value) ?? 'null';
}

/** A list of them. */
export const exactList = (values: Iterable<unknown>): string => `[${Array.from(values, exactJson).join(',')}]`;
