// Units of time as service levels write them, and how long each is: one table for what is checked and what is compared.

export type Unit = 'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

const words: Readonly<Record<Unit, readonly string[]>> = {
  year: ['y', 'yr', 'yrs', 'year', 'years'],
  month: ['mo', 'mon', 'month', 'months'],
  week: ['w', 'wk', 'wks', 'week', 'weeks'],
  day: ['d', 'day', 'days'],
  hour: ['h', 'hr', 'hrs', 'hour', 'hours'],
  minute: ['m', 'min', 'mins', 'minute', 'minutes'],
  second: ['s', 'sec', 'secs', 'second', 'seconds'],
};

const day = 86_400_000;
/** Of a month and a year their usual length. */
export const milliseconds: Readonly<Record<Unit, number>> = {
  year: 365 * day,
  month: 30 * day,
  week: 7 * day,
  day,
  hour: day / 24,
  minute: 60_000,
  second: 1000,
};

/** The unit that a word means; undefined of a word that means none. */
export function unitNamed(word: string | undefined): Unit | undefined {
  const wanted = (word ?? '').trim().toLowerCase();
  return (Object.keys(words) as Unit[]).find((name) => words[name].includes(wanted));
}
