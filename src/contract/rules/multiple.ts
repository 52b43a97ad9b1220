// The SQL of `multipleOf`. Whole numbers and decimals are asked exactly; floats with the room that their digits need, and no more.

import { decimalOf } from '../../base/index.ts';

/** Every whole multiple is exact; NaN and infinities are none. The column's type is the engine's to say: it is asked within the SQL. */
export function multipleSql(sql: string, of: number): string {
  if (Number.isInteger(of)) return `${sql} % ${of} = 0`;
  const { digits, scale, text } = exactly(of);
  const whole = digits / divisor(digits, 10n ** BigInt(scale));
  // what is left of a value beside the least whole multiple fits in a decimal of the most digits after its point
  const rest = `cast(${sql} % ${whole} as decimal(38, ${Math.max(0, 38 - String(whole).length)})) % ${text} = 0`;
  return `case when typeof(${sql}) in ('FLOAT', 'DOUBLE') then ${ofFloat(sql, { text, scale, whole })} else ${rest} end`;
}

/**
 * A float is near a multiple by some of its own last digits, and by far less than half a multiple; or what it is written as is one. A float of many digits
 * has no others to tell by.
 */
function ofFloat(sql: string, { text, scale, whole }: { readonly text: string; readonly scale: number; readonly whole: bigint }): string {
  const value = `cast(${sql} as double)`;
  const times = `(${value} / ${text})`;
  const room = `least(case typeof(${sql}) when 'FLOAT' then 1e-6 else 1e-14 end * greatest(1, abs(${times})), 0.001)`;
  // above that, a quotient has no digits left to tell a half by
  const near = `(abs(${times}) < 1e12 and abs(${times} - round(${times})) <= ${room})`;
  const written = `try_cast(cast(${sql} as varchar) as decimal(38, ${Math.min(37, scale + 14)})) % ${text} = 0`;
  // so large that no decimal holds it, a float is a whole number
  return `isfinite(${value}) and (${near} or (abs(${times}) >= 1000 and coalesce(${written}, ${value} % ${whole} = 0)))`;
}

/** A fraction as the digits and the scale that it is written with: 1e-8 is 1 and 8. */
function exactly(of: number): { readonly digits: bigint; readonly scale: number; readonly text: string } {
  const { digits, places: scale } = decimalOf(of) ?? { digits: 0n, places: 0 };
  const padded = String(digits).padStart(scale + 1, '0');
  return { digits, scale, text: `${padded.slice(0, -scale)}.${padded.slice(-scale)}` };
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}
