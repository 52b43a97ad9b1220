// The three legs as they are at one moment: the code (a folder's or a bundle's), the data (listings), the environment. `observe` looks, `recall` remembers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonical, type Digest, digestOf, failed, type Instant, type Outcome, ok } from '../base/index.ts';
import { engineSettings, engineVersion, type Surroundings, scriptRuntime } from '../engine/index.ts';
import { type EnvironmentImage, environmentImage, type Listing, type ListingImage, listingImage, type PreImage } from '../graph/index.ts';
import { type CodeFile, type Product, parseInstant, readFiles } from '../product/index.ts';
import type { Build, Run, Snapshot, Store, StoreReader } from '../store/index.ts';
import { productOf } from './contracts.ts';
import { listSources, type SourceListing } from './list-sources.ts';
import type { Session } from './open.ts';
import { otherProduct } from './owner.ts';
import { problem } from './problems.ts';

export interface World {
  readonly product: Product;
  readonly bundle: PreImage;
  readonly listings: ReadonlyMap<string, SourceListing>;
  readonly environmentLeg: { readonly image: PreImage; readonly value: EnvironmentImage };
  readonly surroundings: Surroundings;
  readonly clock: Instant;
  /** Of a remembered run: what its assets were, for the types of unit tests' tables. */
  readonly built?: ReadonlyMap<string, { readonly snapshot: Snapshot }> | undefined;
  readonly clockFrom: '--clock' | 'TRIVET_CLOCK' | 'trivet.yaml' | 'real time' | 'recorded';
}

/** The folder's code, or in an environment with a live release that release's; with the sources and the machine as they are now. `rebuild`: see listSources. */
export async function observe(
  session: Session,
  from: 'folder' | 'release' = session.environment === 'dev' ? 'folder' : 'release',
  rebuild?: readonly string[],
): Promise<Outcome<World>> {
  const product = from === 'folder' ? await readProduct(session) : await liveProduct(session);
  if (!product.ok) return product;
  const around = surround(product.value, session);
  if (!around.ok) return around;
  return ok({
    product: product.value,
    bundle: bundleOf(product.value.files),
    listings: await listSources(product.value, session, rebuild),
    ...around.value,
  });
}

/** The machine and the clock, without a look at the sources: enough to ask questions. */
export async function lookAround(session: Session): Promise<Outcome<{ readonly product: Product; readonly around: Around }>> {
  const product = session.environment === 'dev' ? await readProduct(session) : await liveProduct(session);
  if (!product.ok) return product;
  const around = surround(product.value, session);
  return around.ok ? ok({ product: product.value, around: around.value }) : around;
}

type Around = Pick<World, 'environmentLeg' | 'surroundings' | 'clock' | 'clockFrom'>;

function surround(product: Product, session: Session): Outcome<Around> {
  const clock = clockOf(product, session);
  if (!clock.ok) return clock;
  const environment = environmentOf(product, session, session.sets);
  if (!environment.ok) return environment;
  const { leg, values, machine } = environment.value;
  session.tune(machine);
  return ok({ environmentLeg: leg, surroundings: { settings: leg.value.settings, variables: values, clock: clock.value.clock }, ...clock.value });
}

export async function readProduct({ folder }: Pick<Session, 'folder'>): Promise<Outcome<Product>> {
  const files = await readFiles(folder);
  return files.ok ? productOf({ files: files.value, codeFolder: folder, folder }) : files;
}

async function liveProduct(session: Session): Promise<Outcome<Product>> {
  const { environment, environmentId, store } = session;
  const [release] = await store.releases(environmentId, 1);
  if (!release) return failed(problem('nothing-shipped', { environment }));
  const stranger = await otherProduct(session);
  return stranger ? failed(stranger) : bundledProduct(release.bundle, session);
}

export async function bundledProduct(bundle: Digest, { store, folder }: Pick<Session, 'store' | 'folder'>): Promise<Outcome<Product>> {
  const files = await bundleFiles(bundle, store);
  if (!files) return failed(problem('bundle-gone', { bundle }));
  return productOf({ files, codeFolder: folder, folder });
}

/** The code files of a bundle; undefined if one is not kept. */
export async function bundleFiles(bundle: Digest, store: StoreReader): Promise<readonly CodeFile[] | undefined> {
  const list = await store.text(bundle);
  if (list === undefined) return undefined;
  const files: CodeFile[] = [];
  for (const { path, digest } of (JSON.parse(list) as { files: { path: string; digest: Digest }[] }).files) {
    const text = await store.text(digest);
    if (text === undefined) return undefined;
    files.push({ path, digest, text });
  }
  return files;
}

function bundleOf(files: readonly CodeFile[]): PreImage {
  const text = canonical({ files: files.map(({ path, digest }) => ({ path, digest })) });
  return { digest: digestOf(text), text };
}

/** Keeps the bundle's files and list, unless they are kept already. */
export async function keepBundle(world: World, store: Store): Promise<void> {
  if ((await store.text(world.bundle.digest)) !== undefined) return;
  await store.putTexts([...world.product.files.map((file) => file.text), world.bundle.text]);
}

function clockOf(product: Product, session: Session): Outcome<Pick<World, 'clock' | 'clockFrom'>> {
  const given = [
    ['--clock', session.clock],
    ['TRIVET_CLOCK', session.effects.variables.TRIVET_CLOCK],
    ['trivet.yaml', product.clock],
  ] as const;
  for (const [clockFrom, text] of given) {
    if (text === undefined || text === '') continue;
    if (!parseInstant(text).ok) return failed(problem('bad-clock', { text, from: clockFrom }));
    return ok({ clock: text, clockFrom });
  }
  return ok({ clock: new Date(session.effects.now()).toISOString(), clockFrom: 'real time' });
}

