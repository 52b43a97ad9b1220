// why: which leg broke it. Swaps a leg, replays, gives the verdict.

export type { Difference } from './difference.ts';
export type { Judgement, LegName, VerdictKind } from './verdict.ts';
export { type Corner, type Why, why } from './why.ts';
