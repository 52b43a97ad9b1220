// The rules that the page is handed: in words, and as the query over the tables that are live.

import { expect, test } from 'vitest';
import { pageRules } from '../../src/cli/up/page-rules.ts';
import type { LiveRelease } from '../../src/serving/index.ts';
import { product } from '../checks/rig.ts';

const shop = product({
  orders: {
    key: ['id'],
    columns: { amount: { min: 0 }, shop: { references: { asset: 'shops', column: 'name' } } },
    checks: { own: { sql: 'select 1 where false' } },
  },
  shops: {},
});
const solved = { ...shop, solved: { model: 'orders', metric: 'auc', betterThan: ['usual'], by: 0, at: { file: 'trivet.yaml' } } };

const rows = (...columns: readonly string[]) => ({ kind: 'rows', columns: columns.map((name) => ({ name, type: 'INTEGER' })), rows: [] }) as const;
const live = (tables: LiveRelease['tables']): LiveRelease => ({
  environment: 'prod',
  number: 1,
  kind: 'ship',
  by: 'mara',
  at: '2001-03-04T14:00:00Z',
  product: shop,
  tables,
  contents: {},
  models: {},
  settings: { timezone: 'UTC' },
  variables: {},
});

const queries = (release: LiveRelease | undefined) =>
  Object.fromEntries(pageRules(solved as never, release, '2001-03-04T14:00:00Z').map(({ id, query }) => [id, query]));

test('every rule over live tables has its query, a metric has none', () => {
  const found = queries(live({ orders: rows('id', 'amount', 'shop'), shops: rows('name') }));
  expect(found).toMatchObject({
    'orders.key': expect.stringContaining('group by "id"'),
    'orders.amount.range': 'select * from "orders" where ("amount" < 0) order by "id"',
    'orders.shop.references': expect.stringContaining('from "shops"'),
    'orders.own': 'select 1 where false',
    'orders.solved': null,
  });
});

test('of a table that is not live only what somebody wrote is a query', () => {
  for (const release of [undefined, live({ shops: rows('name') })]) {
    expect(queries(release)).toEqual({
      'orders.key': null,
      'orders.amount.range': null,
      'orders.shop.references': null,
      'orders.own': 'select 1 where false',
      'orders.solved': null,
    });
  }
});
