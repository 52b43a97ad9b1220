// Harm that a command line can not time or do: it happens between two steps of a real session. Each ends in a Problem with leg, place and remedy.

import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { digestOf, type Emit, type Problem } from '../../src/base/index.ts';
import { accept, bring, look, lookAround, observe, planFor, prepare, replayAsset, replayBuilds, type Session } from '../../src/session/index.ts';
import { type RunId, type Store, verifyObjects } from '../../src/store/index.ts';
import { productFolder, trivet } from '../rig/index.ts';
import { problemsOf, sessionOn, shop, value } from './shop.ts';

const all = { selectors: [], rebuild: false };
const problemsIn = async (session: Session<Store>) => value(await bring(session, all)).problems;
const catalog = ({ store }: Session, sql: string): void => {
  const database = new DatabaseSync(join(store.folder, 'catalog.db'));
  database.exec(sql);
  database.close();
};

/** Does something once, when the stage of an asset begins. */
function atStart(asset: string, harm: () => void): Emit {
  let done = false;
  return (event) => {
    if (done || event.kind !== 'stage-started' || event.asset !== asset) return;
    done = true;
    harm();
  };
}

test('a source file that changes or goes between the two looks around its read is a Problem of the data', async () => {
  const folder = productFolder(shop);
  const file = join(folder, 'data/orders.csv');
  const [changed] = await problemsIn(await sessionOn({ folder, emit: atStart('orders', () => appendFileSync(file, '3,south,5\n')) }));
  expect(changed).toMatchObject({ code: 'run/source-changed', leg: 'data', at: { file: 'data/orders.csv' } });
  expect(changed?.message).toContain('changed between two looks');

  const other = productFolder(shop);
  const [gone] = await problemsIn(await sessionOn({ folder: other, emit: atStart('orders', () => rmSync(join(other, 'data/orders.csv'))) }));
  expect(gone).toMatchObject({ code: 'run/file-gone', leg: 'data', at: { file: 'data/orders.csv' } });
});

