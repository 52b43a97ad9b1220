// Whether what an environment shows is whole: every build is finished, reads exactly what is shown beside it, and every object is there.

import { processEffects } from '../../src/effects.ts';
import type { InputsImage, ListingImage } from '../../src/graph/index.ts';
import { openReader, type StoreReader, verifyObjects } from '../../src/store/index.ts';
import { value } from './stand.ts';

/** Looks at a store without its lock and closes it again. */
export async function looking<T>(folder: string, look: (store: StoreReader) => Promise<T>): Promise<T> {
  const store = value(await openReader({ folder: `${folder}/.trivet`, effects: processEffects() }));
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

/** What is not whole, in words; empty where all is well. */
export async function flaws(store: StoreReader, environment: string): Promise<readonly string[]> {
  const found: string[] = [];
  const pointers = await store.pointers(environment);
  const snapshots = await store.snapshots([...pointers.values()].map((p) => p.snapshot));
  const { live } = await store.environment(environment);
  if (live !== null) {
    const released = await store.releasePointers(environment, live);
    if (JSON.stringify([...released].sort()) !== JSON.stringify([...pointers].sort())) found.push(`release ${live} and the pointers differ`);
  }
  for (const [asset, pointer] of pointers) {
    const build = await store.build(pointer.build);
    const snapshot = snapshots.get(pointer.snapshot);
    if (build?.state !== 'ok' || !snapshot) {
      found.push(`${asset} shows a build that is ${build?.state ?? 'not there'}`);
      continue;
    }
    if (build.snapshot !== pointer.snapshot) found.push(`${asset} shows another snapshot than its build made`);
    const image = JSON.parse((await store.text(build.data)) ?? 'null') as InputsImage | ListingImage | null;
    if (!image) found.push(`the data leg of ${asset} is not kept`);
    for (const [name, content] of image?.kind === 'inputs' ? Object.entries(image.inputs) : []) {
      const shown = pointers.get(name);
      if (!shown || snapshots.get(shown.snapshot)?.content !== content) found.push(`${asset} was built from another ${name} than is shown`);
    }
    for (const part of snapshot.parts) if (!(await store.hasObject(part.object))) found.push(`an object of ${asset} is missing`);
  }
  const { broken } = await verifyObjects(store);
  return [...found, ...broken.map((b) => `object ${b.object}: ${b.why}`)];
}
