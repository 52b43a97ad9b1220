// The notations that several files share, as forms: instants, durations, money, shares, names of columns. What each means is the values' to say.

import type { Instant } from '../../base/index.ts';
import { durationPattern, formatDuration, parseDuration } from '../values/duration.ts';
import { instantPattern, parseInstant } from '../values/instant.ts';
import { moneyPattern, parseMoney, parseRate, ratePattern } from '../values/money.ts';
import { parsePercentage, percentagePattern } from '../values/percentage.ts';
import { parseSchedule, schedulePattern } from '../values/schedule.ts';
import { parseWorkingHours, workingHoursPattern } from '../values/working-hours.ts';
import { mapped } from './compound.ts';
import { writtenText } from './document.ts';
import { badValue, type Form, notation, text } from './form.ts';

/** Names of tables, inputs, parameters and variables. */
export const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const referencePattern = /^([A-Za-z_][A-Za-z0-9_]*)\.([^.\s][^.]*)$/;

/** An instant, as trivet.yaml, tests and acceptances write it. */
export const instant: Form<Instant> = notation(
  { expects: 'an instant with its offset', example: '2001-03-04T06:00:00-08:00', pattern: instantPattern },
  parseInstant,
);
export const duration = notation({ expects: 'a duration', example: '24h', pattern: durationPattern }, parseDuration);
export const money = notation({ expects: 'an amount of money', example: '500 USD', pattern: moneyPattern }, parseMoney);
export const rate = notation({ expects: 'a cost per h or per day', example: '5000 USD/day', pattern: ratePattern }, parseRate);
export const percentage = notation({ expects: 'a percentage', example: '99.5%', pattern: percentagePattern }, parsePercentage);
export const workingHours = notation(
  { expects: 'days, hours and a time zone', example: 'Mon-Fri 08:00-18:00 America/Los_Angeles', pattern: workingHoursPattern },
  parseWorkingHours,
);
export const schedule = notation({ expects: 'a cron expression of five fields', example: '0 6 * * *', pattern: schedulePattern }, parseSchedule);

/** A duration of at least so many milliseconds. */
export function durationFrom(least: number, example: string): Form<number> {
  const form: Form<number> = {
    ...duration,
    expects: `a duration of at least ${formatDuration(least)}`,
    example,
    schema: { ...duration.schema, examples: [example] },
    read: (spot) => {
      const value = duration.read(spot);
      return value === undefined || value >= least ? value : badValue(spot, writtenText(spot.node) ?? '', form);
    },
  };
  return form;
}

/** TABLE.COLUMN */
export const reference: Form<{ readonly asset: string; readonly column: string }> = mapped(
  text({ expects: 'a table and its column', example: 'airports.iata', pattern: referencePattern }),
  (written) => ({ asset: written.slice(0, written.indexOf('.')), column: written.slice(written.indexOf('.') + 1) }),
);
