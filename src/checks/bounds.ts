// Bounds in words and as SQL conditions. The eight comparisons; between and notBetween are inclusive.

import { decimalOf, decimalOrder } from '../base/index.ts';
import type { Bounds } from '../product/index.ts';
import { literal } from './quote.ts';

/** "between -240 and 1440", "at least 5 and not 7"; empty for bounds that say nothing. */
export function boundsText(bounds: Bounds): string {
  const { is, isNot, min, max, above, below, between, notBetween } = bounds;
  const parts = [
    ...(is === undefined ? [] : [`${is}`]),
    ...(isNot === undefined ? [] : [`not ${isNot}`]),
    ...(min !== undefined && max !== undefined ? [`between ${min} and ${max}`] : []),
    ...(min !== undefined && max === undefined ? [`at least ${min}`] : []),
    ...(max !== undefined && min === undefined ? [`at most ${max}`] : []),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
    ...(between ? [`between ${between[0]} and ${between[1]}`] : []),
    ...(notBetween ? [`not between ${notBetween[0]} and ${notBetween[1]}`] : []),
  ];
  return parts.join(' and ');
}

/** The condition under which a value is outside the bounds; null where the value is. Texts are read as `type`. */
export function outsideSql(bounds: Bounds, value: string, type: string): string {
  const of = (bound: number | string | undefined) => literal(bound ?? null, type);
  const { is, isNot, min, max, above, below, between, notBetween } = bounds;
  const parts = [
    ...(is === undefined ? [] : [`${value} <> ${of(is)}`]),
    ...(isNot === undefined ? [] : [`${value} = ${of(isNot)}`]),
    ...(min === undefined ? [] : [`${value} < ${of(min)}`]),
    ...(max === undefined ? [] : [`${value} > ${of(max)}`]),
    ...(above === undefined ? [] : [`${value} <= ${of(above)}`]),
    ...(below === undefined ? [] : [`${value} >= ${of(below)}`]),
    ...(between ? [`${value} < ${of(between[0])} or ${value} > ${of(between[1])}`] : []),
    ...(notBetween ? [`(${value} >= ${of(notBetween[0])} and ${value} <= ${of(notBetween[1])})`] : []),
  ];
  return parts.length > 0 ? `(${parts.join(' or ')})` : 'false';
}

/** Whether a value is within the bounds: numbers compare by their digits, also those of a text that no JavaScript number holds; texts as texts. */
export function within(bounds: Bounds, value: number | string): boolean {
  const { is, isNot, min, max, above, below, between, notBetween } = bounds;
  const own = decimalOf(value);
  const compared = (bound: number | string | undefined): number => {
    const decimal = own && decimalOf(bound ?? '');
    if (own && decimal) return decimalOrder(own, decimal);
    const [a, b] = typeof value === 'number' ? [value, Number(bound)] : [value, String(bound)];
    return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN;
  };
  const inside = ([low, high]: readonly (number | string)[]) => compared(low) >= 0 && compared(high) <= 0;
  return (
    (is === undefined || compared(is) === 0) &&
    (isNot === undefined || compared(isNot) !== 0) &&
    (min === undefined || compared(min) >= 0) &&
    (max === undefined || compared(max) <= 0) &&
    (above === undefined || compared(above) > 0) &&
    (below === undefined || compared(below) < 0) &&
    (!between || inside(between)) &&
    (!notBetween || !inside(notBetween))
  );
}
