// The Problems of operations: what keeps an alert or a beat from arriving.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('operations', {
  'not-delivered': entry<{ subject: string; state: string; to: string; attempts: number; next: string }>({
    leg: 'operations',
    message: ({ subject, state, to, attempts, next }) =>
      `the alert that ${subject} is ${state} could not be delivered to ${to}, ${attempts === 1 ? 'once' : `${attempts} times`} so far; the next attempt is at ${next}`,
    remedy: () => 'see that the target answers; what is promised and undelivered: trivet promises',
  }),
  'variable-unset': entry<{ name: string; to: string }>({
    leg: 'operations',
    message: ({ name, to }) => `${to} names the variable ${name}, which is not set where the service runs`,
    remedy: ({ name }) => `set it and start the service again: ${name}=… trivet up`,
  }),
  'beat-failed': entry<{ to: string }>({
    leg: 'operations',
    message: ({ to }) => `the dead man's switch ${to} could not be told that all is well`,
    remedy: () => 'see that the URL answers 2xx from here, then look again: trivet promises',
  }),
});
