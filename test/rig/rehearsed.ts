// A product's checks as if they had been rehearsed well: what a gate asks for from high impact on, where a test or a page is about something else. As a
// program: of the product in the folder that it is started in.

import { processEffects } from '../../src/effects.ts';
import { observe, openToWrite, prepare, rehearsalKey } from '../../src/session/index.ts';

/** Keeps a rehearsal of the checks and the code in a folder as they are now. */
export async function rehearsed(folder: string, store?: string): Promise<void> {
  const place = store === undefined ? {} : { store };
  const opened = await openToWrite({
    ...place,
    folder,
    environment: 'dev',
    sets: [],
    effects: processEffects(),
    emit: () => {},
    command: 'a test',
    waitMs: 10_000,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  const session = opened.value;
  try {
    const world = await observe(session);
    if (!world.ok) throw new Error(JSON.stringify(world.problems));
    const prepared = await prepare(world.value, session);
    if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
    const found = { score: 0.95, falseAlarms: 0, versions: 5, survived: 3, document: {} };
    const { name } = world.value.product;
    await session.store.putRehearsal({ product: name, key: rehearsalKey(prepared.value), by: 'a test', at: '2001-03-04T00:00:00Z', ...found });
  } finally {
    await session.close();
  }
}

if (process.argv[1] === import.meta.filename) await rehearsed(process.cwd());
