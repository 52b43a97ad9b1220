// Working hours (Mon-Fri 08:00-18:00 America/Los_Angeles): days and hours on the wall clock of a zone. Computes no instant.

import { failed, nearest, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { WorkingHours } from '../product.ts';

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const day = `(?:${names.join('|')})`;
const some = `${day}(?:-${day})?`;

export const workingHoursPattern = new RegExp(`^(daily|${some}(?:, ?${some})*) (\\d{1,2}):(\\d{2})-(\\d{1,2}):(\\d{2}) ([A-Za-z][\\w+/-]*)$`);

/** Reads days, hours and an IANA zone; `product/bad-hours` if they are none, `product/unknown-zone` if the zone is not known. */
export function parseWorkingHours(text: string, at?: Place): Outcome<WorkingHours> {
  const refused = (why: string) => failed(problem('bad-hours', { text, why }, { at }));
  const match = workingHoursPattern.exec(text.trim());
  if (!match) return refused('days, hours and a time zone are expected');
  const [, days = '', , fromMinute = '', , toMinute = '', zone = ''] = match;
  const [from, to] = [Number(match[2]) * 60 + Number(fromMinute), Number(match[4]) * 60 + Number(toMinute)];
  if (Number(fromMinute) > 59 || Number(toMinute) > 59 || to > 1440) return refused('minutes go to 59, hours to 24:00');
  if (from >= to) return refused('the end is not after the beginning, and hours are those of one day');
  if (!isZone(zone)) return failed(problem('unknown-zone', { zone, near: nearZone(zone) }, { at }));
  return ok({ text: text.trim(), days: daysOf(days), from, to, zone });
}

/** 1 Monday … 7 Sunday, ascending; a range may go over the week's end (Sun-Thu). */
function daysOf(text: string): readonly number[] {
  if (text === 'daily') return [1, 2, 3, 4, 5, 6, 7];
  const days = new Set<number>();
  for (const part of text.split(/, ?/)) {
    const [first = '', last = first] = part.split('-');
    const [begin, end] = [names.indexOf(first), names.indexOf(last)];
    for (let i = 0; i <= (end - begin + 7) % 7; i++) days.add(((begin + i) % 7) + 1);
  }
  return [...days].sort((a, b) => a - b);
}

/** The list first: a formatter costs ten times as much, and knows the older names too (US/Pacific). */
function isZone(zone: string): boolean {
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function nearZone(zone: string): string | undefined {
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
  const city = zone.slice(zone.lastIndexOf('/') + 1).toLowerCase();
  return nearest(zone, zones) ?? zones.find((known) => known.toLowerCase().endsWith(`/${city}`));
}
