// The world a script sees instead of the machine's: a clock that stands, random numbers from a seed, declared variables, no process of its own.
// Set in the host before the script's first line runs. Names no task and no rows.

import { syncBuiltinESMExports } from 'node:module';
import type { Digest } from '../../base/index.ts';
import { drawFrom } from './chance.ts';
import { type Asking, type Clock, clockAt, standStill } from './clock.ts';
import { sameMachine } from './machine.ts';
import { generator, type Random } from './random.ts';
import { replace } from './replace.ts';
import type { ScriptSurroundings } from './scripts.ts';

/** Surroundings of one step after another, for unit tests: the same process with another clock, seed and variables. */
export class Successive {
  #clock: Clock = clockAt(null, 'step');
  #random: Random = generator('' as Digest);
  #made = false;

  /** Makes them so until the next call. */
  surround({ clock, seed, variables }: ScriptSurroundings, by: Asking = 'step'): Random {
    this.#clock = clockAt(clock, by);
    this.#random = generator(seed);
    if (!this.#made) this.#make(variables);
    // a step may have changed it
    replace(process, 'env', { ...variables });
    return this.#random;
  }

  #make(variables: ScriptSurroundings['variables']): void {
    const clock: Clock = (asked) => this.#clock(asked);
    standStill(clock);
    drawFrom({ next: () => this.#random.next(), fill: (bytes) => this.#random.fill(bytes) }, clock);
    sameMachine(variables);
    syncBuiltinESMExports();
    this.#made = true;
  }
}

/** Makes them so, for good: a process has one step or one model. Returns the generator. */
export function surround(surroundings: ScriptSurroundings, by: Asking = 'step'): Random {
  const clock = clockAt(surroundings.clock, by);
  const random = generator(surroundings.seed);
  standStill(clock);
  drawFrom(random, clock);
  sameMachine(surroundings.variables);
  syncBuiltinESMExports();
  return random;
}
