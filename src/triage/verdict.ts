// The verdict from the corners' outcomes. Pure. It claims only what holds however the corners that could not be told would have come out.

/** The legs, in the order of the house. */
export const legNames = ['data', 'code', 'environment'] as const;
export type LegName = (typeof legNames)[number];

/** What a corner showed: the same failure, none, another failure, or it could not be materialised. */
export type CornerOutcome = 'fail' | 'pass' | 'other' | 'not replayed';

export type VerdictKind = 'single' | 'combination' | 'several' | 'not-reproducible' | 'not-replayed' | 'none';

export interface Judgement {
  readonly kind: VerdictKind;
  /** single: the leg; combination: the legs that must come together; several: each of which suffices; not-replayed: what is left by elimination. */
  readonly legs: readonly LegName[];
}

/** A corner as a bit set: bit i is on where differing leg i is taken from the failure. */
export type Mask = number;

/**
 * `outcomes` holds every corner over the differing legs, 0 being all good and 2^n − 1 all bad.
 * A set of legs is a cause if the failure comes with it and with everything added to it; causes are the minimal such sets.
 */
export function judge(differing: readonly LegName[], outcomes: ReadonlyMap<Mask, CornerOutcome>): Judgement {
  const all = (1 << differing.length) - 1;
  const [good, bad] = [outcomes.get(0), outcomes.get(all)];
  if (good === 'not replayed' || bad === 'not replayed' || good === undefined || bad === undefined)
    return { kind: 'not-replayed', legs: differing.length === 1 ? differing : [] };
  if (bad !== 'fail' || good !== 'pass' || differing.length === 0) return { kind: 'not-reproducible', legs: [] };
  const unknown = [...Array(all + 1).keys()].filter((mask) => outcomes.get(mask) !== 'fail' && outcomes.get(mask) !== 'pass');
  const answers = new Map<string, Judgement>();
  for (let guess = 0; guess < 1 << unknown.length; guess++) {
    const fails = (mask: Mask) => {
      const at = unknown.indexOf(mask);
      return at < 0 ? outcomes.get(mask) === 'fail' : (guess & (1 << at)) !== 0;
    };
    const answer = fromComplete(differing, fails);
    answers.set(JSON.stringify(answer), answer);
  }
  const [only] = answers.values();
  if (answers.size === 1 && only) return only;
  const possible = [...answers.values()];
  const shared = differing.filter((leg) => possible.every((answer) => answer.legs.includes(leg)));
  return { kind: 'not-replayed', legs: shared };
}

function fromComplete(differing: readonly LegName[], fails: (mask: Mask) => boolean): Judgement {
  const all = (1 << differing.length) - 1;
  const robust: Mask[] = [];
  for (let mask = 1; mask <= all; mask++) {
    let holds = true;
    for (let more = mask; more <= all; more++) if ((more & mask) === mask && !fails(more)) holds = false;
    if (holds) robust.push(mask);
  }
  const minimal = robust.filter((mask) => !robust.some((other) => other !== mask && (other & mask) === other));
  const legsOf = (mask: Mask) => differing.filter((_, i) => (mask & (1 << i)) !== 0);
  const [first] = minimal;
  if (minimal.length === 1 && first !== undefined) {
    const legs = legsOf(first);
    return { kind: legs.length === 1 ? 'single' : 'combination', legs };
  }
  return { kind: 'several', legs: differing.filter((_, i) => minimal.some((mask) => (mask & (1 << i)) !== 0)) };
}
