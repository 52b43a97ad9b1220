// What surrounds a service before it serves: where its clock starts, and how much of the machine its engine may take.

import { totalmem } from 'node:os';
import { type Instant, type Outcome, ok } from '../../base/index.ts';
import { engineSettings, type Machine } from '../../engine/index.ts';
import { lookAround, type Session } from '../../session/index.ts';
import type { Store } from '../../store/index.ts';

export interface Surrounding {
  /** undefined: real time. */
  readonly clock: Instant | undefined;
  readonly machine: Machine;
}

/** Of the live release; before the first one, of the folder as far as it can be read. Problems: a clock, a setting or a release that can't be used. */
export async function surroundingsOf(session: Session<Store>, live: boolean): Promise<Outcome<Surrounding>> {
  const around = await lookAround(live ? session : { ...session, environment: 'dev' });
  if (!around.ok && live) return around;
  const wish = around.ok ? around.value.product.engine : {};
  const settings = engineSettings(wish, session.effects.variables, session.sets);
  if (!settings.ok) return settings;
  const { memory = quarter(), ...rest } = settings.value.machine;
  const given = around.ok && around.value.around.clockFrom !== 'real time' ? around.value.around.clock : session.clock;
  return ok({ clock: given, machine: { memory, ...rest } });
}

/** Builds need the machine too. In a container its limit counts. */
function quarter(): string {
  const limit = process.constrainedMemory();
  const all = limit > 0 && limit < totalmem() ? limit : totalmem();
  return `${Math.max(256, Math.floor(all / 4 / 2 ** 20))}MiB`;
}