function environmentOf(product: Product, session: Session, sets: readonly string[]) {
  const settings = engineSettings(product.engine, session.effects.variables, sets, product.engineAt);
  if (!settings.ok) return settings;
  const values: Record<string, string> = {};
  const digests: Record<string, string | null> = {};
  for (const name of product.variables) {
    const value = session.effects.variables[name];
    if (value !== undefined) values[name] = value;
    digests[name] = value === undefined ? null : saltedDigest(session.store.salt, name, value);
  }
  const value: EnvironmentImage = {
    engine: `duckdb ${engineVersion()}`,
    settings: settings.value.values,
    variables: digests,
    ...scriptEnvironment(product, session.folder),
  };
  return ok({ leg: { image: environmentImage(value), value }, values, machine: settings.value.machine });
}

const lockFiles = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lock'];

/** npm's own record of what it has installed: packages come from the product's folder, whatever a shipped lock file says. */
const installed = 'node_modules/.package-lock.json';
const importsPackage = /\b(?:from|import)\s*\(?\s*['"](?![./]|node:)/;

/** What scripts run with and import; of a product of SQL alone neither can alter a result. */
function scriptEnvironment({ assets, files }: Product, folder: string): Pick<EnvironmentImage, 'runtime' | 'locks'> {
  if (![...assets.values()].some((asset) => asset.kind === 'script')) return {};
  const locks = Object.fromEntries(files.filter((f) => lockFiles.includes(f.path)).map((f) => [f.path, f.digest]));
  const packages = files.some(({ path, text }) => /^(assets|lib)\/.*\.[jt]s$|\.mjs$/.test(path) && importsPackage.test(text));
  const record = packages ? readIfThere(join(folder, installed)) : undefined;
  return { runtime: scriptRuntime(), locks: record === undefined ? locks : { ...locks, [installed]: digestOf(record) } };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

export const saltedDigest = (salt: string, name: string, value: string): string => digestOf(`${salt}\n${name}\n${value}`).slice(0, 32);

/** The world of a recorded run: its bundle, the listings its sources were read from, its environment. Variables' values come from `candidates` whose salted digest matches; where none does, `lacking` names them. */
export async function recall(
  run: Run,
  builds: readonly Build[],
  session: Session,
  candidates: readonly (readonly [name: string, value: string])[],
): Promise<Outcome<World & { readonly lacking: readonly string[] }>> {
  const product = await bundledProduct(run.bundle, session);
  if (!product.ok) return product;
  const listings = new Map<string, SourceListing>();
  for (const build of builds) {
    if (product.value.assets.get(build.asset)?.kind !== 'source') continue;
    const text = await session.store.text(build.data);
    if (text === undefined) continue;
    const { files } = JSON.parse(text) as ListingImage;
    listings.set(build.asset, { image: listingImage(files as Listing), files });
  }
  const text = await session.store.text(run.environmentDigest);
  if (text === undefined) return failed(problem('bundle-gone', { bundle: run.environmentDigest }));
  const value = JSON.parse(text) as EnvironmentImage;
  const values: Record<string, string> = {};
  const lacking = [...(value.engine === `duckdb ${engineVersion()}` ? [] : [value.engine]), ...lackingOf(value, product.value, session.folder)];
  for (const [name, digest] of Object.entries(value.variables)) {
    if (digest === null) continue;
    const match = candidates.find(([n, v]) => n === name && saltedDigest(session.store.salt, n, v) === digest);
    if (match) values[name] = match[1];
    else lacking.push(`variable ${name}`);
  }
  return ok({
    product: product.value,
    bundle: { digest: run.bundle, text: (await session.store.text(run.bundle)) ?? '' },
    listings,
    environmentLeg: { image: { digest: run.environmentDigest, text }, value },
    surroundings: { settings: value.settings, variables: values, clock: run.clock },
    clock: run.clock,
    clockFrom: 'recorded',
    built: await snapshotsOf(builds, session.store),
    lacking,
  });
}

/** What scripts ran with then and is not here: another runtime, other packages. */
function lackingOf(then: EnvironmentImage, product: Product, folder: string): readonly string[] {
  const now = scriptEnvironment(product, folder);
  const runtime = then.runtime === undefined || then.runtime === scriptRuntime() ? [] : [then.runtime];
  const locks = Object.entries(then.locks ?? {}).filter(([path, digest]) => now.locks?.[path] !== digest);
  return [...runtime, ...locks.map(([path]) => `what ${path} names`)];
}

async function snapshotsOf(builds: readonly Build[], store: StoreReader): Promise<World['built']> {
  const snapshots = await store.snapshots(builds.flatMap((b) => (b.snapshot === null ? [] : [b.snapshot])));
  return new Map(
    builds.flatMap((b) => {
      const snapshot = b.snapshot === null ? undefined : snapshots.get(b.snapshot);
      return snapshot ? [[b.asset, { snapshot }] as const] : [];
    }),
  );
}

/** The same world with other code. */
export function withFiles(world: World, files: readonly CodeFile[]): Outcome<World> {
  const { codeFolder, folder } = world.product;
  const product = productOf({ files, codeFolder, folder });
  return product.ok ? ok({ ...world, product: product.value, bundle: bundleOf(files) }) : product;
}

export const listingOf = (files: Listing): SourceListing => ({ image: listingImage(files), files });

export const environmentLegOf = (value: EnvironmentImage): World['environmentLeg'] => ({ image: environmentImage(value), value });
