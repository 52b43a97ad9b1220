// What a run tells and keeps of a table with a personal column: no value of it but in what an acceptance needs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { accept, bring } from '../../src/session/index.ts';
import { productFolder } from '../rig/index.ts';
import { sessionOn, shop, value } from './shop.ts';

const checks = `columns: { email: { personal: true }, age: { personal: true } }
checks:
  eldest: { sqlValue: { sql: "select max(age) from orders", max: 40 } }
  few: { sqlValue: { sql: "select count(*) from orders", max: 1 } }
  named: { sql: "select email as e, id from orders" }
  broken: { expression: { expression: "email::integer > 3" } }
  told: { sqlValue: { sql: "select error(email) from orders", max: 1 } }
`;
const files = {
  ...shop,
  'data/orders.csv': 'id,shop,amount,email,age\n1,north,10,ada@secret.com,36\n2,south,30,bob@secret.com,4711\n',
  'sources/orders.yaml': `path: data/orders.csv\n${checks}`,
};

test('run shows and records no personal value, and a hidden value can be accepted', async () => {
  const session = await sessionOn({ folder: productFolder(files) });
  const end = value(await bring(session, { selectors: [], rebuild: false }));
  expect(JSON.stringify(end)).not.toMatch(/secret\.com|4711/);
  expect(end.problems.map((p) => p.message).join('\n')).toContain('orders.few');
  const [run] = await session.store.runs({ limit: 1 });
  const recorded = new Map((await session.store.checkRuns({ run: run?.id as never })).map((one) => [one.check, one]));
  expect(['orders.eldest', 'orders.few'].map((check) => recorded.get(check)?.value)).toEqual([null, 2]);
  const errors = ['orders.broken', 'orders.told'].map((check) => recorded.get(check));
  expect(errors.map((one) => one?.status)).toEqual(['error', 'error']);
  expect(JSON.stringify(errors)).not.toContain('secret.com');
  expect(value(await accept(session, 'eldest', 'known')).acceptance.value).toBe(4711);
  const again = value(await bring(session, { selectors: [], rebuild: false }));
  expect(JSON.stringify(again)).not.toContain('orders.eldest fails');
  const [newest] = await session.store.runs({ limit: 1 });
  const accepted = (await session.store.checkRuns({ run: newest?.id as never })).find(({ check }) => check === 'orders.eldest');
  expect(accepted).toMatchObject({ status: 'accepted', value: null });
});

test('rows that a personal column names are accepted by their digests, others by their keys', async () => {
  const session = await sessionOn({ folder: productFolder(files) });
  value(await bring(session, { selectors: [], rebuild: false }));
  const accepted = value(await accept(session, 'named', 'known')).acceptance;
  expect([accepted.keys, accepted.digests?.length, accepted.columns]).toEqual([undefined, 2, ['e', 'id']]);
  expect(readFileSync(join(session.folder, 'acceptances.yaml'), 'utf8')).not.toContain('secret.com');
  value(await bring(session, { selectors: [], rebuild: false }));
  const [newest] = await session.store.runs({ limit: 1 });
  const named = (await session.store.checkRuns({ run: newest?.id as never })).find(({ check }) => check === 'orders.named');
  expect(named).toMatchObject({ status: 'accepted', offending: 2 });
});

test('a check of one table that reads another shows no personal value of that one', async () => {
  const beside = `checks:
  who: { sql: "select email, o.amount from orders o where o.amount > 20" }
  newest: { sqlValue: { sql: "select max(email) from orders", is: x } }
`;
  const session = await sessionOn({
    folder: productFolder({ ...files, 'data/places.csv': 'shop\nnorth\n', 'sources/places.yaml': `path: data/places.csv\n${beside}` }),
  });
  const end = value(await bring(session, { selectors: [], rebuild: false }));
  expect(end.problems.map((p) => p.message).join('\n')).toContain('places.who');
  expect(JSON.stringify(end)).not.toContain('secret.com');
  expect(JSON.stringify(value(await accept(session, 'who', 'known')).acceptance)).not.toContain('secret.com');
});
