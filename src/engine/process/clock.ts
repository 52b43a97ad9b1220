// The clock a script sees: it stands at the logical clock, or, where that is not in its key, refuses to be asked. Set in the host.

import type { Instant } from '../../base/index.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { replace, replaceReading } from './replace.ts';

/** Milliseconds since 1970. Throws a Refusal where the clock is not in the key; `asked` is how it was asked for. */
export type Clock = (asked: string) => number;

/** Who asks: a step's code, or a model that answers. */
export type Asking = 'step' | 'predict';

/** A clock that stands; null: one that refuses. */
export function clockAt(clock: Instant | null, by: Asking): Clock {
  if (clock === null)
    return (asked) => {
      throw new Refusal(problem('unnamed-clock', { asked, by }));
    };
  const now = Date.parse(clock);
  return () => now;
}

/** Every clock of the process from now on. */
export function standStill(clock: Clock): void {
  standStillDate(clock);
  standStillFormat(Intl.DateTimeFormat.prototype, clock);
  standStillTemporal(clock);
  standStillFile(clock);
  noElapsed(clock);
}

function standStillDate(clock: Clock): void {
  const Real = Date;
  const frozen = new Proxy(Real, {
    construct: (target, given, made) => Reflect.construct(target, given.length ? given : [clock('new Date()')], made) as object,
    apply: () => new Real(clock('Date()')).toString(),
  });
  replace(Real, 'now', () => clock('Date.now()'));
  replace(Real.prototype, 'constructor', frozen);
  replace(globalThis, 'Date', frozen);
}

/** Without an argument a format writes the present. */
function standStillFormat(prototype: Intl.DateTimeFormat, clock: Clock): void {
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const parts = prototype.formatToParts;
  replaceReading(prototype, 'format', function (this: Intl.DateTimeFormat) {
    const real = format?.call(this) as Intl.DateTimeFormat['format'];
    return (date?: Date | number) => real(date ?? clock('Intl.DateTimeFormat'));
  });
  replace(prototype, 'formatToParts', function (this: Intl.DateTimeFormat, date?: Date | number) {
    return parts.call(this, date ?? clock('Intl.DateTimeFormat'));
  });
}

interface Zoned {
  toPlainDateTime(): unknown;
  toPlainDate(): unknown;
  toPlainTime(): unknown;
}
interface TemporalLike {
  Now: object;
  Instant: { fromEpochMilliseconds(ms: number): { toZonedDateTimeISO(zone: unknown): Zoned } };
}

/** Newer versions of the language bring a second clock. */
function standStillTemporal(clock: Clock): void {
  const temporal = (globalThis as { Temporal?: TemporalLike }).Temporal;
  if (!temporal) return;
  const instant = () => temporal.Instant.fromEpochMilliseconds(clock('Temporal.Now'));
  const zoned = (zone: unknown = 'UTC') => instant().toZonedDateTimeISO(zone);
  const answers = {
    instant,
    timeZoneId: () => 'UTC',
    zonedDateTimeISO: zoned,
    plainDateTimeISO: (zone?: unknown) => zoned(zone).toPlainDateTime(),
    plainDateISO: (zone?: unknown) => zoned(zone).toPlainDate(),
    plainTimeISO: (zone?: unknown) => zoned(zone).toPlainTime(),
  };
  // Early forms of it know more ways to ask.
  for (const name of Object.getOwnPropertyNames(temporal.Now)) if (!(name in answers)) Reflect.deleteProperty(temporal.Now, name);
  for (const [name, answer] of Object.entries(answers)) replace(temporal.Now, name, answer);
}

/** A File that is not told when it was changed was changed now. */
function standStillFile(clock: Clock): void {
  const file = new Proxy(File, {
    construct: (target, [parts, name, options]: ConstructorParameters<typeof File>, made) =>
      Reflect.construct(target, [parts, name, { ...options, lastModified: options?.lastModified ?? clock('new File()') }], made) as object,
  });
  replace(globalThis, 'File', file);
  replace(process.getBuiltinModule('node:buffer'), 'File', file);
}

interface Entry {
  readonly name: string;
  readonly entryType: string;
  readonly detail?: unknown;
}

/** Nothing takes time: durations are the machine's, whatever the clock. */
function noElapsed(clock: Clock): void {
  const hooks = process.getBuiltinModule('node:perf_hooks');
  const idle = () => ({ idle: 0, active: 0, utilization: 0 });
  const timerify = (work: unknown) => work;
  const measures = Object.getPrototypeOf(performance) as object;
  replace(measures, 'now', () => 0);
  replaceReading(measures, 'timeOrigin', () => clock('performance.timeOrigin'));
  for (const [name, value] of Object.entries({ toJSON: () => ({}), nodeTiming: {}, eventLoopUtilization: idle, timerify }))
    replace(measures, name, value);
  for (const [name, value] of Object.entries({ eventLoopUtilization: idle, timerify })) replace(hooks, name, value);
  for (const one of [PerformanceEntry.prototype, PerformanceMark.prototype] as readonly Entry[]) {
    for (const name of ['startTime', 'duration']) replaceReading(one, name, () => 0);
    replace(one, 'toJSON', function (this: Entry) {
      return { name: this.name, entryType: this.entryType, startTime: 0, duration: 0, detail: this.detail };
    });
  }
  replaceReading(Event.prototype, 'timeStamp', () => 0);
  replace(
    process,
    'hrtime',
    Object.assign(() => [0, 0], { bigint: () => 0n }),
  );
  replace(process, 'uptime', () => 0);
}
