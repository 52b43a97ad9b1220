// What happens while Trivet works, as one union. Listeners (telemetry) never change an outcome.

import type { Problem } from './problem.ts';

export type Event =
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
  | { readonly kind: 'published'; readonly environment: string; readonly release: number }
  | { readonly kind: 'problem'; readonly problem: Problem };

export type Emit = (event: Event) => void;
