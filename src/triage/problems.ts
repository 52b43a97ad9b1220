// The Problems of asking why.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('triage', {
  'unknown-subject': entry<{ subject: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.subject} is no asset, check or run that has failed${p.near ? `; did you mean ${p.near}` : ''}`,
    remedy: () => 'trivet log, then: trivet why RUN',
  }),
});
