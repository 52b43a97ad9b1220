// The progress of a rehearsal as events.

import type { RehearsalProgress } from '../../rehearsal/index.ts';
import type { Context } from '../verb.ts';

const words: Readonly<Record<RehearsalProgress['step'], string>> = {
  base: 'keeping',
  faults: 'faults in',
  history: 'earlier versions of',
  proposals: 'checks for',
};

export const reporter =
  ({ emit }: Pick<Context, 'emit'>) =>
  ({ step, table, done, of }: RehearsalProgress): void =>
    emit({ kind: 'step', what: `${words[step]} ${table}`, done, of });
