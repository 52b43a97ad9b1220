// Checks of a source of many files: a new file costs only itself, and what is said is what would be said of the whole.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bring, type Session } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { productFolder } from '../rig/index.ts';
import { sessionOn, shop, value } from './shop.ts';

const columns = (most: number) => `path: data/orders*.csv
key: [id]
columns:
  id: { required: true }
  shop: { in: [north, south] }
  amount: { min: 0, max: ${most} }
checks:
  total: { aggregate: { column: amount, measure: sum, min: 1 } }
  usual: { expression: { expression: amount <= (select 100 * max(amount) from orders where id < 3) } }
`;
const files = {
  ...shop,
  'sources/orders.yaml': columns(100),
  'data/orders2.csv': 'id,shop,amount\n3,south,5\n',
  'data/orders3.csv': 'id,shop,amount\n4,south,6\n',
};

type Watched = Session<Store> & { readonly asked: { readonly files: number; readonly sql: string }[] };

/** A session that keeps of each question about orders how many files it could read. */
async function watched(folder = productFolder(files)): Promise<Watched> {
  const session = await sessionOn({ folder });
  const asked: { files: number; sql: string }[] = [];
  const ask: Session['engine']['ask'] = (request) => {
    const { orders } = request.tables;
    if (orders?.kind === 'files') asked.push(...request.questions.map(({ sql }) => ({ files: orders.files.length, sql })));
    return session.engine.ask(request);
  };
  return { ...session, engine: { ...session.engine, ask }, asked };
}

const all = { selectors: [], rebuild: false };
const write = (session: Session, name: string, text: string) => writeFileSync(join(session.folder, 'data', name), `id,shop,amount\n${text}`);

/** What each rule of orders said at last, and the questions about it since the last time. */
async function checked(session: Watched): Promise<{ said: Record<string, readonly unknown[]>; asked: Watched['asked'] }> {
  session.asked.length = 0;
  value(await bring(session, all));
  const [run] = await session.store.runs({ limit: 1 });
  const checks = run ? await session.store.checkRuns({ run: run.id }) : [];
  const own = checks.filter((c) => c.asset === 'orders');
  return { said: Object.fromEntries(own.map((c) => [c.check, [c.status, c.offending, c.value, c.detail] as const])), asked: [...session.asked] };
}

const about = (asked: Watched['asked'], text: string) => asked.filter(({ sql }) => sql.includes(text)).map((one) => one.files);

test('a new file costs only itself, for the rules about rows; measures and keys see all', async () => {
  const session = await watched();
  const first = await checked(session);
  expect(Object.values(first.said).map(([status]) => status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass']);
  expect(new Set(first.asked.map((one) => one.files))).toEqual(new Set([3]));
  write(session, 'orders4.csv', '5,north,7\n');
  const next = await checked(session);
  expect(Object.values(next.said).map(([status]) => status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass']);
  expect(about(next.asked, '"amount" < ')).toEqual([1]);
  expect(about(next.asked, 'sum("amount")')).toEqual([4]);
  expect(about(next.asked, 'group by "id"')).toEqual([4]);
  // it asks about the other rows of its own table: that holds of no part by itself
  expect(about(next.asked, 'max(amount)')).toEqual([4]);
});

test('what offends in the new file is said as of the whole, until it is put right', async () => {
  const session = await watched();
  await checked(session);
  write(session, 'orders4.csv', '5,elsewhere,700\n');
  const bad = await checked(session);
  const fresh = await checked(await watched(productFolder({ ...files, 'data/orders4.csv': 'id,shop,amount\n5,elsewhere,700\n' })));
  expect(bad.said).toEqual(fresh.said);
  expect(bad.said['orders.amount.range']?.slice(0, 2)).toEqual(['fail', 1]);
  write(session, 'orders5.csv', '6,north,8\n');
  const more = await checked(session);
  expect(more.said['orders.amount.range']).toEqual(bad.said['orders.amount.range']);
  // the part that failed is asked again beside the new one; what held of it is not
  expect(new Set(about(more.asked, '"amount" < '))).toEqual(new Set([2]));
  expect(about(more.asked, 'where "id" is null)')).toEqual([1]);
  write(session, 'orders4.csv', '5,north,70\n');
  expect(Object.values((await checked(session)).said).map(([status]) => status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass']);
});

test('a rule that says something else is asked of every part again', async () => {
  const session = await watched();
  await checked(session);
  writeFileSync(join(session.folder, 'sources/orders.yaml'), columns(20));
  write(session, 'orders4.csv', '5,north,7\n');
  const { said, asked } = await checked(session);
  expect(said['orders.amount.range']?.slice(0, 2)).toEqual(['fail', 1]);
  expect(about(asked, '"amount" < ')).toContain(4);
  expect(about(asked, 'where "id" is null)')).toEqual([1]);
});

test('under another environment every part is asked again', async () => {
  const session = await watched();
  await checked(session);
  writeFileSync(join(session.folder, 'trivet.yaml'), 'product: shop\nengine: { timezone: Asia/Tokyo }\n');
  write(session, 'orders4.csv', '5,north,7\n');
  expect(about((await checked(session)).asked, '"amount" < ')).toEqual([4]);
});
