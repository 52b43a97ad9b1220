// Models that are loaded, counted by the releases that use them: two releases with the same model share its host.

import { digestOfJson, type Meter, type Outcome, ok } from '../../base/index.ts';
import type { Predictor, Scripts } from '../../engine/index.ts';
import { problem } from '../problems.ts';
import type { ServedModel } from '../release.ts';
import type { Trouble } from '../trouble.ts';
import { type Batcher, batcher } from './batcher.ts';

/** A model that is loaded; whoever has its rows predicted goes through `batches`. */
export interface HeldModel {
  readonly served: ServedModel;
  readonly predictor: Predictor;
  readonly batches: Batcher;
}

export interface PoolOptions {
  readonly scripts: Scripts;
  readonly meter: Meter;
  readonly monotonic: () => number;
  readonly trouble: Trouble;
}

export interface ModelPool {
  /** Loads it, or shares the one that is loaded; to be given back with its key. */
  take(served: ServedModel): Promise<Outcome<{ readonly key: string; readonly held: HeldModel }>>;
  give(key: string): Promise<void>;
}

/** Rows that travel to a model at once. */
const mostBatchRows = 4096;

interface Pooled {
  readonly held: HeldModel;
  users: number;
}

/** Loaded models by what they are, counted by the releases that use them. */
export function modelPool({ scripts, meter, monotonic, trouble }: PoolOptions): ModelPool {
  const pool = new Map<string, Pooled>();
  const take: ModelPool['take'] = async (served) => {
    const key = digestOfJson([served.asset, served.content, served.codeDigest, served.surroundings as never]);
    const known = pool.get(key);
    if (known) {
      known.users++;
      return ok({ key, held: known.held });
    }
    const { asset, code, artifact, signature, surroundings } = served;
    const loaded = await scripts.load({ asset, code, artifact, signature, surroundings });
    if (!loaded.ok) return loaded;
    const predictor = loaded.value;
    const predict: Predictor['predict'] = (columns) => predictor.predict(columns);
    const overdue = (milliseconds: number) => {
      trouble(problem('model-stuck', { model: asset, milliseconds }));
      predictor.restart();
    };
    const batches = batcher({ model: asset, predict, overdue, meter, monotonic, mostRows: mostBatchRows });
    const held: HeldModel = { served, predictor, batches };
    pool.set(key, { held, users: 1 });
    return ok({ key, held });
  };
  const give: ModelPool['give'] = async (key) => {
    const pooled = pool.get(key);
    if (!pooled || --pooled.users > 0) return;
    pool.delete(key);
    await pooled.held.predictor.close();
  };
  return { take, give };
}
