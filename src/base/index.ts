// What every room shares: Problems, events, digests, effects. No I/O, no dependencies.

export { type Decimal, decimalOf, decimalOrder } from './decimal.ts';
export { type Brand, canonical, type Digest, digestOf, digestOfJson, type Json } from './digest.ts';
export type { Effects, Instant } from './effects.ts';
export type { Emit, Event, ServiceEvent } from './event.ts';
export type { Meter } from './meter.ts';
export { nearest } from './nearest.ts';
export {
  catalogue,
  entry,
  exitCode,
  failed,
  type Leg,
  type Outcome,
  ok,
  type Place,
  type Problem,
  type ProblemDetails,
  type ProblemEntry,
  placeAt,
} from './problem.ts';
