// Where a dbt project's tables lie: in a DuckDB file, or as Parquet exports in a folder. Looks at names of files alone.

import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { problem } from './problems.ts';
import type { DbtProject, DbtRelation } from './project.ts';

export type DbtData =
  | { readonly kind: 'file'; readonly file: string; readonly label: string }
  /** By the relation's id. */
  | { readonly kind: 'exports'; readonly files: ReadonlyMap<string, readonly string[]>; readonly label: string };

/** The data that was named, else the file that dbt-duckdb writes to by default: `DATABASE.duckdb` in the project's folder, above `target`. */
export async function findData(project: DbtProject, manifest: string, named: string | undefined, cwd: string): Promise<Outcome<DbtData>> {
  const folder = dirname(dirname(manifest));
  const [first] = new Set(project.relations.map((r) => r.database));
  const candidates = named === undefined ? ['duckdb', 'db'].map((ending) => join(folder, `${first ?? 'dev'}.${ending}`)) : [named];
  const label = (path: string): string => (path.startsWith(cwd) ? relative(cwd, path) || '.' : path);
  for (const path of candidates) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return ok({ kind: 'file', file: path, label: label(path) });
    if (found?.isDirectory()) return ok({ kind: 'exports', files: await exportsIn(path, project.relations), label: label(path) });
  }
  return failed(problem('dbt-no-data', { looked: candidates.map(label) }));
}

async function exportsIn(folder: string, relations: readonly DbtRelation[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile() && /\.parquet$/i.test(e.name)).map((e) => join(e.parentPath, e.name));
  const byName = new Map<string, string[]>();
  for (const path of paths.sort()) {
    const name = relative(folder, path).replaceAll('\\', '/').toLowerCase();
    // FOLDER/part.parquet is a part of the table FOLDER.
    for (const key of [name.replace(/\.parquet$/, ''), dirname(name)]) byName.set(key, [...(byName.get(key) ?? []), path]);
  }
  const found = new Map<string, readonly string[]>();
  for (const { id, schema, name } of relations) {
    const spelt = [`${schema}/${name}`, `${schema}.${name}`, `${schema}_${name}`, name].map((n) => n.toLowerCase());
    const files = spelt.map((n) => byName.get(n)).find((f) => f !== undefined);
    if (files) found.set(id, files);
  }
  return found;
}
