// How a moment is written for people: the time of day in their zone, with the day where it is not today's. Without Intl's languages.

import { Temporal } from 'temporal-polyfill';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export interface MomentStyle {
  /** Milliseconds since 1970: what today is. */
  readonly now: number;
  readonly zone: string;
}

/** `00:10` today, `Sun 00:10` within six days, `28 Dec 00:10` beyond, `28 Dec 2024 00:10` in another year. */
export function moment(at: number, style: MomentStyle): string {
  const { zoned, days, sameYear } = placed(at, style);
  if (days === 0) return clock(zoned);
  return Math.abs(days) <= 6 ? `${weekday(zoned)} ${clock(zoned)}` : `${date(zoned, sameYear)} ${clock(zoned)}`;
}

/** `Mon 08:00`, also today; beyond six days as `moment`. */
export function dayMoment(at: number, style: MomentStyle): string {
  const { zoned, days } = placed(at, style);
  return Math.abs(days) <= 6 ? `${weekday(zoned)} ${clock(zoned)}` : moment(at, style);
}

function placed(at: number, { now, zone }: MomentStyle) {
  const zoned = zonedAt(at, zone);
  const today = zonedAt(now, zone);
  const days = today.toPlainDate().until(zoned.toPlainDate()).days;
  return { zoned, days, sameYear: zoned.year === today.year };
}

const zonedAt = (at: number, zone: string): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
const two = (n: number): string => String(n).padStart(2, '0');
const clock = (zoned: Temporal.ZonedDateTime): string => `${two(zoned.hour)}:${two(zoned.minute)}`;
const weekday = (zoned: Temporal.ZonedDateTime): string => weekdays[zoned.dayOfWeek - 1] ?? '';
const date = (zoned: Temporal.ZonedDateTime, sameYear: boolean): string =>
  `${zoned.day} ${months[zoned.month - 1]}${sameYear ? '' : ` ${zoned.year}`}`;
