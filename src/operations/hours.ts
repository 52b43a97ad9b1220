// Working hours on the wall clock of a zone. A period begins at the first moment at which the clock shows `from`, or has jumped past it,
// and ends at the first at which it shows `to`; what daylight saving repeats in between belongs to it. Knows no costs.

import { Temporal } from 'temporal-polyfill';
import type { WorkingHours } from '../product/index.ts';

/** What stands for working hours where none are declared. */
export const usualHours = (zone: string): WorkingHours => ({
  text: `Mon-Fri 09:00-17:00 ${zone}`,
  days: [1, 2, 3, 4, 5],
  from: 540,
  to: 1020,
  zone,
});

/** Days to look ahead: a week, and one more where a gap swallows a period. */
const ahead = 15;

/** Whether somebody is at work at that moment, milliseconds since 1970. */
export function isWorking(hours: WorkingHours, at: number): boolean {
  const period = periodOf(hours, dateAt(hours.zone, at));
  return period !== undefined && period.from <= at && at < period.to;
}

/** When the next working period begins, after that moment; milliseconds since 1970. */
export function nextStart(hours: WorkingHours, after: number): number {
  const today = dateAt(hours.zone, after);
  const weekday = today.dayOfWeek;
  for (let day = 0; day <= ahead; day++) {
    if (!hours.days.includes(((weekday + day - 1) % 7) + 1)) continue;
    const period = periodOf(hours, today.add({ days: day }));
    if (period && period.from > after) return period.from;
  }
  throw new Error(`no working period within ${ahead} days: ${hours.text}`);
}

const dateAt = (zone: string, at: number): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone).toPlainDate();

function periodOf({ days, from, to, zone }: WorkingHours, date: Temporal.PlainDate): { readonly from: number; readonly to: number } | undefined {
  if (!days.includes(date.dayOfWeek)) return undefined;
  const period = { from: firstMoment(date, from, zone), to: firstMoment(date, to, zone) };
  return period.from < period.to ? period : undefined;
}

/** The first moment of a day at which its clock shows so many minutes after midnight, or more. */
function firstMoment(date: Temporal.PlainDate, minutes: number, zone: string): number {
  const wall = date.toPlainDateTime().add({ minutes });
  const found = wall.toZonedDateTime(zone); // in an overlap the earlier, in a gap moved on by its length
  if (found.toPlainDateTime().equals(wall)) return found.epochMilliseconds;
  return found.getTimeZoneTransition('previous')?.epochMilliseconds ?? found.epochMilliseconds;
}
