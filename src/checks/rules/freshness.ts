// freshness: the newest value of a time column is at most so old, against the logical clock. No row, or none with a time, is not fresh.
// Why: a delivery that stopped leaves a table without a fault; only its age shows it. With groupBy: one airport that went silent.
// Example: checks: { up-to-date: { freshness: { column: departed_at, within: 24h } } }
// Cost: one column read. Asked again at each clock.

import { columnOf, type Kind } from '../kind.ts';

export const freshness: Kind<'freshness'> = {
  columns: ({ column }) => [column],
  wants: ({ column }) => [{ column, of: 'times' }],
  scope: 'clock',
  expectation: ({ column, within }) => `newest ${column} at most ${spelled(within)} old`,
  ask: ({ column, within }, subject) => {
    const now = new Date(subject.clock).getTime() / 1000;
    const instant = (value: string) => (columnOf(subject, column).type === 'TIMESTAMP WITH TIME ZONE' ? value : inZone(value));
    // seconds; an infinite time is no time. The coalesce is for a table, or a group, without any.
    const value = (v: string) => `coalesce(round(${now} - epoch(${instant(`max(${v}) filter (where isfinite(${v}))`)}), 3), 'inf'::double)`;
    return { how: 'measure', columns: [column], value, bounds: { max: within / 1000 } };
  },
};

/** A date is its midnight, a timestamp the wall clock, in the engine's time zone. */
const inZone = (value: string): string => `timezone(current_setting('TimeZone'), cast(${value} as timestamp))`;

const units = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

function spelled(milliseconds: number): string {
  const [size, unit] = units.find(([s]) => milliseconds % s === 0) ?? [1, 'ms'];
  return `${milliseconds / size} ${unit}`;
}
