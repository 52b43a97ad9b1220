// What would run and why, of a small product against a store that holds other or the same builds of it.

import { expect, test } from 'vitest';
import { isIdle, makePlan } from '../../src/plan/index.ts';
import { opened, problemOf } from '../store/rig.ts';
import { bring, moves, planOf, recordBuild, requestOf, short, shorts, type World } from './rig.ts';

/** sales, shops → joined → totals; sales → daily */
const world: World = {
  texts: {
    'sources/sales.yaml': 'path: data/sales-*.csv\n',
    'sources/shops.yaml': 'path: data/shops.csv\n',
    'assets/joined.sql': 'select * from sales join shops using (shop)',
    'assets/totals.sql': 'select sum(n) from joined',
    'assets/daily.sql': 'select now(), * from sales',
  },
  files: { sales: { 'data/sales-1.csv': 'n\n1\n' }, shops: { 'data/shops.csv': 'shop\nnorth\n' } },
};
const withText = (path: string, text: string): World => ({ ...world, texts: { ...world.texts, [path]: text } });
const moreSales: World = { ...world, files: { ...world.files, sales: { ...world.files.sales, 'data/sales-2.csv': 'n\n2\n' } } };

test('where nothing was built, everything is, in order, and shown if it comes out', async () => {
  const { store } = await opened();
  const plan = await planOf(store, world);
  expect(shorts(plan)).toEqual([
    'read sales — data: sales has not been read: 1 file',
    'read shops — data: shops has not been read: 1 file',
    'build daily — code: assets/daily.sql is new here',
    'build joined — code: assets/joined.sql is new here',
    'build totals — code: assets/totals.sql is new here',
    'check sales [if sales] — data: sales has not been read: 1 file',
    'publish sales [if sales] — data: sales has not been read: 1 file',
    'check shops [if shops] — data: shops has not been read: 1 file',
    'publish shops [if shops] — data: shops has not been read: 1 file',
    'check daily [if daily, sales] — code: assets/daily.sql is new here',
    'publish daily [if daily] — code: assets/daily.sql is new here',
    'check joined [if joined, sales, shops] — code: assets/joined.sql is new here',
    'publish joined [if joined] — code: assets/joined.sql is new here',
    'check totals [if totals, joined] — code: assets/totals.sql is new here',
    'publish totals [if totals] — code: assets/totals.sql is new here',
  ]);
  expect(isIdle(plan)).toBe(false);
  expect(plan).toMatchObject({ environment: 'dev@1', rebuild: new Set() });
});

test('where all is as it is shown, nothing is done, and what is shown is named', async () => {
  const { store } = await opened();
  const shown = await bring(store, world);
  const plan = await planOf(store, world);
  expect(isIdle(plan)).toBe(true);
  expect(plan.stages).toEqual(
    [...shown].map(([asset, { build, snapshot }]) => ({ kind: 'reuse', asset, when: 'always', reasons: [], reuse: { build, snapshot } })),
  );
});

test('a check without an answer is asked, though nothing else is done', async () => {
  const { store } = await opened();
  await bring(store, world);
  const plan = await planOf(store, world, { unchecked: ['joined'] });
  expect(moves(plan)).toEqual(['check joined']);
  expect(isIdle(plan)).toBe(false);
});

test('the answers are asked for with the contents that are shown', async () => {
  const { store } = await opened();
  const shown = await bring(store, world);
  const seen: string[] = [];
  const request = requestOf(world);
  await makePlan({ ...request, checked: async (asset, contents) => seen.push(`${asset} ${contents.get(asset)}`) > 0 }, store);
  const snapshots = await store.snapshots([...shown.values()].map((p) => p.snapshot));
  expect(seen).toEqual([...shown].map(([name, { snapshot }]) => `${name} ${snapshots.get(snapshot)?.content}`));
});

