// Numbers compared by their digits: those that no JavaScript number holds are texts.

/** A whole number and how many of its digits stand after the point. */
export interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

/** `-12.50`, `1e+21`, a number; undefined of what is no decimal number, or has an exponent that nobody writes. */
export function decimalOf(value: number | string): Decimal | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = /^([-+]?)(\d+)(?:\.(\d+))?(?:e([-+]?\d{1,3}))?$/i.exec(String(value).trim()) ?? [];
  if (whole === undefined) return undefined;
  const places = fraction.length - Number(exponent);
  const digits = BigInt(`${whole}${fraction}${'0'.repeat(Math.max(0, -places))}`);
  return { digits: sign === '-' ? -digits : digits, places: Math.max(0, places) };
}

/** -1 where `a` is the lesser, 1 where it is the greater. */
export function decimalOrder(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const places = Math.max(a.places, b.places);
  const [x, y] = [a, b].map((one) => one.digits * 10n ** BigInt(places - one.places)) as [bigint, bigint];
  return x < y ? -1 : x > y ? 1 : 0;
}
