// The benchmarks of the built command: help, a no-op over a large product, the overhead for each asset it builds.

import { join } from 'node:path';
import { alternate, command, type Turn } from './measure.ts';
import { largeProduct } from './products.ts';
import type { Benchmark, Size } from './result.ts';

const root = join(import.meta.dirname, '..');
const trivet = [process.execPath, join(root, 'dist', 'cli', 'bin.js')];
const floor = (name: string) => [process.execPath, '--no-warnings', join(import.meta.dirname, 'floors', name)];

export const help: Benchmark = {
  name: 'help',
  summary: () => 'trivet --help beside an empty node process, processor time of the whole process',
  unit: 'ms',
  budget: { of: 'ratio', max: 2 },
  measure: ({ turns }) =>
    alternate(
      // Short work needs more turns for the same certainty.
      turns * 3,
      () => command([...trivet, '--help']).cpu,
      () => command([process.execPath, '-e', '0']).cpu,
    ),
};

async function noop(verb: 'plan' | 'run', { turns, assets }: Size): Promise<readonly Turn[]> {
  const { folder, fresh, remove } = largeProduct(assets);
  const store = fresh();
  try {
    command([...trivet, 'run', '--json', '--product', folder, '--store', store]);
    return await alternate(
      turns,
      () => command([...trivet, verb, '--json', '--product', folder, '--store', store]).wall,
      () => command([...floor('read.mjs'), folder, join(store, 'catalog.db')]).wall,
    );
  } finally {
    remove();
  }
}

const noopOf = (verb: 'plan' | 'run'): Benchmark => ({
  name: `noop-${verb}`,
  summary: ({ assets }) =>
    `${verb} with nothing to do over ${assets} SQL assets beside a script that hashes the files and reads the catalog, on the clock`,
  unit: 'ms',
  budget: { of: 'value', max: 350 },
  measure: (size) => noop(verb, size),
});

export const noopPlan = noopOf('plan');
export const noopRun = noopOf('run');

export const assetOverhead: Benchmark = {
  name: 'asset-overhead',
  summary: ({ assets }) =>
    `what run adds for each of ${assets} trivial SQL assets to the same statements sent to DuckDB by hand (the floor), on the clock`,
  unit: 'ms/asset',
  budget: { of: 'value', max: 5 },
  async measure({ turns, assets }) {
    const { folder, fresh, remove } = largeProduct(assets);
    try {
      const done = await alternate(
        Math.min(turns, 3),
        () => command([...trivet, 'run', '--json', '--product', folder, '--store', fresh()]).wall,
        () => command([...floor('copy.mjs'), folder, fresh()]).wall,
      );
      return done.map((turn) => ({ value: (turn.value - turn.floor) / assets, floor: turn.floor / assets }));
    } finally {
      remove();
    }
  },
};
