// A contract that calls its table otherwise than the product does: its rules are of the table that it stands beside, and of no other.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Effects } from '../../src/base/index.ts';
import { openToWrite, ship } from '../../src/session/index.ts';
import { head } from './rig.ts';

const root = mkdtempSync(join(tmpdir(), 'contract of another name '));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const effects: Effects = {
  now: () => Date.parse('2026-11-23T00:00:00Z'),
  monotonic: () => 0,
  randomHex: (bytes) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'ada',
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** `rule settled` of each rule of a product of these files, and the codes of what is wrong. */
async function shipped(name: string, texts: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const folder = join(root, name);
  for (const [path, text] of Object.entries({ 'trivet.yaml': 'product: shop\n', ...texts })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const session = await openToWrite({ folder, environment: 'prod', sets: [], effects, emit: () => undefined, command: 'test', waitMs: 0 });
  if (!session.ok) return session.problems.map(({ code, message }) => `${code} ${message}`);
  try {
    const end = await ship(session.value, { dryRun: false, because: null, approvedBy: undefined });
    if (!end.ok) return end.problems.map(({ code, message }) => `${code} ${message}`);
    return [...end.value.results.values()].flatMap((result) => result.checks.map((c) => `${c.rule.id} ${c.settled}`)).sort();
  } finally {
    await session.value.close();
  }
}

const none = (query: string) => `{ name: low, type: sql, query: ${JSON.stringify(query)}, mustBe: 0 }`;
const contract = (quality: string, physical = 'raw', properties = '') =>
  `${head}schema: [{ name: orders, physicalName: ${physical}, ${properties} quality: [${quality}] }]\n`;
const raw = { 'sources/raw.yaml': 'path: data/raw.csv\n', 'data/raw.csv': 'id,parent,amount\n1,1,500\n2,1,5\n' };
const orders = { 'sources/orders.yaml': 'path: data/orders.csv\n', 'data/orders.csv': 'id,amount\n9,5\n' };

test.each([
  ['a placeholder', 'select count(*) from ${table} where amount > 100', 'raw'],
  ['the contract’s own name', 'select count(*) from orders where orders.amount > 100', 'raw'],
  ['the contract’s own name, quoted', 'with big as (select * from "orders" o where o.amount > 100) select count(*) from big', 'raw'],
  ['its physicalName', 'select count(*) from raw_v2 where raw_v2.amount > 100', 'raw_v2'],
])('%s is the table it stands beside', async (what, query, physical) => {
  const texts = { ...raw, 'sources/raw.odcs.yaml': contract(none(query), physical) };
  expect(await shipped(`${what} beside another`, { ...texts, ...orders })).toEqual(['raw.low fail']);
  expect(await shipped(`${what} alone`, texts)).toEqual(['raw.low fail']);
});

test('so it is in relationships and in rules of the short form', async () => {
  const properties =
    'properties: [{ name: id, primaryKey: true }, { name: parent, relationships: [{ to: orders.id }] }, { name: amount, relationships: [{ to: raw.id }] }],';
  const quality = [
    '{ name: own, type: custom, engine: trivet, implementation: { foreignKey: { columns: amount, table: orders, to: id } } }',
    '{ name: big, type: custom, engine: trivet, implementation: { sql: "select * from orders where amount > 100" } }',
    '{ name: one, type: custom, engine: trivet, implementation: { sqlValue: { sql: "select count(*) from orders where amount > 100", is: 0 } } }',
  ].join(', ');
  const texts = { ...raw, 'sources/raw.odcs.yaml': contract(quality, 'raw', properties) };
  const expected = ['raw.amount.references fail', 'raw.big fail', 'raw.key pass', 'raw.one fail', 'raw.own fail', 'raw.parent.references pass'];
  expect(await shipped('relationships', { ...texts, ...orders })).toEqual(expected);
  expect(await shipped('relationships alone', texts)).toEqual(expected);
});

test('another table of the contract is the product’s of its physicalName, where it has none of its name', async () => {
  const text = `${head}schema:
  - { name: orders, physicalName: raw, properties: [{ name: parent, relationships: [{ to: people.id }] }] }
  - { name: people, physicalName: users, properties: [{ name: id }] }
`;
  const texts = { ...raw, 'sources/raw.odcs.yaml': text, 'sources/users.yaml': 'path: data/users.csv\n', 'data/users.csv': 'id\n7\n' };
  expect(await shipped('another', texts)).toEqual(['raw.parent.references fail']);
});
