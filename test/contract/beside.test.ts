// NAME.odcs.yaml beside a source, an asset or an output: what it says becomes the product's own; what both spellings say must be the same.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { digestOf, type Effects, type Outcome, type Problem } from '../../src/base/index.ts';
import { rulesOf } from '../../src/checks/index.ts';
import { documentOfShort, exportContract } from '../../src/contract/index.ts';
import type { Described, Product } from '../../src/product/index.ts';
import { openToWrite, productOf, ship } from '../../src/session/index.ts';
import { head } from './rig.ts';

type Texts = Readonly<Record<string, string>>;

const base: Texts = {
  'trivet.yaml': 'product: shop\n',
  'sources/orders.yaml': 'path: data/orders.csv\n',
  'sources/users.yaml': 'path: data/users.csv\n',
  'assets/sales.sql': 'select id, state from orders',
};

function productIn(texts: Texts): Outcome<Product> {
  const files = Object.entries({ ...base, ...texts }).map(([path, text]) => ({ path, text: text.replaceAll('▸', ''), digest: digestOf(text) }));
  return productOf({ files, codeFolder: '/shop', folder: '/shop' });
}
function valid(texts: Texts): Product {
  const product = productIn(texts);
  if (!product.ok) throw new Error(product.problems.map(spell).join('\n'));
  return product.value;
}
const spell = ({ code, at, message }: Problem): string => `${code} ${at?.file}:${at?.line}:${at?.column} ${message}`;
const problemsOf = (texts: Texts): readonly string[] => {
  const product = productIn(texts);
  return product.ok
    ? []
    : product.problems.map(({ code, at }) => [code, at?.file, at?.line, at?.column].filter((part) => part !== undefined).join(' '));
};
const marked = (texts: Texts, code: string): readonly string[] =>
  Object.entries(texts).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, i) => [...line.matchAll(/▸/g)].map((mark, nth) => `${code} ${path} ${i + 1} ${mark.index - nth + 1}`)),
  );

const contract = (name: string, body: string) => `${head}schema:\n  - name: ${name}\n${body}`;
const plain = ({ key, columns, rows, checks, description }: Described): unknown =>
  JSON.parse(JSON.stringify({ key, columns, rows, checks, description }, (k, v) => (k === 'at' || k === 'sqlAt' ? undefined : v)));

const sales = `description: One row for each sale
key: id
columns:
  id: { type: integer, required: true, references: orders.id }
  state: { type: text, in: [open, shut], required: 99% }
rows: { min: 10 }
checks:
  usual: { sql: "select id from sales where state is null", severity: warning }
`;

test('a contract says the same as the short form: its export in its place makes the same rules', () => {
  const short = valid({ 'assets/sales.yaml': sales }).assets.get('sales');
  if (!short) throw new Error('no asset');
  const exported = exportContract(documentOfShort(short), 'odcs');
  for (const texts of [{ 'assets/sales.odcs.yaml': exported }, { 'assets/sales.odcs.yaml': exported, 'assets/sales.yaml': sales }] as Texts[]) {
    const asset = valid(texts).assets.get('sales');
    expect(asset && plain(asset)).toEqual(plain(short));
    expect(asset?.contractFile?.path).toBe('assets/sales.odcs.yaml');
  }
});

test('both may speak of one column, each of its own', () => {
  const product = valid({
    'sources/orders.yaml': 'path: data/orders.csv\ncolumns:\n  id: { type: integer }\n',
    'sources/orders.odcs.yaml': contract(
      'orders',
      '    properties:\n      - { name: ID, required: true, relationships: [{ to: USERS.id }] }\n      - { name: note }\n',
    ),
  });
  expect(product.assets.get('orders')?.columns).toMatchObject([
    { name: 'id', type: 'integer', required: true, references: { asset: 'users', column: 'id' }, at: { file: 'sources/orders.yaml' } },
    { name: 'note', at: { file: 'sources/orders.odcs.yaml', line: 10 } },
  ]);
  // each rule is told where it stands
  const places = rulesOf(product).map(({ id, at }) => [id, `${at.file}:${at.line}`]);
  expect(places).toEqual([
    ['orders.id.type', 'sources/orders.yaml:3'],
    ['orders.id.required', 'sources/orders.odcs.yaml:9'],
    ['orders.id.references', 'sources/orders.odcs.yaml:9'],
  ]);
  // the bundle has it too
  expect(product.files.map((f) => f.path)).toContain('sources/orders.odcs.yaml');
});

