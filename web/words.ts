// Numbers, durations and instants as people read them, with their units. Pure.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

export const count = (n: number): string => (Number.isInteger(n) ? whole.format(n) : fine.format(n));

export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;

/** 0.9993 → 99.93 %; never rounds up to 100. */
export function share(part: number): string {
  const percent = Math.floor(part * 10_000) / 100;
  return `${fine.format(percent)} %`;
}

/** 1,240,000 → 1.24M: for tight places. */
export const short = (n: number): string =>
  n < 100_000 ? count(n) : new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 }).format(n);

/** Milliseconds in the two largest units that say something: "340 ms", "42 s", "4 h 12 min", "3 d 4 h". */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 0.9995) return `${fine.format(Math.round(milliseconds * 10) / 10)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1).replace(/\.0$/, '')} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  if (seconds < 3599.5) return pair(Math.round(seconds), 60, 'min', 's');
  if (seconds < 172_770) return pair(Math.round(seconds / 60), 60, 'h', 'min');
  return pair(Math.round(seconds / 3600), 24, 'd', 'h');
}

function pair(total: number, size: number, large: string, small: string): string {
  const rest = total % size;
  return rest === 0 ? `${whole.format(total / size)} ${large}` : `${whole.format(Math.floor(total / size))} ${large} ${rest} ${small}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = zoned(zone, options);
  formats.set(key, made);
  return made;
}

/** A zone that this browser does not know is shown as UTC. */
function zoned(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
  }
}

/** "Sun 4 Mar 06:00"; with the year where it is not `now`'s. */
export function instant(at: string, zone: string, now: string): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return at;
  const year = format(zone, { year: 'numeric' });
  const same = year.format(time) === year.format(new Date(now));
  const day = format(zone, { weekday: 'short', day: 'numeric', month: 'short', ...(same ? {} : { year: 'numeric' }) })
    .format(time)
    .replaceAll(',', '');
  return `${day} ${format(zone, { hour: '2-digit', minute: '2-digit', hour12: false }).format(time)}`;
}

/** "4 Mar" */
export const day = (at: string, zone: string): string => format(zone, { day: 'numeric', month: 'short' }).format(new Date(at));

export const age = (at: string, now: string): string => aged(Date.parse(now) - Date.parse(at));

/** An age, no finer than minutes: seconds would flicker and tell nothing. */
export function aged(milliseconds: number): string {
  if (milliseconds < 60_000) return 'under 1 min';
  return milliseconds < 3_600_000 ? `${Math.floor(milliseconds / 60_000)} min` : duration(milliseconds);
}

/** More than an hour lies between them: logical and real time are told apart. */
export const apart = (a: string, b: string): boolean => Math.abs(Date.parse(a) - Date.parse(b)) > 3_600_000;

/** A metric or a cell: enough digits to tell versions apart, no more. */
export const figure = (n: number): string => (Math.abs(n) >= 1000 ? whole.format(n) : fine.format(n));

/** As the yaml writes it. */
export const typeName = (type: string): string =>
  type.toLowerCase().replace('timestamp with time zone', 'timestamptz').replace('time with time zone', 'timetz');
