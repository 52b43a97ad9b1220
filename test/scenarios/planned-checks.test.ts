// What `plan --checks` tells is what a run asks: the same questions of the same files, before anything is built and when a file comes later.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bring, observe, type PlannedChecks, planFor, plannedChecks, prepare, type Session } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { productFolder } from '../rig/index.ts';
import { sessionOn, value } from './shop.ts';

const rules = (checks = '') => `path: data/orders*.csv
key: [id]
columns:
  id: { type: bigint, required: true }
  shop: { type: varchar, in: [north, south] }
  amount: { type: double, min: 0, max: 100 }
rows: { min: 1 }
checks:
  total: { aggregate: { column: amount, measure: sum, min: 1 } }
${checks}`;

const files = {
  'trivet.yaml': 'product: shop\n',
  'sources/orders.yaml': rules(),
  'sources/shops.yaml': 'path: data/shops.csv\ncolumns: { name: { type: varchar, required: true } }\n',
  'data/orders1.csv': 'id,shop,amount\n1,north,10\n2,south,30\n',
  'data/orders2.csv': 'id,shop,amount\n3,south,5\n',
  'data/shops.csv': 'name,city\nnorth,Oslo\nsouth,Rome\n',
  'assets/totals.sql': 'select shop, sum(amount) as amount, count(*) as n from orders group by shop',
  'assets/totals.yaml': `key: shop
columns:
  shop: { required: true, references: shops.name }
  n: { min: 1 }
checks:
  known: { sql: "select t.shop from totals t anti join shops s on t.shop = s.name" }
  spread: { aggregate: { column: amount, measure: median, max: 1000 }, where: n > 0 }
`,
};

interface AskedOf {
  readonly asset: string;
  readonly files: number;
  readonly sql: readonly string[];
}

/** A session that keeps what is asked of each asset. */
async function watched(folder = productFolder(files)): Promise<Session<Store> & { readonly asked: AskedOf[] }> {
  const session = await sessionOn({ folder });
  const asked: AskedOf[] = [];
  const ask: Session['engine']['ask'] = (request) => {
    const [asset, table] = Object.entries(request.tables).at(-1) ?? [];
    if (asset && table?.kind === 'files' && !request.bind)
      asked.push({ asset, files: table.files.length, sql: request.questions.map(({ sql }) => sql) });
    return session.engine.ask(request);
  };
  return { ...session, engine: { ...session.engine, ask }, asked };
}

async function planned(session: Session): Promise<readonly PlannedChecks[]> {
  const prepared = value(await prepare(value(await observe(session)), session));
  const { plan } = value(await planFor(prepared, session, { selectors: [], rebuild: false }));
  return value(await plannedChecks(prepared, plan, session));
}

const told = (all: readonly PlannedChecks[], asset: string) => all.find((one) => one.asset === asset);
const sqlOf = (all: readonly PlannedChecks[], asset: string) => (told(all, asset)?.questions ?? []).map(({ sql }) => sql);

/** Runs, and gives what was asked of an asset at first, by the number of its files. */
async function asks(session: Awaited<ReturnType<typeof watched>>, asset: string): Promise<readonly string[]> {
  session.asked.length = 0;
  value(await bring(session, { selectors: [], rebuild: false }));
  return firstOf(session.asked, asset);
}

function firstOf(asked: readonly AskedOf[], asset: string): readonly string[] {
  const own = asked.filter((one) => one.asset === asset);
  return own.filter((one, i) => own.findIndex(({ files }) => files === one.files) === i).flatMap(({ sql }) => sql);
}

