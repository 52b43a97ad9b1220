// Durations as people write them (24h, 1h30min, 15m, 250ms), read into milliseconds and written back. No calendar: a day is 24 hours.

import { failed, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** Each unit at most once, the larger first; `m` is `min`; as many digits as a number holds exactly. */
export const durationPattern =
  /^(?=\d)(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/** Reads a duration into whole milliseconds; `product/bad-duration` if it is none. */
export function parseDuration(text: string, at?: Place): Outcome<number> {
  const match = durationPattern.exec(text.trim());
  if (!match) return failed(problem('bad-duration', { text }, { at }));
  const milliseconds = Math.round(units.reduce((sum, [, size], i) => sum + Number(match[i + 1] ?? 0) * size, 0));
  return Number.isSafeInteger(milliseconds) ? ok(milliseconds) : failed(problem('bad-duration', { text }, { at }));
}

/** Writes whole milliseconds (not negative) so that `parseDuration` reads the same: 5400000 is `1h30min`. */
export function formatDuration(milliseconds: number): string {
  let rest = Math.round(milliseconds);
  let text = '';
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * size;
  }
  return text || '0ms';
}
