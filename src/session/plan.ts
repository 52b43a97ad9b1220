// The plan of an environment: what the store shows there, against the world as it is.

import { digestOfJson, type Outcome, ok } from '../base/index.ts';
import { engineVersion } from '../engine/index.ts';
import { type ListedFile, type Listing, type ListingImage, select } from '../graph/index.ts';
import { makePlan, type Plan } from '../plan/index.ts';
import { checkKey, unreadable } from '../run/index.ts';
import { canWrite } from './list-sources.ts';
import type { Session } from './open.ts';
import type { Prepared } from './prepare.ts';

export interface PlanOptions {
  readonly selectors: readonly string[];
  /** Build the named assets again (all, if none is named). */
  readonly rebuild: boolean;
}

export interface Planned {
  readonly plan: Plan;
  readonly selected: ReadonlySet<string>;
}

export async function planFor(prepared: Prepared, session: Session, options: PlanOptions): Promise<Outcome<Planned>> {
  const selection = select(prepared.graph, options.selectors);
  if (!selection.ok) return selection;
  const { selected, named } = selection.value;
  const rows = await countNew(prepared, session, selected);
  const { world, graph, rules, code } = prepared;
  const plan = await makePlan(
    {
      graph,
      environment: session.environmentId,
      builds: session.environment === 'dev',
      selected,
      rebuild: options.rebuild ? named : new Set(),
      clock: world.clock,
      listings: world.listings,
      code,
      environmentLeg: world.environmentLeg,
      checked: async (asset, contents) => {
        const keys = (rules.get(asset) ?? []).map((rule) => checkKey(rule, contents, world.environmentLeg.image.digest, world.clock));
        if (keys.some((key) => key === undefined)) return false;
        const results = await session.store.checkResults(keys.filter((key) => key !== undefined));
        return results.every((result) => result !== undefined);
      },
      rowsOf: (file) => rows.get(file),
    },
    session.store,
  );
  return plan.ok ? ok({ plan: plan.value, selected }) : plan;
}

/** A reason is not worth a long wait: of more new files than these, rows are not counted. */
const countAtMost = 100;

/** Rows of the files that are new to the environment, for the reasons; remembered by content. */
async function countNew({ world }: Prepared, session: Session, selected: ReadonlySet<string>): Promise<ReadonlyMap<ListedFile, number>> {
  const rows = new Map<ListedFile, number>();
  const pointers = await session.store.pointers(session.environmentId);
  for (const [name, { files, image }] of world.listings) {
    const source = world.product.assets.get(name);
    const pointer = pointers.get(name);
    if (!selected.has(name) || !pointer || source?.kind !== 'source') continue;
    const build = await session.store.build(pointer.build);
    if (!build || build.data === image.digest) continue;
    const added = newFiles(JSON.parse((await session.store.text(build.data)) ?? '{"files":[]}') as ListingImage, files);
    const { format, options } = source;
    const how = digestOfJson({ format, options: { ...options }, engine: engineVersion() });
    const keyOf = (file: ListedFile) => `${file.digest} ${how}`;
    const known = await session.store.cached('file-rows', added.map(keyOf));
    const missing = added.filter((_, i) => known[i] === undefined);
    if (missing.length > countAtMost) continue;
    const paths = missing.map((f) => ({ path: `${session.folder}/${f.path}`, label: f.path }));
    const counted = missing.length ? await session.engine.count({ files: paths, format, options }) : [];
    const fresh = missing.flatMap((f, i) => (typeof counted[i] === 'number' ? [{ file: f, value: counted[i] as number }] : []));
    if (canWrite(session.store) && fresh.length)
      await session.store.putCached(
        'file-rows',
        fresh.map(({ file, value }) => ({ key: keyOf(file), value })),
      );
    for (const [i, f] of added.entries()) if (typeof known[i] === 'number') rows.set(f, known[i] as number);
    for (const { file, value } of fresh) rows.set(file, value);
  }
  return rows;
}

function newFiles(before: ListingImage, now: Listing): readonly ListedFile[] {
  const old = new Set(before.files.map((f) => f.path));
  return now.filter((f) => !old.has(f.path) && f.digest !== unreadable);
}
