// Reading a source: each listed file becomes an object (its own bytes), all are read with one frozen specification.

import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOfJson, failed, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import { addSums, type Content, type Engine, engineVersion, type FileLook, type ReadSpec, type Surroundings } from '../engine/index.ts';
import type { ListedFile, Listing } from '../graph/index.ts';
import type { Source } from '../product/index.ts';
import type { NewSnapshot, Part, Store, StoreReader } from '../store/index.ts';
import { limit } from './limit.ts';
import { problem } from './problems.ts';
import type { RunMeans } from './request.ts';
import { newSnapshot } from './snapshot.ts';

/** Stands in a listing in place of the digest of a file that could not be read: no file has it, so no good build is found under it. */
export const unreadable = 'unreadable' as Digest;

export interface Reading {
  /** The product's folder. */
  readonly folder: string;
  readonly surroundings: Surroundings;
  /** Looks at every byte that is kept of the source, and brings in again what is damaged. */
  readonly rebuild: boolean;
  /** What was found in a file before is not believed. */
  readonly again: boolean;
}

/** Files copied, or measured, side by side. */
const atOnce = 4;

/** The snapshot of a source's listing. Files already kept (same digest) are not copied again. */
export async function readSource(source: Source, files: Listing, reading: Reading, means: RunMeans): Promise<Outcome<NewSnapshot>> {
  if (files.length === 0) return failed(problem('no-files', { source: source.name, paths: source.paths }, { at: source.pathsAt }));
  const kept = together(await sideBySide(files, (file) => keep(file, reading, means.store)));
  if (!kept.ok) return kept;
  // kept before it is refused: a replay finds it
  const empty = files.filter((file) => file.size === 0);
  if (empty.length) return failed(...empty.map(({ path }) => problem('empty-file', { file: path, source: source.name }, { at: { file: path } })));
  const spec = await inspect(source, files, reading, means);
  if (!spec.ok) return spec;
  const contents = await measure(files, spec.value, reading, means);
  if (!contents.ok) return contents;
  const parts = files.map(({ digest, path, size }, i): Part => ({ object: digest, path, rows: contents.value[i]?.rows ?? 0, size }));
  return ok(newSnapshot(source.name, spec.value, contents.value.reduce(add), parts));
}

function sideBySide<T, U>(all: readonly T[], work: (one: T) => Promise<U>): Promise<readonly U[]> {
  const slots = limit(atOnce);
  return Promise.all(all.map((one) => slots(() => work(one))));
}

/** All values, or all Problems. */
function together<T>(outcomes: readonly Outcome<T>[]): Outcome<readonly T[]> {
  const problems = outcomes.flatMap((outcome): readonly Problem[] => (outcome.ok ? [] : outcome.problems));
  return problems.length ? failed(...problems) : ok(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : [])));
}

async function keep(file: ListedFile, { folder, rebuild }: Reading, store: Store): Promise<Outcome<void>> {
  const at = { at: { file: file.path } };
  const path = join(folder, file.path);
  if (file.digest === unreadable) return failed(problem('file-unreadable', { file: file.path }, { ...at, cause: await whyUnreadable(path) }));
  if (rebuild ? await store.isWhole(file.digest) : await store.hasObject(file.digest, file.size)) return ok(undefined);
  const there = await stat(path).catch(() => undefined);
  if (!there) return failed(problem('file-gone', { file: file.path }, at));
  const copied = await store.copyIn(path, file.path);
  if (!copied.ok) return copied;
  if (copied.value.object !== file.digest) return failed(problem('source-changed', { file: file.path }, at));
  return ok(undefined);
}

/** The system's words; undefined where it can be read by now. */
async function whyUnreadable(path: string): Promise<string | undefined> {
  try {
    const file = await open(path);
    await file.read(Buffer.alloc(1)).finally(() => file.close());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** One specification for all; what was found in a file is kept under its bytes and how they are read. */
async function inspect(source: Source, files: Listing, { again }: Reading, { store, engine }: RunMeans): Promise<Outcome<ReadSpec>> {
  const found = await inspectFiles(source, files, { again, pathOf: (file) => store.objectPath(file.digest) }, { store, engine });
  await store.putCached('look', found.looks);
  return found.spec;
}

/** Looks at a source's files where they lie; what was found before is believed unless it is asked `again`. `looks`: what was not known, by its key. */
export async function inspectFiles(
  source: Source,
  files: Listing,
  { again, pathOf }: { readonly again: boolean; readonly pathOf: (file: ListedFile) => string },
  { store, engine }: { readonly store: StoreReader; readonly engine: Engine },
): Promise<{ readonly spec: Outcome<ReadSpec>; readonly looks: readonly { readonly key: string; readonly value: Json }[] }> {
  const { name, format, options } = source;
  const declared = source.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type, at: c.at }] : []));
  const how = digestOfJson({ format, options: { ...options }, declared: declared.map((c) => [c.name, c.type]), engine: engineVersion() });
  const keys = files.map((file) => `${file.digest} ${how}`);
  const known = again ? [] : ((await store.cached('look', keys)) as unknown as readonly (FileLook | undefined)[]);
  const { spec, looks } = await engine.inspect({
    source: name,
    files: files.map((file, i) => ({ path: pathOf(file), label: file.path, known: known[i] })),
    format,
    options,
    declared,
  });
  return { spec, looks: looks.map(([position, look]) => ({ key: keys[position] as string, value: look as unknown as Json })) };
}

/** Each file's rows and sums; kept under the bytes, the specification and the settings that read them. */
async function measure(files: Listing, spec: ReadSpec, { surroundings, again }: Reading, means: RunMeans): Promise<Outcome<readonly Content[]>> {
  const { store, engine } = means;
  const how = digestOfJson({ spec: spec as unknown as Json, settings: surroundings.settings, engine: engineVersion() });
  const keys = files.map((file) => `${file.digest} ${how}`);
  const known = again ? [] : ((await store.cached('measure', keys)) as unknown as readonly (Content | undefined)[]);
  const contents = await sideBySide([...files.entries()], async ([i, file]): Promise<Outcome<Content>> => {
    const before = known[i];
    return before ? ok(before) : engine.measure({ path: store.objectPath(file.digest), label: file.path, spec, surroundings });
  });
  const fresh = contents.flatMap((content, i) =>
    content.ok && !known[i] ? [{ key: keys[i] as string, value: content.value as unknown as Json }] : [],
  );
  await store.putCached('measure', fresh);
  return together(contents);
}

function add(a: Content, b: Content): Content {
  const exact = a.exactSums && b.exactSums ? { exactSums: addSums(a.exactSums, b.exactSums) } : {};
  return { columns: a.columns, rows: a.rows + b.rows, sums: addSums(a.sums, b.sums), ...exact };
}
