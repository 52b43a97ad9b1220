// Instants in ISO 8601 with an offset (2001-03-04T06:00:00-08:00), for the logical clock. No time zone names, no local times.

import { failed, type Instant, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';

export const instantPattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads an instant; absent seconds become `:00`, else the text stays as it is written. `product/bad-clock` if it is none. */
export function parseInstant(text: string, at?: Place): Outcome<Instant> {
  const trimmed = text.trim();
  const match = instantPattern.exec(trimmed);
  const why = match ? impossible(match) : malformed(trimmed);
  if (!match || why) return failed(problem('bad-clock', { text, why: why ?? '' }, { at }));
  const [, year, month, day, hour, minute, second = '00', fraction = '', offset] = match;
  return ok(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`);
}

/** What the calendar or the clock does not have; undefined if all is there. */
function impossible(match: RegExpExecArray): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  if (year < 1 || month < 1 || month > 12) return `there is no month ${match[1]}-${match[2]}`;
  if (day < 1 || day > daysOf(year, month)) return `there is no day ${match[1]}-${match[2]}-${match[3]}`;
  if (hour > 23 || minute > 59 || second > 59) return 'hours go to 23, minutes and seconds to 59';
  const [hours = 0, minutes = 0] = (match[8] === 'Z' ? '' : (match[8] ?? '').slice(1)).split(':').map(Number);
  return minutes > 59 || hours * 60 + minutes > 14 * 60 ? 'offsets go from -14:00 to +14:00' : undefined;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function malformed(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return 'it has a day and no time';
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text)) return 'it has no offset from UTC';
  return 'a day, a time and an offset from UTC are expected';
}
