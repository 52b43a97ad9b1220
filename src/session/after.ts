// After a publication: what people look at without asking an engine (previews, the data's own time), and the release as files for other tools.
// None of it can undo the publication: what fails is a warning.

import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import type { InputTable, Preview, Surroundings } from '../engine/index.ts';
import { limit } from '../run/index.ts';
import type { Store } from '../store/index.ts';
import { type LiveRelease, liveRelease } from './live.ts';
import type { Session } from './open.ts';
import { originOf } from './outputs.ts';
import { problem } from './problems.ts';

/** The database that shows an environment's release to any DuckDB client: `.trivet/prod.duckdb`. */
const databasePath = ({ store, environment }: Pick<Session, 'store' | 'environment'>): string => join(store.folder, `${environment}.duckdb`);

/** Somebody else's release may come while this one is written out: then that one is written too. */
const attempts = 5;

/** Warnings of what could not be kept or written; the release stands whatever they are. */
export async function afterPublication(session: Session<Store>): Promise<readonly Problem[]> {
  for (let i = 1; ; i++) {
    const { live } = await session.store.environment(session.environmentId);
    const problems = await writeOut(session);
    if (i === attempts || (await session.store.environment(session.environmentId)).live === live) return problems;
  }
}

async function writeOut(session: Session<Store>): Promise<readonly Problem[]> {
  const live = await liveRelease(session);
  if (!live.ok) return live.problems.map(asWarning);
  if (!live.value) return [];
  const release = live.value;
  const surroundings: Surroundings = {
    settings: release.settings,
    variables: release.variables,
    clock: new Date(session.effects.now()).toISOString(),
  };
  const kept = await keepLooks(release, surroundings, session);
  const written = await Promise.all([writeDatabase(release, surroundings, session), writeParquet(release, surroundings, session)]);
  return [kept, ...written].flatMap((outcome) => (outcome.ok ? [] : outcome.problems.map(asWarning)));
}

const asWarning = (of: Problem): Problem => ({ ...of, severity: 'warning' });

interface KeptPreview extends Preview {
  /** Columns that were masked when it was made. */
  readonly masked: readonly string[];
}

/** Previews at once: the engine spreads one over all cores. */
const atOnce = 3;

async function keepLooks(release: LiveRelease, surroundings: Surroundings, session: Session<Store>): Promise<Outcome<void>> {
  const { tables, contents, product } = release;
  const names = Object.keys(tables);
  const keys = names.map((name) => contents[name]?.content ?? '');
  const kept = (await session.store.cached('preview', keys)) as unknown as (KeptPreview | undefined)[];
  const slots = limit(atOnce);
  const looked = await Promise.all(
    names.map((name, i) => {
      const masked = (product.assets.get(name)?.columns ?? []).filter((c) => c.personal).map((c) => c.name);
      if (kept[i]?.masked.join('\n') === masked.join('\n')) return [];
      return slots(async () => {
        const made = await session.engine.preview({ table: tables[name] as InputTable, personal: masked, surroundings });
        if (made.ok) await session.store.putCached('preview', [{ key: keys[i] as string, value: { ...made.value, masked } as unknown as Json }]);
        return made.ok ? [] : made.problems;
      });
    }),
  );
  const times = await keepTimes({ tables, contents, product }, surroundings, session);
  const problems = [...looked.flat(), ...(times.ok ? [] : times.problems)];
  return problems.length ? failed(...problems) : ok(undefined);
}

/** The greatest value of each column that a promise of freshness names, as an instant: the data's own time. */
async function keepTimes(
  { tables, contents, product }: Pick<LiveRelease, 'tables' | 'contents' | 'product'>,
  surroundings: Surroundings,
  session: Session<Store>,
): Promise<Outcome<void>> {
  for (const { by } of product.promises) {
    const [table, content] = [tables[by?.asset ?? ''], contents[by?.asset ?? '']?.content];
    if (!by || !table || !content) continue;
    const key = `${content}:${by.column}`;
    if ((await session.store.cached('data-time', [key]))[0] !== undefined) continue;
    const column = `"${by.column.replaceAll('"', '""')}"`;
    const sql = `select strftime(cast(max(${column}) as timestamptz) at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ') from "${by.asset}"`;
    const [answer] = await session.engine.ask({ tables: { [by.asset]: table }, questions: [{ sql }], surroundings });
    if (!answer?.ok) return answer ?? failed();
    const time = answer.value.rows[0]?.[0];
    if (typeof time === 'string') await session.store.putCached('data-time', [{ key, value: time }]);
  }
  return ok(undefined);
}

async function writeDatabase({ product, tables }: LiveRelease, surroundings: Surroundings, session: Session<Store>): Promise<Outcome<void>> {
  const fresh = session.store.temporary('.duckdb');
  // a model's answer takes its host: only its features could be written here, and they are not the output
  const plain = [...product.outputs.values()].filter((output) => output.kind === 'sql');
  const queries = plain.map((output) => ({
    name: output.name,
    sql: output.sql,
    parameters: output.parameters,
    origin: originOf(output),
  }));
  const made = await session.engine.exportDatabase({ path: fresh, tables, queries, surroundings });
  if (!made.ok) return made;
  return attempt(databasePath(session), () => rename(fresh, databasePath(session)));
}

/** Written whole beside it, then put in its place by two renames: never half a folder, and for a moment none. */
async function writeParquet({ product, tables }: LiveRelease, surroundings: Surroundings, session: Session<Store>): Promise<Outcome<void>> {
  if (!product.publish) return ok(undefined);
  const folder = join(session.folder, product.publish.parquet);
  const fresh = `${folder}.${session.effects.randomHex(4)}`;
  const made = await attempt(folder, () => mkdir(fresh, { recursive: true }));
  if (!made.ok) return made;
  const written = await exportAll(tables, fresh, surroundings, session);
  if (!written.ok) {
    await rm(fresh, { recursive: true, force: true });
    return written;
  }
  return attempt(folder, () => swap(fresh, folder));
}

async function exportAll(
  tables: Readonly<Record<string, InputTable>>,
  folder: string,
  surroundings: Surroundings,
  { engine }: Session,
): Promise<Outcome<void>> {
  for (const [name, table] of Object.entries(tables)) {
    const done = await engine.exportParquet({ path: join(folder, `${name}.parquet`), table, surroundings });
    if (!done.ok) return done;
  }
  return ok(undefined);
}

async function swap(fresh: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await rename(folder, `${fresh}.old`).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(fresh, folder);
  await rm(`${fresh}.old`, { recursive: true, force: true });
}

async function attempt(path: string, work: () => Promise<unknown>): Promise<Outcome<void>> {
  try {
    await work();
    return ok(undefined);
  } catch (error) {
    return failed(problem('not-written', { path }, { cause: (error as Error).message }));
  }
}
