// What is remembered must not outlive what it depends on: digests of files, rows counted, unit tests, the order of a table.

import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bring, look, observe, planFor, prepare, replayBuilds, type Session, ship } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { productFolder } from '../rig/index.ts';
import { effects, sessionOn, shop, value } from './shop.ts';

const all = { selectors: [], rebuild: false };
const later = { ...effects, now: () => Date.now() + 60_000 };
const write = (session: Session, path: string, text: string) => writeFileSync(join(session.folder, path), text);

async function reasons(session: Session): Promise<readonly string[]> {
  const prepared = value(await prepare(value(await observe(session)), session));
  return value(await planFor(prepared, session, all)).plan.stages.flatMap((s) => (s.kind === 'read' ? s.reasons.map((r) => r.text) : []));
}

test('a file written again at the same size, its mtime set back, is another file', async () => {
  const session = await sessionOn({ effects: later });
  value(await bring(session, all));
  const file = join(session.folder, 'data/orders.csv');
  const { mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('10', '11'));
  utimesSync(file, mtime, mtime);
  expect(await reasons(session)).toEqual(['orders has 1 changed file (data/orders.csv)']);
});

test('--rebuild of a source hashes its files again, whatever is remembered of them', async () => {
  const session = await sessionOn({ effects: later });
  value(await bring(session, all));
  const cached: Store['cached'] = async (kind, keys) => (kind === 'file-digest' ? keys.map(() => 'f'.repeat(64)) : session.store.cached(kind, keys));
  const misled = { ...session, store: { ...session.store, cached } as Store };
  expect(value(await bring(misled, { selectors: ['orders'], rebuild: true })).problems).toEqual([]);
  expect(value(await bring(misled, { selectors: ['totals'], rebuild: true })).problems).toEqual([]);
  expect(value(await bring(misled, all)).problems).not.toEqual([]);
});

test('rows are counted anew where a source reads its files otherwise', async () => {
  const folder = productFolder({ ...shop, 'sources/orders.yaml': 'path: data/orders*.csv\n' });
  const session = await sessionOn({ folder });
  value(await bring(session, all));
  write(session, 'data/orders2.csv', '3,south,5\n4,south,6\n');
  expect(await reasons(session)).toEqual(['orders has 1 new file, 2 rows (data/orders2.csv)']);
  write(session, 'sources/orders.yaml', 'path: data/orders*.csv\nheader: true\n');
  expect(await reasons(session)).toContain('orders has 1 new file, 1 row (data/orders2.csv)');
});

test('one bad file among many, put right: the others are not looked at again', async () => {
  const folder = productFolder({ ...shop, 'sources/orders.yaml': 'path: data/orders*.csv\n' });
  const session = await sessionOn({ folder });
  write(session, 'data/orders2.csv', 'id,shop\n3,south\n');
  expect(value(await bring(session, all)).problems).toMatchObject([{ code: 'engine/columns-differ' }]);
  const asked: (readonly boolean[])[] = [];
  const inspect: Session['engine']['inspect'] = (request) => {
    asked.push(request.files.map((f) => f.known !== undefined));
    return session.engine.inspect(request);
  };
  write(session, 'data/orders2.csv', 'id,shop,amount\n3,south,7\n');
  expect(value(await bring({ ...session, engine: { ...session.engine, inspect } }, all)).problems).toEqual([]);
  expect(asked).toEqual([[true, false]]);
});

test('ship runs unit tests with the types of the candidate’s tables, not of those that prod shows', async () => {
  const folder = productFolder({
    ...shop,
    'tests/report.yaml':
      '- name: a long amount\n  given:\n    totals: { columns: [shop, amount], rows: [[a, 3000000000]] }\n  expect: { columns: [most], rows: [[3000000000]] }\n',
    'assets/totals.sql': 'select shop, sum(amount)::bigint as amount from orders group by shop',
    'assets/report.sql': 'select max(amount) as most from totals',
  });
  const options = { dryRun: false, because: null, approvedBy: undefined };
  const session = await sessionOn({ folder, environment: 'prod' });
  expect(value(await ship(session, options)).tests.map((t) => t.status)).toEqual(['pass']);
  write(session, 'assets/totals.sql', 'select shop, sum(amount)::integer as amount from orders group by shop');
  expect(value(await ship(session, options)).tests.map((t) => t.status)).toEqual(['error']);
});

test('another final ORDER BY is another table to look at, and the same content to its readers', async () => {
  const folder = productFolder({ ...shop, 'assets/totals.sql': 'select shop, amount from orders order by amount' });
  const session = await sessionOn({ folder });
  value(await bring(session, all));
  const rows = async () => value(await look(session, { of: { asset: 'totals' }, columns: ['amount'], where: undefined, limit: 9 })).answer.rows;
  expect(await rows()).toEqual([[10], [30]]);
  write(session, 'assets/totals.sql', 'select shop, amount from orders order by amount desc');
  const { results } = value(await bring(session, all));
  expect([results.get('totals')?.outcome, results.get('report')?.outcome, await rows()]).toEqual(['built', 'unchanged', [[30], [10]]]);
  value(await bring(session, { selectors: [], rebuild: true }));
  expect(await rows()).toEqual([[30], [10]]);
});

test('verify --replay of a source reads its files again, and does not believe what is remembered of them', async () => {
  const session = await sessionOn();
  value(await bring(session, all));
  const measured: string[] = [];
  const measure: Session['engine']['measure'] = (file) => {
    measured.push(file.label);
    return session.engine.measure(file);
  };
  const replayed = await replayBuilds(3, { ...session, engine: { ...session.engine, measure } });
  expect(replayed.map((r) => r.agrees)).toEqual([true, true, true]);
  expect(measured).toContain('data/orders.csv');
});

test('a question may end in a comment after its semicolon', async () => {
  const session = await sessionOn();
  const asked = value(await look(session, { of: { sql: 'select 1 as a; -- c' }, columns: [], where: undefined, limit: 9 }));
  expect([asked.count, asked.answer.rows, asked.columns.map((c) => c.distinct)]).toEqual([1, [[1]], [1]]);
});
