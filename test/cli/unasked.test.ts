// Rules of contracts that nothing can execute: one line where the checks were asked, none where all run.

import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { unaskedText } from '../../src/cli/unasked.ts';
import { type Prepared, productOf } from '../../src/session/index.ts';
import { palette } from '../../src/telemetry/index.ts';

const contract = (name: string, quality: string) =>
  `apiVersion: v3.1.0\nkind: DataContract\nid: ${name}\nversion: 1.0.0\nstatus: active\nschema:\n  - name: ${name}\n    properties: [{ name: id }]\n    quality:\n${quality}`;
const forPeople = '      - { type: text, description: reviewed every quarter }\n';
const another = '      - { type: custom, engine: soda, implementation: "checks for orders" }\n';
const runs = '      - { type: library, metric: rowCount, mustBeGreaterThan: 0 }\n';

/** `reads`: what the outputs read, by name. */
function product(texts: Readonly<Record<string, string>>, reads: Readonly<Record<string, readonly string[]>> = {}) {
  const files = Object.entries({ 'trivet.yaml': 'product: shop\n', ...texts }).map(([path, text]) => ({ path, text, digest: digestOf(text) }));
  const made = productOf({ files, codeFolder: '/shop', folder: '/shop' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  const outputs = new Map([...made.value.outputs].map(([name, output]) => [name, { output, reads: reads[name] ?? [], clock: false }]));
  return { world: { product: made.value } as Prepared['world'], outputs };
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
  expect(shop.world.product.assets.get('orders')?.notRun?.map(({ at }) => at.line)).toEqual([10, 11]);
});

test('beside an output nothing but columns is compared: every other rule is told, where a table that it reads was checked', () => {
  const promised = contract('open', forPeople + runs).replace('{ name: id }', '{ name: id, logicalType: integer, required: true }');
  const files = {
    'assets/totals.sql': 'select 1 as id',
    'assets/plain.sql': 'select 1 as id',
    'outputs/open.sql': 'select id from totals',
    'outputs/open.odcs.yaml': promised,
    'outputs/bare.sql': 'select id from totals',
    'outputs/bare.odcs.yaml': contract('bare', '').replace('\n    quality:', ''),
  };
  const shop = product(files, { open: ['totals'], bare: ['totals'] });
  expect(unaskedText(shop, ['plain', 'totals'], look)).toBe("3 rules of open.odcs.yaml can't be run: trivet contract lint outputs/open.odcs.yaml");
  expect(unaskedText(shop, ['plain'], look)).toBe('');
  expect(shop.world.product.outputs.get('open')?.notRun?.map(({ rule, at }) => [rule, at.line])).toEqual([
    ['id.required', 8],
    ['rowCount', 11],
    ['text', 10],
  ]);
});
