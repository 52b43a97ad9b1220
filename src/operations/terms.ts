// What a product says of its owner and of harm, made ready for the arithmetic of waking: rates per hour, hours that are always there.

import { type Harm, type Money, type Product, perDay, usualWakingCosts, type WorkingHours } from '../product/index.ts';
import { usualHours } from './hours.ts';
import type { HarmKind } from './report.ts';

export interface HarmTerms {
  readonly perHour: number;
  /** Milliseconds from the breach until the harm begins. */
  readonly after: number;
}

export interface Terms {
  /** Who is told: the team, or `the owner`. */
  readonly team: string;
  readonly hours: WorkingHours;
  /** No hours are declared: these stand for them. */
  readonly assumed: boolean;
  readonly waking: Money;
  readonly harms: Readonly<Partial<Record<HarmKind, HarmTerms>>>;
}

/** Without declared hours: Mon-Fri 09:00-17:00 in the zone of the product's engine, else in UTC. */
export function termsOf({ owner, impact, engine }: Pick<Product, 'impact' | 'engine'> & { readonly owner?: Product['owner'] }): Terms {
  return {
    team: owner?.team ?? 'the owner',
    hours: owner?.hours ?? usualHours(engine.timezone ?? 'UTC'),
    assumed: owner?.hours === undefined,
    waking: owner?.wakingCosts ?? usualWakingCosts,
    harms: { ...harmOf('down', impact.down), ...harmOf('stale', impact.stale), ...harmOf('wrong', impact.wrong) },
  };
}

const harmOf = (kind: HarmKind, harm: Harm | undefined): Terms['harms'] =>
  harm ? { [kind]: { perHour: perDay(harm.costs).amount / 24, after: harm.after ?? 0 } } : {};
