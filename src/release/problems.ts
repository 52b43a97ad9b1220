// The Problems of shipping, going back and resuming.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('release', {
  'gate-closed': entry<{ gate: string; what: string; remedy: string }>({
    leg: 'development',
    message: (p) => `the gate ${p.gate} is closed: ${p.what}`,
    remedy: (p) => p.remedy,
  }),
  'nothing-shipped': entry<{ environment: string }>({
    leg: 'development',
    message: (p) => `${p.environment} has no release yet`,
    remedy: () => 'trivet ship',
  }),
  'no-such-release': entry<{ environment: string; number: number; newest: number }>({
    leg: 'development',
    message: (p) => `${p.environment} has no release ${p.number}; they go from 1 to ${p.newest}`,
    remedy: () => 'trivet log',
  }),
  'already-live': entry<{ environment: string; number: number }>({
    leg: 'development',
    message: (p) => `release ${p.number} is what ${p.environment} shows already`,
    remedy: () => 'trivet log',
  }),
  'nothing-before': entry<{ environment: string }>({
    leg: 'development',
    message: (p) => `${p.environment} has no release before the one it shows`,
    remedy: () => 'trivet log',
  }),
  'not-held': entry<{ environment: string }>({
    leg: 'development',
    message: (p) => `${p.environment} holds nothing back: refreshes publish`,
    remedy: () => 'trivet run --environment prod',
  }),
  'not-a-number': entry<{ text: string }>({
    leg: 'development',
    message: (p) => `${p.text} is no release number`,
    remedy: () => 'trivet log',
  }),
  'say-resume': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'release does one thing, and wants to be told: --resume ends the hold after a rollback',
    remedy: () => 'trivet release --resume',
  }),
  'objects-gone': entry<{ number: number; asset: string }>({
    leg: 'operations',
    message: (p) => `release ${p.number} can't be shown: files of ${p.asset} are missing from the store`,
    remedy: () => 'see what is missing: trivet verify',
  }),
  'dev-has-no-releases': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'dev has no releases: its pointers move with every run',
    remedy: () => 'trivet ship --environment prod',
  }),
});
