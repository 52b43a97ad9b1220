// The real Effects of a process: its clocks, its random source, its variables, its user. For the two entries, cli and index.ts, only.

import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Effects } from './base/index.ts';

export function processEffects(): Effects {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    variables: process.env,
    user: userName(process.env),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

/** TRIVET_USER, else the login name, else the user's number: a container need not have a name for it. */
export function userName(variables: Readonly<Record<string, string | undefined>>): string {
  if (variables.TRIVET_USER) return variables.TRIVET_USER;
  try {
    return userInfo().username;
  } catch {
    return variables.USER ?? `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
