// The logical clock of a service: it starts at an instant that somebody gave and runs on from there, else it is real time.

import type { Effects, Instant } from '../../base/index.ts';

export interface RunningClock {
  /** Milliseconds since the epoch. */
  readonly time: () => number;
  /** In the offset that the start was written with. */
  readonly now: () => Instant;
}

/** From `start`, or real time where there is none. */
export function runningClock(start: Instant | undefined, effects: Effects): RunningClock {
  if (start === undefined) return { time: effects.now, now: () => new Date(effects.now()).toISOString() };
  const [begun, from] = [effects.monotonic(), Date.parse(start)];
  const offset = /[+-]\d\d:\d\d$/.exec(start)?.[0];
  const time = () => from + Math.round(effects.monotonic() - begun);
  return { time, now: () => inOffset(time(), offset) };
}

function inOffset(time: number, offset: string | undefined): Instant {
  if (offset === undefined) return new Date(time).toISOString();
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  const shift = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60_000 : 60_000);
  return new Date(time + shift).toISOString().replace('Z', offset);
}