test('before anything is built, the questions are those that the run asks; bytes are known of files alone', async () => {
  const session = await watched();
  const all = await planned(session);
  expect(session.asked).toEqual([]);
  expect(all.map(({ asset, of }) => [asset, of])).toEqual([
    ['orders', 'files'],
    ['shops', 'files'],
    ['totals', 'columns'],
  ]);
  const size = Buffer.byteLength(`${files['data/orders1.csv']}${files['data/orders2.csv']}`);
  expect(told(all, 'orders')?.questions.map(({ bytes }) => bytes)).toEqual(sqlOf(all, 'orders').map(() => size));
  expect(told(all, 'totals')?.questions.every(({ bytes }) => bytes === null)).toBe(true);
  expect(told(all, 'orders')?.known).toEqual(['orders.rows']);
  expect(await asks(session, 'orders')).toEqual(sqlOf(all, 'orders'));
  expect(firstOf(session.asked, 'shops')).toEqual(sqlOf(all, 'shops'));
  // how many rows it will have is not known: it is told as of a large table
  const ids = told(all, 'totals')?.questions.flatMap((q) => q.rules.map(({ id }) => id));
  const names = ['key', 'shop.required', 'shop.references', 'n.range', 'known', 'spread'];
  expect(ids?.sort()).toEqual(names.map((name) => `totals.${name}`).sort());
});

test('a new file is told of alone for the rules about rows; what is built of it stands as it is shown', async () => {
  const session = await watched();
  await asks(session, 'orders');
  const late = 'id,shop,amount\n4,south,6\n5,south,7\n';
  writeFileSync(join(session.folder, 'data', 'orders3.csv'), late);
  const all = await planned(session);
  const orders = told(all, 'orders');
  const parts = new Map(orders?.questions.flatMap((q) => q.rules.map((rule) => [rule.id, q.parts.asked] as const)));
  expect([parts.get('orders.id.required'), parts.get('orders.amount.range'), parts.get('orders.key'), parts.get('orders.total')]).toEqual([
    1, 1, 3, 3,
  ]);
  expect(orders?.questions.find((q) => q.parts.asked === 1)?.bytes).toBe(Buffer.byteLength(late));
  const totals = told(all, 'totals');
  expect(totals?.of).toBe('shown');
  expect(totals?.questions.some(({ bytes }) => bytes !== null && bytes > 0)).toBe(true);
  expect(await asks(session, 'orders')).toEqual(sqlOf(all, 'orders'));
  expect(firstOf(session.asked, 'totals')).toEqual(sqlOf(all, 'totals'));
});

test('kept answers are not told as questions: a new rule is alone, and then there is none', async () => {
  const session = await watched();
  await asks(session, 'orders');
  writeFileSync(join(session.folder, 'sources', 'orders.yaml'), rules('  small: { expression: { expression: amount < 90 } }\n'));
  const all = await planned(session);
  const orders = told(all, 'orders');
  expect(orders?.questions.flatMap(({ rules: own }) => own.map(({ id }) => id))).toEqual(['orders.small']);
  expect(orders?.kept).toContain('orders.key');
  expect(await asks(session, 'orders')).toEqual(sqlOf(all, 'orders'));
  expect(await planned(session)).toEqual([]);
});

test('what cannot be asked or known is said, and the rest is told', async () => {
  const folder = productFolder({
    ...files,
    'assets/made.ts': 'export default async function ({ orders }) { return orders.rows(); }\n',
    'assets/made.yaml': 'reads: [orders]\ncolumns: { shop: { required: true } }\n',
    'assets/totals.yaml':
      'columns:\n  gone: { required: true }\n  n: { min: 1 }\nchecks:\n  made: { sql: "select * from totals where shop not in (select shop from made)" }\n',
  });
  const session = await watched(folder);
  const all = await planned(session);
  expect(told(all, 'totals')).toMatchObject({ later: ['totals.made'], unaskable: [{ code: 'checks/unknown-column' }] });
  expect(told(all, 'totals')?.questions.flatMap(({ rules: own }) => own.map(({ id }) => id))).toEqual(['totals.n.range']);
  expect(told(all, 'made')).toMatchObject({ of: 'unknown', later: ['made.shop.required'], questions: [] });
});
