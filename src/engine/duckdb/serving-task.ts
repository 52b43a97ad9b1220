// The messages between the serving engine and its host, and how the host carries one out.

import type { Outcome } from '../../base/index.ts';
import { answerQuestion, rowsOfQuestion } from './answer.ts';
import type { DatabaseOptions } from './databases.ts';
import type { Releases } from './releases.ts';
import type { AnswerFormat, ServedQuestion, ServedRelease } from './serving.ts';

/** A call of the serving engine, as it is sent. */
export type ServingTask =
  | { readonly kind: 'load'; readonly request: ServedRelease }
  | { readonly kind: 'answer'; readonly request: ServedQuestion & { readonly format: AnswerFormat } }
  | { readonly kind: 'rows'; readonly request: ServedQuestion }
  | { readonly kind: 'drop'; readonly request: string };

export interface ServingOptions extends DatabaseOptions {
  /** Questions of one release that run at once; the others wait. */
  readonly connections: number;
}

/** Carries out one task; what is returned is what the serving engine's method promises. */
export async function carryOutServing(releases: Releases, task: ServingTask): Promise<Outcome<unknown>> {
  switch (task.kind) {
    case 'load':
      return releases.load(task.request);
    case 'drop':
      return releases.drop(task.request);
    case 'answer':
      return releases.ask(task.request, (query, pool, signal) => answerQuestion(query, pool, task.request, signal));
    case 'rows':
      return releases.ask(task.request, (query, pool, signal) => rowsOfQuestion(query, pool, task.request, signal));
  }
}
