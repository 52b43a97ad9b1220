// Micro-batches of one model: what arrives while it runs makes the next run. An idle model runs at once; nothing waits for company.

import { failed, type Meter, type Outcome } from '../../base/index.ts';
import type { ColumnBatch } from '../../engine/index.ts';
import { problem } from '../problems.ts';
import { joined, sliced } from './columns.ts';

/** What a request may take. */
export interface Time {
  /** Of the run it is in; a run of several has the longest of theirs. */
  readonly milliseconds: number;
  /** Aborted: nobody waits any more. What has not begun is forgotten. */
  readonly signal: AbortSignal;
}

export interface Batcher {
  /** The model's answer to these rows alone, though they may have travelled with others. Settles when nothing is done for them any more. */
  run(columns: ColumnBatch, time: Time): Promise<Outcome<ColumnBatch>>;
}

export interface BatcherOptions {
  readonly model: string;
  readonly predict: (columns: ColumnBatch) => Promise<Outcome<ColumnBatch>>;
  /** A run has taken so many milliseconds: after this, `predict` must settle. */
  readonly overdue: (milliseconds: number) => void;
  readonly meter: Pick<Meter, 'batch'>;
  readonly monotonic: () => number;
  /** Rows of a batch at most; a request of more travels alone. */
  readonly mostRows: number;
}

interface Waiting {
  readonly columns: ColumnBatch;
  readonly milliseconds: number;
  readonly answer: (outcome: Outcome<ColumnBatch>) => void;
  readonly fail: (error: unknown) => void;
}

/** Whether the host is gone, and not the rows at fault: to ask again one by one would only take longer. */
export const crashed = (outcome: Outcome<unknown>): boolean => !outcome.ok && outcome.problems.some((p) => p.code.endsWith('/crashed'));

/** How many of them make the next run: at least one. */
function fitting(waiting: readonly Waiting[], mostRows: number): number {
  let rows = 0;
  let count = 0;
  for (const one of waiting) {
    if (count > 0 && rows + one.columns.rowCount > mostRows) break;
    rows += one.columns.rowCount;
    count++;
  }
  return count;
}

export function batcher({ model, predict, overdue, meter, monotonic, mostRows }: BatcherOptions): Batcher {
  let waiting: Waiting[] = [];
  let running = false;

  const timed = async (columns: ColumnBatch, batch: readonly Waiting[]) => {
    const start = monotonic();
    const most = batch.reduce((longest, one) => Math.max(longest, one.milliseconds), 0);
    const timer = setTimeout(() => overdue(most), most);
    const outcome = await predict(columns).finally(() => clearTimeout(timer));
    meter.batch({ model, requests: batch.length, rows: columns.rowCount, seconds: (monotonic() - start) / 1000 });
    return outcome;
  };
  const alone = async (one: Waiting) => {
    try {
      one.answer(await timed(one.columns, [one]));
    } catch (error) {
      one.fail(error);
    }
  };
  const together = async (batch: readonly Waiting[]) => {
    const outcome = await timed(joined(batch.map((one) => one.columns)), batch);
    // Rows that the model refuses must not fail those of others.
    if (!outcome.ok && !crashed(outcome)) {
      for (const one of batch) await alone(one);
      return;
    }
    let from = 0;
    for (const one of batch) {
      const to = from + one.columns.rowCount;
      one.answer(outcome.ok ? { ok: true, value: sliced(outcome.value, from, to) } : outcome);
      from = to;
    }
  };
  const work = async () => {
    running = true;
    while (waiting.length) {
      const batch = waiting.slice(0, fitting(waiting, mostRows));
      waiting = waiting.slice(batch.length);
      const [first] = batch;
      if (batch.length === 1 && first) await alone(first);
      else {
        await together(batch).catch((error) => {
          for (const one of batch) one.fail(error);
        });
      }
    }
    running = false;
  };
  return {
    run: (columns, { milliseconds, signal }) =>
      new Promise((answer, fail) => {
        const late = () => answer(failed(problem('timeout', { output: model, milliseconds })));
        if (signal.aborted) return late();
        const one: Waiting = { columns, milliseconds, answer, fail };
        signal.addEventListener('abort', () => {
          if (!waiting.includes(one)) return;
          waiting = waiting.filter((other) => other !== one);
          late();
        });
        waiting.push(one);
        if (!running) void work();
      }),
  };
}