test('a new file: the source is read, what reads it waits for other content', async () => {
  const { store } = await opened();
  await bring(store, world);
  const plan = await planOf(store, moreSales, { rows: 984 });
  const because = 'sales has 1 new file, 984 rows (data/sales-2.csv)';
  expect(shorts(plan)).toEqual([
    `read sales — data: ${because}`,
    'reuse shops',
    'build daily [if sales] — data: if sales changes',
    'build joined [if sales] — data: if sales changes',
    'build totals [if joined] — data: if joined changes',
    `check sales [if sales] — data: ${because}`,
    `publish sales [if sales] — data: ${because}`,
    'check daily [if daily, sales] — data: if sales changes',
    'publish daily [if daily] — data: if sales changes',
    'check joined [if joined, sales] — data: if sales changes',
    'publish joined [if joined] — data: if sales changes',
    'check totals [if totals, joined] — data: if joined changes',
    'publish totals [if totals] — data: if joined changes',
  ]);
});

test('who waits for two says both', async () => {
  const { store } = await opened();
  await bring(store, world);
  const plan = await planOf(store, { ...moreSales, files: { ...moreSales.files, shops: { 'data/shops.csv': 'shop\nsouth\n' } } });
  expect(shorts(plan)).toContain('build joined [if sales, shops] — data: if sales, shops change');
});

test('a change of code is built in any case, though its inputs wait', async () => {
  const { store } = await opened();
  await bring(store, world);
  const code = 'select * from sales join shops using (shop) where n > 0';
  const changed = withText('assets/joined.sql', code);
  expect(moves(await planOf(store, changed))).toEqual([
    'build joined — code: assets/joined.sql',
    'build totals [if joined] — data: if joined changes',
    'check joined [if joined] — code: assets/joined.sql',
    'publish joined [if joined] — code: assets/joined.sql',
    'check totals [if totals, joined] — data: if joined changes',
    'publish totals [if totals] — data: if joined changes',
  ]);
  const both = await planOf(store, { ...changed, files: moreSales.files });
  expect(shorts(both)).toContain('build joined — code: assets/joined.sql');
});

test('what went before is found again and shown, without building', async () => {
  const { store } = await opened();
  const before = await bring(store, world);
  await bring(store, moreSales, { says: { totals: 'the same sum' } });
  const plan = await planOf(store, world);
  expect(moves(plan)).toEqual([
    'publish sales — data: sales has 1 removed file (data/sales-2.csv)',
    'publish daily — data: sales changed',
    'publish joined — data: sales changed',
    'publish totals — data: joined changed',
  ]);
  expect(plan.stages.find((s) => s.asset === 'joined')).toMatchObject({
    kind: 'reuse',
    when: 'always',
    reuse: { build: before.get('joined')?.build, snapshot: before.get('joined')?.snapshot },
  });
  expect(isIdle(plan)).toBe(false);
});

test('another build of the same snapshot moves dev, which shows builds, and no release', async () => {
  const { store } = await opened();
  const inTokyo = { ...world, environment: { settings: { timezone: 'Asia/Tokyo' } } };
  const publishes = async (environment: string) =>
    moves(await planOf(store, world, { in: environment, selectors: ['shops'] })).filter((line) => line.startsWith('publish'));
  for (const [environment, expected] of [
    ['dev@1', ['publish shops — environment: timezone Asia/Tokyo → UTC']],
    ['prod', []],
  ] as const) {
    const shown = await bring(store, inTokyo, { in: environment });
    await recordBuild(store, requestOf(world), 'shops', { snapshot: shown.get('shops')?.snapshot });
    expect(await publishes(environment)).toEqual(expected);
  }
});

test('a release is moved by another snapshot, though it was built before', async () => {
  const { store } = await opened();
  const before = await bring(store, world, { in: 'prod' });
  await bring(store, moreSales, { in: 'prod' });
  const plan = await planOf(store, world, { in: 'prod' });
  expect(moves(plan)).toContain('publish sales — data: sales has 1 removed file (data/sales-2.csv)');
  expect(plan.stages.find((s) => s.asset === 'sales')?.reuse?.snapshot).toBe(before.get('sales')?.snapshot);
});

