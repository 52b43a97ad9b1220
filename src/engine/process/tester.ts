// The host of unit tests: one small step after the other in one process, begun anew for other code or after a death. What fails beside others
// is tried again alone, so that no test fails by what an earlier one left behind.

import { type Outcome, ok } from '../../base/index.ts';
import type { ColumnBatch } from '../duckdb/index.ts';
import type { Child } from './child.ts';
import type { Hosts } from './hosts.ts';
import type { ScriptStep, Signature, TriedTable, TriedTraining } from './scripts.ts';
import type { TriedModel, TriedRows } from './task.ts';
import { interrupted, stepTask, until } from './until.ts';

/** A host and how many turns it has had. */
interface Place {
  readonly child: Child;
  turns: number;
}

/** The life of the host that tests share. */
export class Tester {
  readonly #hosts: Hosts;
  #place: Place | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  async rows(step: ScriptStep): Promise<Outcome<TriedTable>> {
    const doing = `make ${step.asset}`;
    const made = await this.#inTurn(step, doing, ({ child, turns }) =>
      child.call<TriedRows>({ kind: 'try-rows', try: { step: stepTask(step), turn: turns } }, doing),
    );
    if (!made.ok) return made;
    const { text, ...told } = made.value;
    return ok({ ...told, values: valuesOf(text, told.columns) });
  }

  model(step: ScriptStep, ask?: (signature: Signature) => Outcome<ColumnBatch>): Promise<Outcome<TriedTraining>> {
    const doing = `train ${step.asset}`;
    return this.#inTurn(step, doing, async ({ child, turns }) => {
      const trained = await child.call<TriedModel>({ kind: 'try-model', try: { step: stepTask(step), turn: turns } }, doing);
      if (!trained.ok || !ask) return trained;
      const columns = ask(trained.value.signature);
      if (!columns.ok) return columns;
      const answers = await child.call<ColumnBatch>({ kind: 'predict', columns: columns.value }, `predict with ${step.asset}`);
      return answers.ok ? ok({ ...trained.value, answers: answers.value }) : answers;
    });
  }

  /** Each after the one before. */
  #inTurn<T>(step: ScriptStep, doing: string, work: (place: Place) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const turn = this.#last.then(() => this.#tried(step, doing, work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #tried<T>(step: ScriptStep, doing: string, work: (place: Place) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (step.signal?.aborted) return interrupted(step, doing);
    const place = this.#placeFor(step.code.folder);
    const alone = place.turns === 0;
    // one for what makes, one for what is loaded of it
    const now = { ...place };
    place.turns += 2;
    const outcome = await until(step, place.child, doing, () => work(now));
    if (outcome.ok) return outcome;
    this.#drop();
    return alone || step.signal?.aborted ? outcome : this.#tried(step, doing, work);
  }

  #placeFor(folder: string): Place {
    if (this.#place && (this.#place.child.folder !== folder || !this.#place.child.alive)) this.#drop();
    this.#place ??= { child: this.#hosts.take(folder), turns: 0 };
    return this.#place;
  }

  #drop(): void {
    this.#place?.child.end();
    this.#place = undefined;
  }
}

function valuesOf(text: string, columns: TriedTable['columns']): TriedTable['values'] {
  const objects = text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Readonly<Record<string, unknown>>] : []));
  return objects.map((object) => columns.map(({ name }) => textOf(object[name])));
}

/** A nested value is written as itself. */
const textOf = (value: unknown): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
