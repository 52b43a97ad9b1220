// Every verb's --json against the schema that the package ships, for good ends and for failing ones, in one product.

import { appendFileSync, chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { beforeAll, expect, test } from 'vitest';
import { verbs } from '../../src/cli/main.ts';
import { type Ended, ensureBuilt, productFolder, root, temporaryFolder, trivet, writeFiles } from '../rig/index.ts';

const product = {
  'trivet.yaml': 'product: orders\nimpact: medium\nvariables: [RATE]\nclock: 2024-02-01T00:00:00Z\n',
  'sources/orders.yaml': 'path: data/*.csv\nkey: id\ncolumns:\n  id: integer\n  day: date\n  amount: { type: double, min: 0 }\nrows: { min: 1 }\n',
  'assets/daily.sql':
    "select day, sum(amount) * coalesce(cast(getvariable('RATE') as double), 1) as amount, count(*) as n from orders group by day\n",
  'assets/daily.yaml':
    'key: day\ncolumns:\n  amount: { max: 1000 }\nchecks:\n  full: { sql: "select day, n from daily where n < 1", severity: warning }\n',
  'tests/daily.yaml':
    '- name: sums\n  given:\n    orders:\n      - { id: 1, day: 2024-01-01, amount: 2 }\n  expect:\n    - { day: 2024-01-01, amount: 2, n: 1 }\n',
  'data/1.csv': 'id,day,amount\n1,2024-01-01,10\n2,2024-01-01,20\n3,2024-01-02,5.5\n',
};

let folder = '';
beforeAll(() => {
  ensureBuilt();
  folder = productFolder(product);
});

/** The shipped schema, with no key allowed that it does not name: a document may not say more than is documented. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inside = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return 'properties' in inside && !('additionalProperties' in inside) ? { ...inside, additionalProperties: false } : inside;
}

const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
const validators = new Map<string, ReturnType<typeof ajv.compile>>();

function faults(verb: string, document: unknown): unknown {
  const schema = JSON.parse(readFileSync(join(root, 'schemas', `output.${verb}.json`), 'utf8'));
  const validate = validators.get(verb) ?? ajv.compile(closed(schema) as AnySchemaObject);
  validators.set(verb, validate);
  return validate(document) ? [] : validate.errors?.map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`);
}

const seen = new Set<string>();

/** Runs, validates, and gives the document. `verb` is the schema's name where it is not the first word. */
async function valid(words: readonly string[], exit: number, verb = words[0] ?? '', cwd = folder): Promise<Record<string, unknown>> {
  const ended: Ended = await trivet([...words, '--json'], { cwd });
  const document = ended.json() as Record<string, unknown>;
  expect([words.join(' '), ended.code, ended.stderr], JSON.stringify(document.problems)).toEqual([words.join(' '), exit, '']);
  expect(faults(verb, document), words.join(' ')).toEqual([]);
  seen.add(verb);
  return document;
}

test('documents of a product that goes its way', { timeout: 120_000 }, async () => {
  await valid([], 0, 'status');
  expect((await valid(['plan'], 0)).idle).toBe(false);
  expect((await valid(['plan', '--checks'], 0)).checks).toMatchObject([
    { asset: 'orders', of: 'files', known: ['orders.rows'] },
    { asset: 'daily', of: 'columns', questions: expect.arrayContaining([expect.objectContaining({ bytes: null })]) },
  ]);
  expect((await valid(['run'], 0)).assets).toHaveLength(2);
  expect((await valid(['plan'], 0)).idle).toBe(true);
  expect((await valid(['show', 'daily', '--where', 'n > 1'], 0)).count).toBe(1);
  await valid(['sql', 'select day, [1, 2] as list, 1.5::decimal(4, 2) as money, null as nothing, now() as t, \'a\' as "the text" from daily'], 0);
  expect((await valid(['test'], 0)).tests).toHaveLength(1);
  expect((await valid(['ship', '--because', 'first'], 0)).release).toMatchObject({ number: 1 });
  expect((await valid(['ship'], 0)).same).toBe(true);
  writeFiles(folder, { 'data/2.csv': 'id,day,amount\n4,2024-01-03,7\n' });
  expect((await valid(['run', '--environment', 'prod'], 0)).release).toMatchObject({ kind: 'refresh' });
  expect((await valid(['rollback'], 0)).backTo).toBe(1);
  expect((await valid(['run', '--environment', 'prod'], 0)).onHold).toBe(true);
  await valid(['release', '--resume'], 0);
  expect((await valid(['log'], 0)).story).toBeNull();
  expect((await valid(['log', '1', 'daily'], 0)).story).not.toBeNull();
  expect((await valid(['why'], 0)).verdict).toMatchObject({ kind: 'none' });
  expect((await valid(['verify', '--replay', '1'], 0)).replayed).toHaveLength(1);
  expect((await valid(['init', 'new', '--empty'], 0, 'init', temporaryFolder())).files).toContain('trivet.yaml');
});

test('documents of failures', { timeout: 120_000 }, async () => {
  writeFiles(folder, { 'data/3.csv': 'id,day,amount\n5,2024-01-03,-7\n5,2024-01-04,5000\n' });
  const failed = await valid(['run'], 1);
  expect((failed.checks as { check: string }[]).map((c) => c.check)).toEqual(expect.arrayContaining(['orders.key', 'orders.amount.range']));
  expect((await valid(['run', '--environment', 'prod'], 1)).held).not.toEqual([]);
  await valid(['test'], 1);
  expect((await valid(['why', 'orders.amount.range'], 0)).verdict).toMatchObject({ kind: 'single', legs: ['data'] });
  expect((await valid(['accept', 'orders.amount.range', '--because', 'a refund'], 0)).covers).toBe(1);
  const gates = (await valid(['ship', '--dry-run'], 1)).gates as { open: boolean }[];
  expect(gates.some((gate) => !gate.open)).toBe(true);
  expect(((await valid([], 0, 'status')).failing as string[]).length).toBeGreaterThan(0);
  writeFileSync(join(folder, 'tests/daily.yaml'), product['tests/daily.yaml'].replace('amount: 2, n: 1', 'amount: 3, n: 1'));
  expect((await valid(['test', 'daily'], 2)).tests).toMatchObject([{ status: 'fail' }]);
  writeFileSync(join(folder, 'assets/daily.sql'), 'select day, sum(amnt) as amount, count(*) as n from orders group by day\n');
  expect((await valid(['run'], 2)).problems).toContainEqual(expect.objectContaining({ code: 'engine/unknown-column' }));
  await valid(['why', 'daily'], 0);
});

test('a verb that could not do its work prints Problems alone', { timeout: 120_000 }, async () => {
  const empty = temporaryFolder();
  for (const verb of verbs.map((entry) => entry.name)) expect(Object.keys(await valid([verb, '--no-such-flag'], 2))).toEqual(['problems']);
  expect(Object.keys(await valid(['plan'], 2, 'plan', empty))).toEqual(['problems']);
  expect((await valid([], 0, 'status', empty)).product).toBeNull();
  await valid(['show', 'nothing'], 2);
  await valid(['sql', 'delete from daily'], 2);
  await valid(['rollback', '99'], 2);
  await valid(['log', '999'], 2);
  const object = join(folder, '.trivet/objects', readdirSync(join(folder, '.trivet/objects'))[0] ?? '');
  const file = join(object, readdirSync(object)[0] ?? '');
  chmodSync(file, 0o644);
  appendFileSync(file, 'x');
  expect((await valid(['verify'], 3)).broken).toHaveLength(1);
  writeFileSync(join(folder, 'trivet.yaml'), 'produkt: x\n');
  for (const verb of ['plan', 'run', 'ship', 'test', 'status']) await valid([verb], 2);
});

test('every verb was asked, and a document with an unknown key is refused', () => {
  expect([...seen].sort()).toEqual(verbs.map((entry) => entry.name).sort());
  expect(faults('accept', { problems: [], more: 1 })).not.toEqual([]);
});