const wrong: Readonly<Record<string, readonly [code: string, texts: Texts]>> = {
  'a key that both say otherwise': [
    'session/said-twice',
    {
      'assets/sales.yaml': 'key: id\n',
      'assets/sales.odcs.yaml': contract('sales', '    properties:\n      - { name: ▸state, primaryKey: true }\n'),
    },
  ],
  'a column’s type that both say otherwise': [
    'session/said-twice',
    {
      'assets/sales.yaml': 'columns: { id: text }\n',
      'assets/sales.odcs.yaml': contract('sales', '    properties:\n      - { name: ▸id, physicalType: integer }\n'),
    },
  ],
  'a check of one name that both say otherwise': [
    'session/said-twice',
    {
      'assets/sales.yaml': 'checks: { few: { rowCount: { max: 5 } } }\n',
      'assets/sales.odcs.yaml': contract('sales', '    quality:\n      - { name: ▸few, metric: rowCount, mustBeLessThan: 5 }\n'),
    },
  ],
  'a contract of another table': ['session/contract-of-another', { 'assets/sales.odcs.yaml': `${head}schema:\n  ▸- name: sails\n  - name: ships\n` }],
  'a reference to a table that the product does not have': [
    'session/contract-refers-outside',
    { 'assets/sales.odcs.yaml': contract('sales', '    properties:\n      - { name: id, relationships: [{ to: ▸people.id }] }\n') },
  ],
  'a contract that is none': ['contract/bad-choice', { 'assets/sales.odcs.yaml': head.replace('v3.1.0', '▸v9').replace('id: orders', 'id: x') }],
  'a contract of an output that is none': [
    'contract/missing-key',
    {
      'outputs/late.sql': 'select * from sales',
      'outputs/late.odcs.yaml': head.replace('kind: DataContract\n', '').replace('apiVersion', '▸apiVersion'),
    },
  ],
};
test.each(Object.entries(wrong))('%s', (_, [code, texts]) => {
  expect(problemsOf(texts)).toEqual(marked(texts, code));
});

test('a contract beside nothing', () => {
  expect(problemsOf({ 'assets/sails.odcs.yaml': contract('sails', '') })).toEqual([
    ['product/contract-without-table', 'assets/sails.odcs.yaml'].join(' '),
  ]);
  const product = productIn({ 'assets/sails.odcs.yaml': contract('sails', '') });
  expect(product.ok ? '' : product.problems[0]?.message).toContain('did you mean `assets/sales.sql`');
});

const folder = mkdtempSync(join(tmpdir(), 'contract beside '));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const effects: Effects = {
  now: () => Date.parse('2026-11-23T00:00:00Z'),
  monotonic: () => 0,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'ada',
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

function put(texts: Texts): void {
  for (const [path, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

async function shipped(): Promise<{
  readonly problems: readonly string[];
  readonly release: number | undefined;
  readonly checks: readonly string[];
}> {
  const session = await openToWrite({ folder, environment: 'prod', sets: [], effects, emit: () => undefined, command: 'test', waitMs: 0 });
  if (!session.ok) throw new Error(session.problems.map(spell).join('\n'));
  try {
    const end = await ship(session.value, { dryRun: false, because: null, approvedBy: undefined });
    if (!end.ok) return { problems: end.problems.map(spell), release: undefined, checks: [] };
    const checks = [...end.value.results.values()].flatMap((result) => result.checks.map((c) => `${c.rule.id} ${c.settled}`));
    return { problems: end.value.problems.map(spell), release: end.value.release?.number, checks };
  } finally {
    await session.value.close();
  }
}

test('its rules are checked like others, and an output that is unlike its contract is not shipped', async () => {
  put({
    ...base,
    'data/orders.csv': 'id,state\n1,open\n2,shut\n',
    'data/users.csv': 'id\n1\n',
    'assets/sales.odcs.yaml': contract(
      'sales',
      '    properties:\n      - { name: id, logicalType: integer, required: true, relationships: [{ to: orders.id }] }\n',
    ),
    'outputs/late.sql': 'select id, state from sales',
    'outputs/late.odcs.yaml': contract(
      'late',
      '    properties:\n      - { name: id, logicalType: string }\n      - { name: since, logicalType: date }\n',
    ),
  });
  const first = await shipped();
  expect(first.checks).toContain('sales.id.required pass');
  expect(first.checks).toContain('sales.id.references pass');
  expect(first.release).toBeUndefined();
  expect(first.problems.filter((p) => p.startsWith('session/unlike-contract'))).toEqual([
    'session/unlike-contract outputs/late.odcs.yaml:9:17 the contract of late promises that `id` is string, and its answers have BIGINT',
    'session/unlike-contract outputs/late.odcs.yaml:10:17 the contract of late promises a column `since`, and its answers have none',
  ]);
  put({ 'outputs/late.odcs.yaml': contract('late', '    properties:\n      - { name: id, logicalType: integer }\n') });
  expect(await shipped()).toMatchObject({ problems: [], release: 1 });
}, 60_000);
