// The Problems of asking why.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('triage', {
  interrupted: entry<{ replays: number }>({
    leg: 'operations',
    message: (p) => `stopped after ${p.replays} replay${p.replays === 1 ? '' : 's'}: no verdict`,
    remedy: () => 'ask again, what was replayed is kept: trivet why',
  }),
  'unknown-subject': entry<{ subject: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.subject} is no asset, check or run that has failed${p.near ? `; did you mean ${p.near}` : ''}`,
    remedy: () => 'trivet log, then: trivet why RUN',
  }),
});
