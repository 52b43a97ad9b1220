// A release as a service needs it: its tables as files, its models, the settings and variables around its outputs. Reads the store; starts nothing.

import { type Digest, failed, type Instant, type Outcome, ok } from '../base/index.ts';
import type { EngineSettings, InputTable, ScriptSurroundings, Signature } from '../engine/index.ts';
import type { EnvironmentImage } from '../graph/index.ts';
import type { Product } from '../product/index.ts';
import { inputTable, modelOf, modelSurroundings } from '../run/index.ts';
import type { Build, Release, Snapshot, Store, StoreReader } from '../store/index.ts';
import { folderOf } from './carry-out.ts';
import type { Session } from './open.ts';
import { problem } from './problems.ts';
import { bundledProduct } from './world.ts';

export interface LiveModel {
  readonly asset: string;
  readonly content: Digest;
  readonly artifact: { readonly path: string; readonly encoding: 'json' | 'bytes' };
  readonly signature: Signature;
  readonly metrics: Readonly<Record<string, number>>;
  readonly code: { readonly folder: string; readonly script: string };
  readonly codeDigest: Digest;
  readonly surroundings: ScriptSurroundings;
}

/** What is published: tables and models by asset. */
export interface Published {
  readonly tables: Readonly<Record<string, InputTable>>;
  readonly contents: Readonly<Record<string, { readonly content: Digest; readonly snapshot: number }>>;
  readonly models: Readonly<Record<string, LiveModel>>;
}

export interface LiveRelease extends Published {
  readonly environment: string;
  readonly number: number;
  readonly kind: string;
  readonly by: string;
  readonly at: Instant;
  readonly product: Product;
  readonly settings: EngineSettings;
  readonly variables: Readonly<Record<string, string>>;
}

/** The live release of the session's environment; undefined before the first. */
export async function liveRelease(session: Session<Store>): Promise<Outcome<LiveRelease | undefined>> {
  const { store, environmentId } = session;
  const [release] = await store.releases(environmentId, 1);
  return release ? releaseOf(release, session) : ok(undefined);
}

async function releaseOf(release: Release, session: Session<Store>): Promise<Outcome<LiveRelease>> {
  const { store, environmentId, environment } = session;
  const product = await bundledProduct(release.bundle, session);
  if (!product.ok) return product;
  const text = await store.text(release.environmentDigest);
  if (text === undefined) return failed(problem('bundle-gone', { bundle: release.environmentDigest }));
  const pointers = [...(await store.releasePointers(environmentId, release.number)).values()];
  const snapshots = await store.snapshots(pointers.map((p) => p.snapshot));
  const builds = await store.buildsByIds(pointers.map((p) => p.build));
  const shown = pointers.flatMap(({ asset, snapshot, build }): Shown[] => {
    const [kept, made] = [snapshots.get(snapshot), builds.get(build)];
    return kept && made ? [{ asset, snapshot: kept, build: made }] : [];
  });
  const { number, kind, by, at } = release;
  const variables = variablesOf(product.value, session);
  const { settings } = JSON.parse(text) as EnvironmentImage;
  const codeFolder = () => folderOf({ bundle: { digest: release.bundle }, product: product.value }, session);
  const published = await publishedOf(shown, product.value, { store, variables, codeFolder });
  return ok({ environment, number, kind, by, at, product: product.value, settings, variables, ...published });
}

/** The declared variables as this machine sets them: the outputs' SQL reads them. */
export function variablesOf({ variables }: Product, { effects }: Pick<Session, 'effects'>): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.flatMap((name) => (effects.variables[name] === undefined ? [] : [[name, effects.variables[name]]])));
}

export interface Shown {
  readonly asset: string;
  readonly snapshot: Snapshot;
  readonly build: Pick<Build, 'code'>;
}

interface Means {
  readonly store: StoreReader;
  readonly variables: Readonly<Record<string, string>>;
  readonly codeFolder: () => Promise<string>;
}

export async function publishedOf(shown: readonly Shown[], product: Product, { store, variables, codeFolder }: Means): Promise<Published> {
  const tables: Record<string, InputTable> = {};
  const contents: Record<string, { content: Digest; snapshot: number }> = {};
  const models: Record<string, LiveModel> = {};
  for (const { asset: name, snapshot, build } of shown) {
    contents[name] = { content: snapshot.content, snapshot: snapshot.id };
    const asset = product.assets.get(name);
    if (snapshot.kind === 'table') tables[name] = inputTable(snapshot, store);
    else if (asset?.kind === 'script') {
      const { encoding, signature, metrics } = modelOf(snapshot);
      models[name] = {
        asset: name,
        content: snapshot.content,
        artifact: { path: store.objectPath(snapshot.parts[0]?.object as Digest), encoding },
        signature,
        metrics,
        code: { folder: await codeFolder(), script: asset.code.path },
        codeDigest: build.code,
        surroundings: modelSurroundings(asset, variables, build.code),
      };
    }
  }
  return { tables, contents, models };
}
