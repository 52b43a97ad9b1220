// Rules of contracts that nothing can execute: one line where the checks were asked, none where all run.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { unaskedText } from '../../src/cli/unasked.ts';
import type { Product } from '../../src/product/index.ts';
import { productOf } from '../../src/session/index.ts';
import { palette } from '../../src/telemetry/index.ts';

const contract = (name: string, quality: string) =>
  `apiVersion: v3.1.0\nkind: DataContract\nid: ${name}\nversion: 1.0.0\nstatus: active\nschema:\n  - name: ${name}\n    properties: [{ name: id }]\n    quality:\n${quality}`;
const forPeople = '      - { type: text, description: reviewed every quarter }\n';
const another = '      - { type: custom, engine: soda, implementation: "checks for orders" }\n';
const runs = '      - { type: library, metric: rowCount, mustBeGreaterThan: 0 }\n';

function product(texts: Readonly<Record<string, string>>): Product {
  const files = Object.entries({ 'trivet.yaml': 'product: shop\n', ...texts }).map(([path, text]) => ({ path, text, digest: digestOf(text) }));
  const made = productOf({ files, codeFolder: '/shop', folder: '/shop' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value;
}

const look = { palette: palette(false), width: 80 };

test('one contract by its name, several by their number; the command names their files', () => {
  const shop = product({
    'sources/orders.yaml': 'path: data/orders.csv\n',
    'sources/orders.odcs.yaml': contract('orders', forPeople + another + runs),
    'assets/totals.sql': 'select 1 as id',
    'assets/totals.odcs.yaml': contract('totals', forPeople),
    'assets/plain.sql': 'select 1 as id',
    'assets/plain.odcs.yaml': contract('plain', runs),
  });
  expect(unaskedText(shop, ['orders', 'plain'], look)).toBe(
    "2 rules of orders.odcs.yaml can't be run: trivet contract lint sources/orders.odcs.yaml",
  );
  expect(unaskedText(shop, ['orders', 'totals', 'plain'], look)).toBe(
    "3 rules of 2 contracts can't be run: trivet contract lint sources/orders.odcs.yaml assets/totals.odcs.yaml",
  );
  expect(unaskedText(shop, ['plain'], look)).toBe('');
  expect(shop.assets.get('orders')?.notRun?.map(({ at }) => at.line)).toEqual([10, 11]);
});