test('what is shown stays, though a newer build has the same fingerprints', async () => {
  const { store } = await opened();
  const shown = await bring(store, world);
  const newer = await recordBuild(store, requestOf(world), 'shops', {});
  expect(newer.pointer.build).not.toBe(shown.get('shops')?.build);
  expect(isIdle(await planOf(store, world))).toBe(true);
});

test('a store that lost its texts still knows that something moved, and builds', async () => {
  const { store } = await opened();
  const clocked = { ...world, texts: { ...world.texts, 'assets/today.sql': 'select now()' } };
  await bring(store, clocked, { texts: false });
  expect(moves(await planOf(store, { ...clocked, environment: { engine: 'duckdb 2' } }))[0]).toBe('read sales — code: no finished build is kept');
  const plan = await planOf(store, { ...clocked, files: moreSales.files, clock: '2002-02-02T00:00:00Z' });
  expect(shorts(plan)).toContain('read sales — data: sales has not been read: 2 files');
  expect(shorts(plan)).toContain('build today — data: other inputs');
  await bring(store, { ...clocked, ...moreSales }, { texts: false });
  expect(shorts(await planOf(store, clocked))).toContain('publish joined — data: sales, shops changed');
});

test('--rebuild builds what is kept, and what reads it waits for other content', async () => {
  const { store } = await opened();
  await bring(store, world);
  const plan = await planOf(store, world, { rebuild: ['joined'] });
  expect(moves(plan).slice(0, 2)).toEqual(['build joined — code: asked for: --rebuild', 'build totals [if joined] — data: if joined changes']);
  expect([...plan.rebuild]).toEqual(['joined']);
  // also where it would only wait
  expect(shorts(await planOf(store, moreSales, { rebuild: ['joined'] }))).toContain('build joined — data: if sales changes');
  // and where an older build would do
  await bring(store, moreSales);
  expect(shorts(await planOf(store, world, { rebuild: ['joined'] }))).toContain('build joined — data: sales changed');
  expect(shorts(await planOf(store, world, { rebuild: ['sales'] }))).toContain('read sales — data: sales has 1 removed file (data/sales-2.csv)');
});

test('what is not selected is shown as it is, and read as it is', async () => {
  const { store } = await opened();
  const shown = await bring(store, world);
  const plan = await planOf(store, withText('assets/totals.sql', 'select max(n) from joined'), { selectors: ['totals'] });
  expect(shorts(plan)).toEqual([
    'reuse sales',
    'reuse shops',
    'reuse daily',
    'reuse joined',
    'build totals — code: assets/totals.sql',
    'check totals [if totals] — code: assets/totals.sql',
    'publish totals [if totals] — code: assets/totals.sql',
  ]);
  expect(plan.stages[0]?.reuse).toEqual({ build: shown.get('sales')?.build, snapshot: shown.get('sales')?.snapshot, asset: 'sales' });
  // a new file of a source that is not selected is not looked at
  expect(isIdle(await planOf(store, moreSales, { selectors: ['totals'] }))).toBe(true);
});

test('an input that was never built and is not selected is a Problem; one that nothing selected reads is none', async () => {
  const { store } = await opened();
  const refused = problemOf(await makePlan(requestOf(world, { selectors: ['joined', 'shops'], in: 'dev@ada' }), store));
  expect(refused).toMatchObject({
    code: 'plan/missing-input',
    leg: 'development',
    message: 'joined reads sales, which has never been built in dev and is not selected',
    remedy: 'trivet run +joined',
  });
  const all = await makePlan(requestOf(world, { selectors: ['joined'], in: 'prod' }), store);
  expect(all.ok ? [] : all.problems.map((p) => `${p.message}: ${p.remedy}`)).toEqual([
    'joined reads sales, which has never been built in prod and is not selected: trivet run +joined --environment prod',
    'joined reads shops, which has never been built in prod and is not selected: trivet run +joined --environment prod',
  ]);
  expect(moves(await planOf(store, world, { selectors: ['sales'] }))).toHaveLength(3);
});

