// Whose an environment or a run is: in a store that several products share, nobody moves, explains or accepts another product's.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest, Problem } from '../base/index.ts';
import { productName } from '../product/index.ts';
import type { Run, StoreReader } from '../store/index.ts';
import { problem } from './problems.ts';

/** The name of the folder's product; undefined where trivet.yaml does not say it. */
export async function folderProduct(folder: string): Promise<string | undefined> {
  return productName(await readFile(join(folder, 'trivet.yaml'), 'utf8').catch(() => ''));
}

async function bundleProduct(bundle: Digest, store: StoreReader): Promise<string | undefined> {
  const list = await store.text(bundle);
  if (list === undefined) return undefined;
  const { files } = JSON.parse(list) as { files: { path: string; digest: Digest }[] };
  const digest = files.find((f) => f.path === 'trivet.yaml')?.digest;
  return digest && productName((await store.text(digest)) ?? '');
}

interface Place {
  readonly folder: string;
  readonly store: StoreReader;
  readonly environment: string;
  readonly environmentId: string;
}

/** An environment of a shared store belongs to the product that shipped to it first. */
export async function otherProduct({ folder, store, environment, environmentId }: Place): Promise<Problem | undefined> {
  const [live] = await store.releases(environmentId, 1);
  const [product, owner] = [await folderProduct(folder), live && (await bundleProduct(live.bundle, store))];
  if (product === undefined || owner === undefined || owner === product) return undefined;
  return problem('other-product', { environment, product, owner });
}

/** Whether a run was of the folder's product, as far as can be told. */
export async function ownRuns({ folder, store }: Pick<Place, 'folder' | 'store'>): Promise<(run: Run) => Promise<boolean>> {
  const product = await folderProduct(folder);
  const names = new Map<Digest, Promise<string | undefined>>();
  return async ({ bundle }) => {
    const name = names.get(bundle) ?? bundleProduct(bundle, store);
    names.set(bundle, name);
    const owner = await name;
    return product === undefined || owner === undefined || owner === product;
  };
}
