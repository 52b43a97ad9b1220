// Micro-batches of one model: what arrives while it runs makes the next run. An idle model runs at once; nothing waits for company.

import type { Meter, Outcome } from '../../base/index.ts';
import type { ColumnBatch } from '../../engine/index.ts';
import { joined, sliced } from './columns.ts';

export interface Batcher {
  /** The model's answer to these rows alone, though they may have travelled with others. */
  run(columns: ColumnBatch): Promise<Outcome<ColumnBatch>>;
}

export interface BatcherOptions {
  readonly model: string;
  readonly predict: (columns: ColumnBatch) => Promise<Outcome<ColumnBatch>>;
  readonly meter: Pick<Meter, 'batch'>;
  readonly monotonic: () => number;
  /** Rows of a batch at most; a request of more travels alone. */
  readonly mostRows: number;
}

interface Waiting {
  readonly columns: ColumnBatch;
  readonly answer: (outcome: Outcome<ColumnBatch>) => void;
  readonly fail: (error: unknown) => void;
}

/** Whether the host is gone, and not the rows at fault: to ask again one by one would only take longer. */
export const crashed = (outcome: Outcome<unknown>): boolean => !outcome.ok && outcome.problems.some((p) => p.code.endsWith('/crashed'));

export function batcher({ model, predict, meter, monotonic, mostRows }: BatcherOptions): Batcher {
  let waiting: Waiting[] = [];
  let running = false;

  const taken = (): readonly Waiting[] => {
    let rows = 0;
    let count = 0;
    for (const one of waiting) {
      if (count > 0 && rows + one.columns.rowCount > mostRows) break;
      rows += one.columns.rowCount;
      count++;
    }
    const batch = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return batch;
  };
  const timed = async (columns: ColumnBatch, requests: number) => {
    const start = monotonic();
    const outcome = await predict(columns);
    meter.batch({ model, requests, rows: columns.rowCount, seconds: (monotonic() - start) / 1000 });
    return outcome;
  };
  const alone = async (one: Waiting) => {
    try {
      one.answer(await timed(one.columns, 1));
    } catch (error) {
      one.fail(error);
    }
  };
  const together = async (batch: readonly Waiting[]) => {
    const outcome = await timed(joined(batch.map((one) => one.columns)), batch.length);
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
      const batch = taken();
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
    run: (columns) =>
      new Promise((answer, fail) => {
        waiting.push({ columns, answer, fail });
        if (!running) void work();
      }),
  };
}