test('what is no longer in the product is dropped, in order of name, after all else', async () => {
  const { store } = await opened();
  await bring(store, { ...world, texts: { ...world.texts, 'assets/zeta.sql': 'select 1', 'assets/alpha.sql': 'select 1' } });
  const plan = await planOf(store, world);
  expect(moves(plan)).toEqual(['drop alpha — code: alpha is no longer in the product', 'drop zeta — code: zeta is no longer in the product']);
  expect(plan.stages.slice(-2).every((s) => s.when === 'always')).toBe(true);
});

test('the clock moves what uses it, and nothing else', async () => {
  const { store } = await opened();
  await bring(store, world);
  const later = { ...world, clock: '2002-02-02T01:00:00+01:00' };
  expect(moves(await planOf(store, later))[0]).toBe('build daily — data: the clock moved to 2002-02-02T00:00:00.000Z');
  expect(moves(await planOf(store, later)).filter((line) => line.startsWith('build'))).toHaveLength(1);
  expect(isIdle(await planOf(store, { ...world, clock: '2001-01-01T01:00:00+01:00' }))).toBe(true);
});

test('inputs and clock, and a clock that is no longer used', async () => {
  const { store } = await opened();
  await bring(store, world);
  await bring(store, moreSales);
  // sales as it was first, found again: daily is built from it under another clock
  const both = await planOf(store, { ...world, clock: '2002-02-02T00:00:00Z' });
  expect(shorts(both)).toContain('build daily — data: sales changed; the clock moved to 2002-02-02T00:00:00.000Z');
  const still = await planOf(store, { ...moreSales, texts: { ...world.texts, 'assets/daily.sql': 'select * from sales' } });
  expect(shorts(still)).toContain('build daily — data: the clock moved; code: assets/daily.sql');
});

test('two inputs that changed are named in order', async () => {
  const { store } = await opened();
  const other = { ...moreSales, files: { ...moreSales.files, shops: { 'data/shops.csv': 'shop\nsouth\n' } } };
  await bring(store, world);
  await bring(store, other);
  expect(shorts(await planOf(store, world))).toContain('publish joined — data: sales, shops changed');
});

test('another environment builds everything again, and says what of it moved', async () => {
  const { store } = await opened();
  await bring(store, world);
  const plan = await planOf(store, { ...world, environment: { settings: { timezone: 'Asia/Tokyo' }, variables: { RATE: 'salted' } } });
  const because = 'environment: timezone UTC → Asia/Tokyo, variable RATE not set → another';
  expect(plan.stages.slice(0, 5).map(short)).toEqual([
    `read sales — ${because}`,
    `read shops — ${because}`,
    `build daily — ${because}`,
    `build joined — ${because}`,
    `build totals — ${because}`,
  ]);
});

test('a check waits for what it reads beside its asset', async () => {
  const { store } = await opened();
  const at = { file: 'assets/totals.yaml', line: 1 };
  const checking: World = { ...world, checkReads: { totals: [{ name: 'shops', at }] } };
  await bring(store, checking);
  const plan = await planOf(store, { ...checking, files: { ...world.files, shops: { 'data/shops.csv': 'shop\nsouth\n' } } });
  expect(moves(plan)).toContain('check totals [if totals, shops, joined] — data: if joined changes');
  expect(moves(plan)).not.toContain('check daily');
});

test('a release is moved by other content alone, and its environment is named as it is', async () => {
  const { store } = await opened();
  await bring(store, world, { in: 'prod' });
  expect(isIdle(await planOf(store, world, { in: 'prod' }))).toBe(true);
  expect(moves(await planOf(store, world, { in: 'dev@1' }))).toEqual([
    'publish sales — data: sales has not been read: 1 file',
    'publish shops — data: shops has not been read: 1 file',
    'publish daily — code: assets/daily.sql is new here',
    'publish joined — code: assets/joined.sql is new here',
    'publish totals — code: assets/totals.sql is new here',
  ]);
});

test('without a code leg there is no plan: that is a bug, not a Problem', async () => {
  const { store } = await opened();
  await expect(makePlan({ ...requestOf(world), code: new Map() }, store)).rejects.toThrow('no code leg for sales');
});
