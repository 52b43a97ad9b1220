// Checks in a real product: what accept takes from the record, what a warning holds back, which variables SQL may read.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import { accept, bring, observe, prepare, recall, replayAsset, type Session, ship } from '../../src/session/index.ts';
import type { RunId, Store } from '../../src/store/index.ts';
import { type Files, productFolder } from '../rig/index.ts';
import { problemsOf, sessionOn, shop, value } from '../scenarios/shop.ts';

const all = { selectors: [], rebuild: false };
const sessionWith = (files: Files) => sessionOn({ folder: productFolder(shop, files) });
const problemsIn = async (session: Session<Store>) => value(await bring(session, all)).problems;
const limited = (max: number) => `columns:\n  amount: { max: ${max} }\n`;

test('accept takes the last failure of a run, a ship or a test, not of a replay', async () => {
  const session = await sessionWith({ 'assets/totals.yaml': limited(5) });
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed' }]);
  writeFileSync(join(session.folder, 'data/orders.csv'), 'id,shop,amount\n1,north,1\n3,west,90\n');
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed', message: expect.stringContaining('west') }]);
  // The first run once more: north and south, newer than the last failure.
  const run = (await session.store.run(1 as RunId)) ?? expect.fail('no run');
  const world = value(await recall(run, await session.store.builds({ run: run.id }), session, []));
  expect(value(await replayAsset(world, 'totals', 'totals.amount.range', session, { again: true })).problems).toHaveLength(1);
  expect(value(await accept(session, 'range', 'known')).acceptance).toMatchObject({ columns: ['shop', 'amount'], keys: [['west', '90']] });
});

const many = (n: number): string => `id,shop,amount\n${Array.from({ length: n }, (_, i) => `${i},s${i},10\n`).join('')}`;

test('accepting 12,000 rows covers them all, and their digests are kept once', async () => {
  const session = await sessionWith({ 'assets/totals.yaml': limited(5), 'data/orders.csv': many(12_000) });
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed', message: expect.stringContaining('12,000 rows') }]);
  const texts = (await session.store.textDigests()).length;
  // The answer is kept: asked again it is the same, whole.
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed' }]);
  expect(await session.store.textDigests()).toHaveLength(texts);
  for (const { detail } of await session.store.checkRuns({ check: 'totals.amount.range' })) expect(JSON.stringify(detail).length).toBeLessThan(5_000);
  const accepted = value(await accept(session, 'range', 'a day of small change'));
  expect(accepted.offending).toBe(12_000);
  expect(new Set(accepted.acceptance.digests).size).toBe(12_000);
  expect(await problemsIn(session)).toEqual([]);
  writeFileSync(join(session.folder, 'data/orders.csv'), many(12_001));
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed' }]);
});

test('accepting more rows than are listed covers their set, in a file that is read again', async () => {
  const session = await sessionWith({ 'assets/totals.yaml': limited(5), 'data/orders.csv': many(100_001) });
  expect(await problemsIn(session)).toMatchObject([{ code: 'run/check-failed' }]);
  expect(value(await accept(session, 'range', 'known')).acceptance.digests).toEqual([expect.stringMatching(/^set:/)]);
  expect(await problemsIn(session)).toEqual([]);
});

test('digests that are gone from the store: the answer is asked for again, and accept says what is broken', async () => {
  const session = await sessionWith({ 'assets/totals.yaml': limited(5), 'data/orders.csv': many(1_500) });
  await problemsIn(session);
  const store: Store = { ...session.store, text: async () => undefined };
  expect(problemsOf(await accept({ ...session, store }, 'range', 'known'))).toMatchObject([{ code: 'session/broken-object' }]);
  expect(await problemsIn({ ...session, store })).toMatchObject([{ code: 'run/check-failed', message: expect.stringContaining('1,500 rows') }]);
});

const unaskable = (severity: string) => `checks:\n  odd: { sql: select nope from totals, severity: ${severity} }\n`;

test('a check of severity warning that cannot be asked is shown, and holds no release back', async () => {
  const session = await sessionOn({ folder: productFolder(shop, { 'assets/totals.yaml': unaskable('warning') }), environment: 'prod' });
  const shipped = value(await ship(session, { dryRun: false, because: null, approvedBy: undefined }));
  expect(shipped.problems).toMatchObject([
    { code: 'run/check-unanswered', severity: 'warning', at: { file: 'assets/totals.yaml', line: 2 }, also: [{ severity: 'warning' }] },
  ]);
  expect(shipped.release?.number).toBe(1);
  expect(problemsOf(await accept(session, 'odd', 'known'))).toMatchObject([{ code: 'session/never-failed' }]);
  writeFileSync(join(session.folder, 'assets/totals.yaml'), unaskable('error'));
  const closed = value(await ship(session, { dryRun: false, because: null, approvedBy: undefined }));
  expect([closed.release, closed.problems]).toMatchObject([undefined, [{ code: 'run/check-unanswered', severity: 'error' }]]);
});

test('a damaged table is an error, also where a check of severity warning is the one to see it', async () => {
  const session = await sessionWith({ 'assets/totals.yaml': 'columns:\n  amount: { max: 90, severity: warning }\n' });
  expect(await problemsIn(session)).toEqual([]);
  const totals = (await session.store.pointers(session.environmentId)).get('totals') ?? expect.fail('no totals');
  rmSync(session.store.objectPath((await session.store.snapshot(totals.snapshot))?.parts[0]?.object as Digest));
  writeFileSync(join(session.folder, 'assets/totals.yaml'), 'columns:\n  amount: { max: 80, severity: warning }\n');
  expect((await problemsIn(session)).map((p) => [p.code, p.severity])).toEqual([['run/part-gone', 'error']]);
});

test('a variable that is not declared is a Problem at its place, in SQL and in checks', async () => {
  const session = await sessionWith({
    'trivet.yaml': 'product: shop\nvariables: [REGION]\n',
    'assets/report.sql': "select count(*) as shops\nfrom totals where shop = getvariable('regoin')",
    'assets/totals.yaml': "checks:\n  here: { sql: select * from totals where shop = getvariable('OTHER') }\n",
  });
  const prepared = async () => prepare(value(await observe(session)), session);
  expect(problemsOf(await prepared())).toMatchObject([
    {
      code: 'session/undeclared-variable',
      leg: 'development',
      message: 'report reads the variable regoin, which trivet.yaml does not declare; did you mean REGION?',
      at: { file: 'assets/report.sql', line: 2 },
      remedy: 'declare it in trivet.yaml: variables: [REGION, regoin]',
    },
    {
      code: 'session/undeclared-variable',
      message: 'totals.here reads the variable OTHER, which trivet.yaml does not declare',
      at: { file: 'assets/totals.yaml', line: 2 },
    },
  ]);
  const trivet = join(session.folder, 'trivet.yaml');
  writeFileSync(trivet, readFileSync(trivet, 'utf8').replace('[REGION]', '[Regoin, other]'));
  expect((await prepared()).ok).toBe(true);
});
