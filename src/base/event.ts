// What happens while Trivet works, as one union. Listeners (telemetry) never change an outcome.

import type { Instant } from './effects.ts';
import type { Problem } from './problem.ts';

export type Event =
  | ServiceEvent
  | { readonly kind: 'waiting'; readonly holder: string; readonly since: string }
  | { readonly kind: 'run-started'; readonly run: number; readonly stages: number }
  | { readonly kind: 'stage-started'; readonly asset: string; readonly stage: string }
  | {
      readonly kind: 'stage-finished';
      readonly asset: string;
      readonly stage: string;
      readonly outcome: string;
      readonly rows?: number | undefined;
      readonly seconds: number;
    }
  | { readonly kind: 'replay'; readonly what: string; readonly done: number; readonly of: number }
  /** Work that is many alike things: how many of them are done. */
  | { readonly kind: 'step'; readonly what: string; readonly done: number; readonly of: number }
  | { readonly kind: 'published'; readonly environment: string; readonly release: number }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What happens to a running service; `at` on its logical clock. */
export type ServiceEvent = { readonly at: Instant } & (
  | {
      readonly kind: 'up';
      readonly url: string;
      readonly environment: string;
      readonly outputs: readonly { readonly name: string; readonly url: string }[];
    }
  | { readonly kind: 'shown'; readonly release: number; readonly how: string; readonly by: string }
  | { readonly kind: 'build-started'; readonly because: 'schedule' | 'files' | 'again' }
  | {
      readonly kind: 'build-ended';
      readonly exit: number | null;
      readonly seconds: number;
      readonly release: number | null;
      readonly problem: Problem | null;
    }
  | { readonly kind: 'serving-engine'; readonly ready: boolean }
  | { readonly kind: 'promise'; readonly subject: string; readonly state: string; readonly text: string }
  /** Something stands in the service's way; it goes on. */
  | { readonly kind: 'trouble'; readonly problem: Problem }
  | { readonly kind: 'going-down' }
);

export type Emit = (event: Event) => void;
