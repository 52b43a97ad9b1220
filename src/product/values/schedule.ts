// Cron expressions of five fields (0 6 * * *), looked over without the library that computes their times: it is loaded by `up` alone.

import { failed, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const days = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const fields = [
  { what: 'minute', least: 0, most: 59, names: [] },
  { what: 'hour', least: 0, most: 23, names: [] },
  { what: 'day of the month', least: 1, most: 31, names: [] },
  { what: 'month', least: 1, most: 12, names: months },
  { what: 'day of the week', least: 0, most: 7, names: days },
] as const satisfies readonly Field[];
interface Field {
  readonly what: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

/** Five fields; what may stand in each is looked at one by one. */
export const schedulePattern = /^\S+(?: +\S+){4}$/;

/** Reads a schedule as it is written, single spaces between its fields; `product/bad-schedule` if it is none. */
export function parseSchedule(text: string, at?: Place): Outcome<string> {
  const parts = text.trim().split(/ +/);
  const refused = (why: string) => failed(problem('bad-schedule', { text, why }, { at }));
  if (parts.length !== fields.length) return refused(`it has ${parts.length === 1 ? 'one field' : `${parts.length} fields`}`);
  const wrong = fields.find((field, i) => !(parts[i] ?? '').split(',').every((item) => isItem(item, field)));
  if (wrong) return refused(`its ${wrong.what} is \`${parts[fields.indexOf(wrong)]}\`, and goes from ${wrong.least} to ${wrong.most}`);
  if (never(parts[2] ?? '', parts[3] ?? '', parts[4] ?? '')) return refused('no month has such a day');
  return ok(parts.join(' '));
}

/** A star, a star with a step, `5`, `MON`, `1-5` or `8-18/2`. */
function isItem(item: string, field: Field): boolean {
  const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(item);
  if (!match) return false;
  const [, star, first = '', last, step] = match;
  if (step !== undefined && (Number(step) < 1 || Number(step) > field.most || (!star && last === undefined))) return false;
  const [from, to] = [numberOf(first, field), numberOf(last ?? first, field)];
  return star !== undefined || (from >= field.least && from <= to && to <= field.most);
}

function numberOf(text: string, { names, least }: Field): number {
  const named = names.indexOf(text.toUpperCase());
  return named >= 0 ? named + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}

/** Whether only days are named that none of the months named has: the 31st of February. */
function never(day: string, month: string, weekday: string): boolean {
  if (weekday !== '*') return false;
  const lengths = valuesOf(month, fields[3]).map((one) => (one === 2 ? 29 : [4, 6, 9, 11].includes(one) ? 30 : 31));
  return Math.min(...valuesOf(day, fields[2])) > Math.max(...lengths);
}

/** The values that a field of whole items names. */
function valuesOf(part: string, field: Field): readonly number[] {
  return part.split(',').flatMap((item) => {
    const [range = '', step = '1'] = item.split('/');
    const [from = 0, to = from] = range === '*' ? [field.least, field.most] : range.split('-').map((one) => numberOf(one, field));
    return Array.from({ length: Math.floor((to - from) / Number(step)) + 1 }, (_, i) => from + i * Number(step));
  });
}