test('a source file whose size or mtime differs after it was copied is a Problem of the data', async () => {
  const session = await sessionOn();
  const file = join(session.folder, 'data/large.csv');
  writeFileSync(file, Buffer.alloc(24 * 1024 * 1024, 'id\n'));
  let done = false;
  const copy = session.store.copyIn(file, 'data/large.csv').finally(() => {
    done = true;
  });
  for (let i = 0; !done; i++) {
    utimesSync(file, new Date(), new Date(Date.now() - 1_000_000 * (i + 1)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(problemsOf(await copy)).toMatchObject([{ code: 'store/source-changed', leg: 'data', at: { file: 'data/large.csv' } }]);
});

/** A product with a second branch, which the harm does not touch. */
const branches = {
  ...shop,
  'sources/returns.yaml': 'path: data/returns.csv\n',
  'data/returns.csv': 'id,amount\n1,5\n',
  'assets/refunds.sql': 'select sum(amount) as amount from returns',
};

const failedBuilds = async ({ store }: Session, asset: string) => (await store.builds({ asset, state: 'failed' })).map((b) => b.problem?.code);
const shownIn = async ({ store, environmentId }: Session) => [...(await store.pointers(environmentId)).keys()].sort();

test('a file that is seen and then can not be read fails its source, with the system’s words, and nothing else', async () => {
  const session = await sessionOn({ folder: productFolder(branches) });
  const file = join(session.folder, 'data/orders.csv');
  // The listing asks the store what it knows between the look at the file and its reading.
  const cached: Store['cached'] = (kind, keys) => {
    if (kind === 'file-digest' && keys[0]?.includes('orders')) {
      rmSync(file, { recursive: true, force: true });
      mkdirSync(file);
    }
    return session.store.cached(kind, keys);
  };
  const problems = await problemsIn({ ...session, store: { ...session.store, cached } as Store });
  expect(problems).toMatchObject([{ code: 'run/file-unreadable', leg: 'operations', at: { file: 'data/orders.csv' } }]);
  expect(problems[0]?.cause).toContain('EISDIR');
  expect([await failedBuilds(session, 'orders'), await shownIn(session)]).toEqual([['run/file-unreadable'], ['refunds', 'returns']]);
  rmSync(file, { recursive: true });
  writeFileSync(file, shop['data/orders.csv'] ?? '');
  expect(await problemsIn(session)).toEqual([]);
});

test('a source without a file, and one with an empty one, fail their readers and nothing else; why names the file', async () => {
  const folder = productFolder(branches);
  const session = await sessionOn({ folder });
  expect(await problemsIn(session)).toEqual([]);
  const file = join(folder, 'data/orders.csv');
  rmSync(file);
  writeFileSync(join(folder, 'data/returns.csv'), 'id,amount\n1,5\n2,5\n');
  const world = value(await observe(session));
  const planned = value(await planFor(value(await prepare(world, session)), session, all)).plan.stages;
  expect(planned.find((s) => s.asset === 'orders')).toMatchObject({ kind: 'read', reasons: [{ leg: 'data', text: 'orders matches no file' }] });
  const brought = value(await bring(session, all));
  expect(brought.problems).toMatchObject([{ code: 'run/no-files', leg: 'data', at: { file: 'sources/orders.yaml' } }]);
  expect([...brought.results].map(([name, r]) => `${name} ${r.outcome}`).sort()).toEqual([
    'orders failed',
    'refunds built',
    'report blocked',
    'returns read',
    'totals blocked',
  ]);
  expect(value(await bring(session, { selectors: ['refunds'], rebuild: false })).problems).toEqual([]);
  writeFileSync(file, '');
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/empty-file', leg: 'data', at: { file: 'data/orders.csv' } }]);
  expect(await failedBuilds(session, 'orders')).toEqual(['run/empty-file', 'run/no-files']);
  await session.close();
  rmSync(file);
  for (const run of [[], ['2']]) {
    const told = (await trivet(['why', ...run, '--json'], { cwd: folder })).json();
    expect(told).toMatchObject({ verdict: { kind: 'single', legs: ['data'], causes: [{ leg: 'data', file: 'data/orders.csv' }] } });
  }
});

test('a clock that is no instant is a Problem, also where no command line has looked at it', async () => {
  const session = await sessionOn({ clock: 'yesterday' });
  expect(problemsOf(await lookAround(session))).toMatchObject([{ code: 'session/bad-clock', leg: 'development' }]);
});

test('an interrupted run says before what it stopped, and the next run finishes', async () => {
  const stop = new AbortController();
  const folder = productFolder(shop);
  const session = await sessionOn({ folder, signal: stop.signal, emit: atStart('orders', () => stop.abort()) });
  const problems = await problemsIn(session);
  expect(problems.map((p) => p.code)).toEqual(['run/interrupted']);
  expect(problems[0]).toMatchObject({ leg: 'operations', message: 'stopped before totals was finished' });
  await session.close();
  expect(await problemsIn(await sessionOn({ folder }))).toEqual([]);
});

test('an acceptance that can not be written is a Problem', async () => {
  const folder = productFolder(shop, { 'assets/totals.yaml': 'columns:\n  amount: { max: 20 }\n' });
  const session = await sessionOn({ folder });
  await bring(session, all);
  mkdirSync(join(folder, 'acceptances.yaml.new'));
  expect(problemsOf(await accept(session, 'totals.amount.range', 'known'))).toMatchObject([{ code: 'session/file-unwritable', leg: 'operations' }]);
});

test('an object that is gone from the store is named where it is read, and found by verify', async () => {
  const session = await sessionOn();
  expect(await problemsIn(session)).toEqual([]);
  const orders = (await session.store.pointers(session.environmentId)).get('orders');
  const object = (await session.store.snapshot(orders?.snapshot as never))?.parts[0]?.object;
  rmSync(session.store.objectPath(object as never));
  writeFileSync(join(session.folder, 'assets/totals.sql'), 'select shop, max(amount) as amount from orders group by shop');
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/part-gone', leg: 'operations' }]);
  await session.close();
  const verified = await trivet(['verify', '--json'], { cwd: session.folder });
  expect(verified.code).toBe(3);
  expect(verified.json()).toMatchObject({ problems: [{ code: 'session/broken-object', leg: 'operations' }] });
  // The remedy that the Problems name.
  const again = await trivet(['run', 'orders', '--rebuild', '--json'], { cwd: session.folder });
  expect([again.code, (await trivet(['verify'], { cwd: session.folder })).code]).toEqual([0, 0]);
});

/** The one object of what dev shows of an asset. */
async function objectOf({ store, environmentId }: Session, asset: string): Promise<string> {
  const snapshot = await store.snapshot((await store.pointers(environmentId)).get(asset)?.snapshot as never);
  return store.objectPath(snapshot?.parts[0]?.object as never);
}

const harmed = (harm: (path: string) => void) => (path: string) => {
  chmodSync(path, 0o644);
  harm(path);
};
const cut = harmed((path) => truncateSync(path, 20));
const overwrite = harmed((path) => writeFileSync(path, Buffer.alloc(statSync(path).size, 'x\n')));
const cases = [
  { asset: 'orders', how: 'cut short', harm: cut, reader: 'totals', yaml: 'sources/orders.yaml' },
  { asset: 'totals', how: 'cut short', harm: cut, reader: 'report', yaml: 'assets/totals.yaml' },
  { asset: 'totals', how: 'written over', harm: overwrite, reader: 'report', yaml: 'assets/totals.yaml' },
] as const;

test.each(cases)('an object of $asset that is $how is damage of the store, wherever it is read, and --rebuild heals it', async (one) => {
  const { asset, harm, reader, yaml } = one;
  const session = await sessionOn();
  expect(await problemsIn(session)).toEqual([]);
  harm(await objectOf(session, asset));
  writeFileSync(join(session.folder, `assets/${reader}.sql`), `select max(amount) as amount from ${asset}`);
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/part-gone', leg: 'operations', message: expect.stringContaining('damaged') }]);
  const question = { of: { asset }, columns: [], where: undefined, limit: 1 };
  expect(problemsOf(await look(session, question))).toMatchObject([{ code: 'run/part-gone' }]);
  const checks = 'columns:\n  amount: { max: 100 }\n';
  writeFileSync(join(session.folder, yaml), `${asset === 'orders' ? shop[yaml as 'sources/orders.yaml'] : ''}${checks}`);
  // a check that the footer answers, still in the engine's memory, does not see it; whoever reads rows does
  expect([...new Set((await problemsIn(session)).map((p) => p.code))]).toEqual(['run/part-gone']);
  expect(value(await bring(session, { selectors: [asset], rebuild: true })).problems).toEqual([]);
  expect(await problemsIn(session)).toEqual([]);
  expect(value(await look(session, question)).count).toBe(2);
});

test('a source’s object with other bytes of the same number is found by verify and healed by --rebuild, and a build never stands on a damaged one', async () => {
  const session = await sessionOn();
  await problemsIn(session);
  for (const asset of ['orders', 'totals', 'report']) overwrite(await objectOf(session, asset));
  expect((await verifyObjects(session.store)).broken.map((b) => b.asset).sort()).toEqual(['orders', 'report', 'totals']);
  expect(value(await bring(session, { selectors: [], rebuild: true })).problems).toEqual([]);
  for (const asset of ['orders', 'totals', 'report']) {
    const path = await objectOf(session, asset);
    expect(digestOf(readFileSync(path))).toBe(basename(path));
  }
});

test('a build that comes out otherwise, and one whose records are gone, are told by verify --replay', async () => {
  const session = await sessionOn();
  await problemsIn(session);
  catalog(session, "update snapshot set content = 'other' where asset = 'report'");
  expect(await replayBuilds(1, session)).toMatchObject([{ asset: 'report', agrees: false, note: 'other content with the same three fingerprints' }]);
  const run = await session.store.run(1 as RunId);
  catalog(session, `delete from manifest where digest = '${run?.bundle}'`);
  const [told] = await replayBuilds(1, session);
  expect(told).toMatchObject({ asset: 'report', agrees: false, note: `the store lacks code bundle ${run?.bundle.slice(0, 12)}` });
  await session.close();
  const { code, json } = await trivet(['verify', '--replay', '1', '--json'], { cwd: session.folder });
  expect([code, (json() as { problems: Problem[] }).problems.map((p) => p.code)]).toEqual([3, ['session/not-the-same']]);
});

test('code that is live and no longer kept, and a replay without its listing, are Problems of operations', async () => {
  const folder = productFolder(shop);
  expect((await trivet(['ship', '--quiet'], { cwd: folder })).code).toBe(0);
  const session = await sessionOn({ folder, environment: 'prod' });
  const world = value(await observe(session));
  expect((await prepare(world, session)).ok).toBe(true);
  const replayed = await replayAsset({ ...world, listings: new Map() }, 'totals', undefined, session, { again: true });
  expect(problemsOf(replayed)).toMatchObject([{ code: 'session/not-kept', leg: 'operations' }]);
  catalog(session, `delete from manifest where digest = '${world.bundle.digest}'`);
  expect(problemsOf(await observe(session))).toMatchObject([{ code: 'session/bundle-gone', leg: 'operations' }]);
});

test('a store of a newer trivet is refused by a verb that reads and by one that writes', async () => {
  const session = await sessionOn();
  await session.close();
  catalog(session, 'pragma user_version = 99');
  for (const verb of ['plan', 'run']) {
    const end = await trivet([verb, '--json'], { cwd: session.folder });
    expect(end.code).toBe(3);
    expect(end.json()).toMatchObject({ problems: [{ code: 'store/newer', leg: 'operations' }] });
  }
});

test('a lock still held after --wait is a Problem that says who holds it and since when', async () => {
  const session = await sessionOn({ command: 'trivet ship' });
  const end = await trivet(['run', '--wait', '300ms'], { cwd: session.folder });
  expect(end.code).toBe(3);
  expect(end.stderr).toMatch(/^waiting for pid \d+ \(trivet ship\), at work since \d{4}-/);
  expect(end.stderr).toContain('operations · store/locked');
  expect(end.stderr.replace(/\s+/g, ' ')).toMatch(
    new RegExp(`still held by pid ${process.pid} \\(trivet ship\\) since \\d{4}-.*, after waiting 0\\.\\d s`),
  );
});

test('an engine that can not write its file is a Problem of operations, and not of a file of the data', async () => {
  const folder = productFolder(shop);
  const session = await sessionOn({ folder, emit: atStart('totals', () => rmSync(join(folder, '.trivet/tmp'), { recursive: true })) });
  expect(await problemsIn(session)).toMatchObject([{ code: 'engine/cannot-write', leg: 'operations' }]);
});
