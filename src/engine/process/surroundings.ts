// The world a script sees instead of the machine's: a clock that stands, random numbers from a seed, declared variables, no process of its own.
// Set in the host before the script's first line runs. Names no task and no rows.

import { syncBuiltinESMExports } from 'node:module';
import { drawFrom } from './chance.ts';
import { type Asking, clockAt, standStill } from './clock.ts';
import { sameMachine } from './machine.ts';
import { generator, type Random } from './random.ts';
import type { ScriptSurroundings } from './scripts.ts';

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
