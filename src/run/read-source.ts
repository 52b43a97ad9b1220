// Reading a source: each listed file becomes an object (its own bytes), all are read with one frozen specification.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestOfJson, failed, type Json, type Outcome, ok } from '../base/index.ts';
import { addSums, type Content, type ReadSpec, type Surroundings } from '../engine/index.ts';
import type { ListedFile, Listing } from '../graph/index.ts';
import type { Source } from '../product/index.ts';
import type { NewSnapshot, Part, Store } from '../store/index.ts';
import { problem } from './problems.ts';
import type { RunMeans } from './request.ts';
import { newSnapshot } from './snapshot.ts';

interface Kept extends ListedFile {
  readonly object: Digest;
}

/** The snapshot of a source's listing. Files already kept (same digest) are not copied again. */
export async function readSource(
  source: Source,
  files: Listing,
  folder: string,
  surroundings: Surroundings,
  means: RunMeans,
): Promise<Outcome<NewSnapshot>> {
  const kept: Kept[] = [];
  for (const file of files) {
    const object = await keep(file, folder, means.store);
    if (!object.ok) return object;
    kept.push({ ...file, object: object.value });
  }
  const declared = source.columns.flatMap((c) => (c.type ? [{ name: c.name, type: c.type, at: c.at }] : []));
  const spec = await means.engine.inspect({
    source: source.name,
    files: kept.map((file) => ({ path: means.store.objectPath(file.object), label: file.path })),
    format: source.format,
    options: source.options,
    declared,
  });
  if (!spec.ok) return spec;
  const parts: Part[] = [];
  let total: Content | undefined;
  for (const file of kept) {
    const content = await measure(file, spec.value, surroundings, means);
    if (!content.ok) return content;
    total = total ? add(total, content.value) : content.value;
    parts.push({ object: file.object, path: file.path, rows: content.value.rows, size: file.size });
  }
  if (!total) throw new Error(`source ${source.name} has no files`);
  return ok(newSnapshot(source.name, spec.value, total, parts));
}

async function keep(file: ListedFile, folder: string, store: Store): Promise<Outcome<Digest>> {
  if (await store.hasObject(file.digest)) return ok(file.digest);
  const path = join(folder, file.path);
  const there = await stat(path).catch(() => undefined);
  if (!there) return failed(problem('file-gone', { file: file.path }, { at: { file: file.path } }));
  const copied = await store.copyIn(path, file.path);
  if (!copied.ok) return copied;
  if (copied.value.object !== file.digest) return failed(problem('source-changed', { file: file.path }, { at: { file: file.path } }));
  return ok(copied.value.object);
}

/** A part's rows and sums; kept under the bytes, the specification and the settings that read them. */
async function measure(file: Kept, spec: ReadSpec, surroundings: Surroundings, means: RunMeans): Promise<Outcome<Content>> {
  const key = digestOfJson({ object: file.object, spec: spec as unknown as Json, settings: surroundings.settings });
  const [known] = await means.store.cached('measure', [key]);
  if (known) return ok(known as unknown as Content);
  const content = await means.engine.measure({ path: means.store.objectPath(file.object), label: file.path, spec, surroundings });
  if (content.ok) await means.store.putCached('measure', [{ key, value: content.value as unknown as Json }]);
  return content;
}

function add(a: Content, b: Content): Content {
  const exact = a.exactSums && b.exactSums ? { exactSums: addSums(a.exactSums, b.exactSums) } : {};
  return { columns: a.columns, rows: a.rows + b.rows, sums: addSums(a.sums, b.sums), ...exact };
}
