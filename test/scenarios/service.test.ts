// Scripts, models and outputs through the whole chain in this process: what is built, held back, told, kept and written out.

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Mover, rollback } from '../../src/release/index.ts';
import { accept, bring, goingBack, liveGraph, liveRelease, look, modelVersions, type Session, ship } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Files, productFolder, writeFiles } from '../rig/index.ts';
import { problemsOf, sessionOn, shop, value } from './shop.ts';

const model = (auc: string) => `
export function train({ orders }: { orders: { rowCount: number; rows(): Iterable<{ amount: bigint }> } }) {
  const mean = [...orders.rows()].reduce((sum, { amount }) => sum + Number(amount), 0) / orders.rowCount;
  return { artifact: { mean }, metrics: { auc: ${auc}, seen: 0.7 }, signature: { inputs: { amount: 'FP64' }, outputs: { large: 'FP64' } } };
}
export const predict = ({ mean }: { mean: number }, { amount }: { amount: Float64Array }) => ({ large: amount.map((x) => x / mean) });
`;

const service: Files = {
  ...shop,
  'trivet.yaml': 'product: shop\nsolved: { metric: size.auc, better_than: [seen], by: 0.02 }\npublish: { parquet: published }\n',
  'lib/double.ts': 'export const double = (x: bigint): bigint => x * 2n;\n',
  'assets/doubled.ts': `import { double } from '../lib/double.ts';
export default function* ({ orders }: { orders: { rows(): Iterable<{ id: bigint; amount: bigint }> } }) {
  for (const { id, amount } of orders.rows()) yield { id, amount: double(amount), when: new Date(Number(id) * 1000) };
}
`,
  'assets/doubled.yaml': 'reads: [orders]\nkey: id\ncolumns:\n  amount: { type: integer, min: 0 }\n  owner: { type: text }\n',
  'assets/size.ts': model('0.8'),
  'assets/size.yaml': 'reads: { orders: [amount] }\n',
  'outputs/amounts.sql': 'select shop, amount from totals where shop = $shop order by all\n',
  'outputs/amounts.yaml': 'parameters: { shop: text }\nconsumers: [{ name: till, contact: till@example.org }]\n',
  'outputs/size.yaml': 'model: size\nfeatures: |\n  select id, cast(amount as double) as amount from doubled\n',
};

const all = { selectors: [], rebuild: false };
const plain = { dryRun: false, because: null, approvedBy: undefined };

const prod = (folder = productFolder(service)) => sessionOn({ folder, environment: 'prod' });
const shipped = async (session: Session<Store>) => value(await ship(session, plain));
const codes = (problems: readonly { code: string; severity: string }[]) => problems.filter((p) => p.severity === 'error').map((p) => p.code);

test('a script makes a table of declared and told types, in the order of its key', async () => {
  const session = await sessionOn({ folder: productFolder(service) });
  expect(value(await bring(session, all)).problems).toEqual([]);
  const { answer } = value(await look(session, { of: { asset: 'doubled' }, columns: [], where: undefined, limit: 10 }));
  expect(answer.columns).toEqual([
    { name: 'id', type: 'BIGINT' },
    { name: 'amount', type: 'INTEGER' },
    { name: 'when', type: 'TIMESTAMP WITH TIME ZONE' },
    { name: 'owner', type: 'VARCHAR' },
  ]);
  expect(answer.rows).toEqual([
    [1, 20, '1970-01-01 00:00:01+00', null],
    [2, 60, '1970-01-01 00:00:02+00', null],
  ]);
});

test('what a script imports is in its code leg: a changed helper builds it again, a changed yaml of another asset does not', async () => {
  const session = await sessionOn({ folder: productFolder(service) });
  const built = async () =>
    [...value(await bring(session, all)).results.values()]
      .filter((r) => r.outcome === 'built')
      .map((r) => r.asset)
      .sort();
  expect(await built()).toEqual(['doubled', 'report', 'size', 'totals']);
  expect(await built()).toEqual([]);
  writeFileSync(join(session.folder, 'lib/double.ts'), 'export const double = (x: bigint): bigint => x + x;\n');
  expect(await built()).toEqual(['doubled']);
  writeFileSync(join(session.folder, 'assets/totals.yaml'), 'rows: { min: 1 }\n');
  expect(await built()).toEqual([]);
});

test('a lock file is in the environment leg of a product with scripts', async () => {
  const session = await sessionOn({ folder: productFolder({ ...service, 'package-lock.json': '{ "lockfileVersion": 3 }' }) });
  value(await bring(session, all));
  writeFileSync(join(session.folder, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }');
  const { plan } = value(await bring(session, all));
  const reasons = plan.stages.filter((s) => s.asset === 'size' && s.kind === 'build').flatMap((s) => s.reasons);
  expect(reasons).toMatchObject([{ leg: 'environment' }]);
  expect(reasons[0]?.text).toContain('lock file package-lock.json');
});

test('a ship serves what it has validated: tables, the model, settings; and its graph has the outputs at its end', async () => {
  const session = await prod();
  const { gates, release, told } = await shipped(session);
  expect(gates.filter((g) => !g.open)).toEqual([]);
  expect(gates.find((g) => g.name === 'metrics')?.text).toBe('auc 0.800 beats seen 0.700 by 0.02');
  expect(told.map((t) => [t.output, t.what, t.consumers.length])).toEqual([
    ['amounts', 'is new', 1],
    ['size', 'is new', 0],
  ]);
  const live = value(await liveRelease(session));
  expect(live).toMatchObject({ number: release?.number, models: { size: { metrics: { auc: 0.8 } } } });
  expect(Object.keys(live?.tables ?? {}).sort()).toEqual(['doubled', 'orders', 'report', 'totals']);
  expect(existsSync(live?.models.size?.artifact.path ?? '')).toBe(true);
  const outputs = value(await liveGraph(session)).filter((n) => n.kind === 'output');
  expect(outputs.map((n) => [n.id, n.reads])).toEqual([
    ['output:amounts', ['totals']],
    ['output:size', ['doubled', 'size']],
  ]);
});

test('a model that does not beat what people have closes its gate, in a ship and in a refresh', async () => {
  const session = await prod();
  await shipped(session);
  writeFileSync(join(session.folder, 'assets/size.ts'), model('0.71'));
  const worse = await shipped(session);
  expect(worse.gates.filter((g) => !g.open).map((g) => g.name)).toEqual(['metrics']);
  expect(worse.live).toBe(1);
  expect(codes(worse.problems)).toEqual(['run/check-failed']);

  writeFileSync(join(session.folder, 'assets/size.ts'), model('orders.rowCount > 2 ? 0.6 : 0.9'));
  await shipped(session);
  writeFileSync(join(session.folder, 'data/orders.csv'), 'id,shop,amount\n1,north,10\n2,south,30\n3,south,5\n');
  const refreshed = value(await bring(session, all));
  expect(refreshed.release).toBeUndefined();
  expect([...refreshed.held.keys()]).toContain('size');
  const versions = await modelVersions(session, 'size', 10);
  // what was tried and held back is a version too, of no release
  expect(versions?.versions.map((v) => [v.metrics.auc, v.releases.length])).toEqual([
    [0.8, 1],
    [0.9, 1],
    [0.6, 0],
  ]);
});

test('consumers are told what a release changes for them, and nothing where nothing does', async () => {
  const session = await prod();
  await shipped(session);
  writeFileSync(join(session.folder, 'outputs/amounts.sql'), 'select shop, amount, 1 as n -- more\nfrom totals where shop = $shop order by all\n');
  expect((await shipped(session)).told).toEqual([{ output: 'amounts', what: 'gains n', consumers: [{ name: 'till', contact: 'till@example.org' }] }]);
  writeFileSync(join(session.folder, 'outputs/amounts.sql'), 'select shop, amount, 1 as n from totals where shop = $shop order by all\n');
  expect((await shipped(session)).told).toEqual([]);
  rmSync(join(session.folder, 'outputs/amounts.yaml'));
  rmSync(join(session.folder, 'outputs/amounts.sql'));
  // who relied on it is known from the release that still had it
  expect((await shipped(session)).told).toMatchObject([{ output: 'amounts', what: 'is gone', consumers: [{ name: 'till' }] }]);
  const outputs: Mover['outputs'] = (live, target) => goingBack(live, target, session);
  const back = value(
    await rollback(session.store, undefined, { environment: 'prod', by: 'ada', at: '2024-01-01T00:00:00Z', because: null, outputs }),
  );
  expect(back.gates).toMatchObject({ told: [{ output: 'amounts', what: 'is new' }] });
  writeFiles(session.folder, { 'outputs/ids.sql': 'select id from orders\n' });
  expect((await shipped(session)).told).toMatchObject([{ what: 'is gone' }, { output: 'ids', what: 'is new' }]);
});

test('an output that the engine cannot plan is not shipped, and a refresh that would break one is not shown', async () => {
  const session = await prod();
  await shipped(session);
  const good = readFileSync(join(session.folder, 'outputs/amounts.sql'), 'utf8');
  writeFileSync(join(session.folder, 'outputs/amounts.sql'), 'select shop, amounts from totals where shop = $shop\n');
  const broken = await shipped(session);
  expect(broken.gates.filter((g) => !g.open).map((g) => g.name)).toEqual(['outputs']);
  expect(broken.told).toEqual([]);
  expect(broken.problems.find((p) => p.severity === 'error')).toMatchObject({ at: { file: 'outputs/amounts.sql', line: 1 } });
  writeFileSync(join(session.folder, 'outputs/amounts.sql'), good);

  // a column that an output reads goes from the data
  writeFiles(session.folder, { 'outputs/ids.sql': 'select id from orders\n' });
  await shipped(session);
  writeFileSync(join(session.folder, 'data/orders.csv'), 'number,shop,amount\n1,north,10\n2,south,30\n');
  writeFileSync(join(session.folder, 'assets/doubled.ts'), 'export default () => [{ id: 1, amount: 2 }];\n');
  const refused = await bring(session, all);
  const live = value(await liveRelease(session));
  expect(live?.number).toBe(2);
  expect(refused.ok ? codes(refused.value.problems) : codes(refused.problems)).not.toEqual([]);
});

test('the order of a source is not in its content, so a script is handed rows in an order of their own', async () => {
  const first = 'export default ({ orders }: { orders: { rows(): Iterable<{ id: bigint }> } }) => [{ id: [...orders.rows()][0]?.id }];\n';
  const session = await sessionOn({
    folder: productFolder({
      ...service,
      'assets/doubled.ts': first,
      'assets/doubled.yaml': 'reads: [orders]\n',
      'outputs/size.yaml': 'model: size\nfeatures: select 1.0 as amount\n',
    }),
  });
  const firstId = async () => value(await look(session, { of: { asset: 'doubled' }, columns: [], where: undefined, limit: 1 })).answer.rows[0]?.[0];
  value(await bring(session, all));
  expect(await firstId()).toBe(1);
  writeFileSync(join(session.folder, 'data/orders.csv'), 'id,shop,amount\n2,south,30\n1,north,10\n');
  value(await bring(session, { selectors: ['doubled'], rebuild: true }));
  value(await bring(session, all));
  expect(await firstId()).toBe(1);
});

test('what npm has installed is in the environment leg of a product whose scripts import a package', async () => {
  const record = (version: string) => JSON.stringify({ packages: { 'node_modules/twice': { version } } });
  const folder = productFolder({
    ...service,
    'lib/double.ts': "import { twice } from 'twice';\nexport const double = (x: bigint): bigint => twice(x);\n",
    'node_modules/twice/package.json': '{ "name": "twice", "version": "1.0.0", "type": "module", "exports": "./index.js" }',
    'node_modules/twice/index.js': 'export const twice = (x) => x * 2n;\n',
    'node_modules/.package-lock.json': record('1.0.0'),
  });
  const session = await prod(folder);
  await shipped(session);
  writeFiles(folder, { 'node_modules/twice/index.js': 'export const twice = (x) => x * 3n;\n', 'node_modules/.package-lock.json': record('2.0.0') });
  const { plan } = value(await bring(session, all));
  const reason = plan.stages.find((s) => s.asset === 'doubled' && s.kind === 'build')?.reasons[0];
  expect(reason).toMatchObject({ leg: 'environment', text: expect.stringContaining('node_modules/.package-lock.json') });
});

test('what runs under a bundle is what has its digest, whoever edited the folder', async () => {
  const session = await sessionOn({ folder: productFolder(service) });
  value(await bring(session, all));
  const [bundle = ''] = readdirSync(join(session.store.folder, 'code'));
  writeFileSync(join(session.store.folder, 'code', bundle, 'lib/double.ts'), 'export const double = (): bigint => 7n;\n');
  value(await bring(session, { selectors: ['doubled'], rebuild: true }));
  const { answer } = value(await look(session, { of: { asset: 'doubled' }, columns: ['amount'], where: undefined, limit: 5 }));
  expect(answer.rows).toEqual([[20], [60]]);
});

test('a model made again with the same content is the same snapshot, and nothing to publish', async () => {
  const session = await prod();
  await shipped(session);
  expect(value(await bring(session, { selectors: ['size'], rebuild: true })).release).toBeUndefined();
  expect((await modelVersions(session, 'size', 10))?.versions).toHaveLength(1);
});

test('a release is written out: a database for other clients, a folder of Parquet, previews with personal values masked', async () => {
  const session = await prod(productFolder({ ...service, 'assets/report.yaml': 'columns: { shops: { personal: true } }\n' }));
  await shipped(session);
  expect(existsSync(join(session.store.folder, 'prod.duckdb'))).toBe(true);
  expect(readdirSync(join(session.folder, 'published')).sort()).toEqual(['doubled.parquet', 'orders.parquet', 'report.parquet', 'totals.parquet']);
  const live = value(await liveRelease(session));
  const [preview] = await session.store.cached('preview', [live?.contents.report?.content ?? '']);
  expect(preview).toMatchObject({ count: 1, rows: [['•••']], columns: [{ name: 'shops', personal: true, min: null, bins: [] }] });
});

test('what cannot be written out is a warning, and the release stands', async () => {
  const folder = productFolder({ ...service, published: 'a file stands where the folder goes' });
  writeFiles(folder, { 'trivet.yaml': 'product: shop\npublish: { parquet: published/here }\n' });
  const session = await prod(folder);
  const { release, problems } = await shipped(session);
  expect(release?.number).toBe(1);
  expect(problems.filter((p) => p.code === 'session/not-written')).toMatchObject([{ severity: 'warning' }]);
});

test('an output without the features its model takes, or with a model that was never built, is refused', async () => {
  const session = await prod();
  writeFileSync(join(session.folder, 'outputs/size.yaml'), 'model: size\nfeatures: select id, amount as amounts from doubled\n');
  const { problems } = await shipped(session);
  expect(problems).toMatchObject([{ code: 'session/feature-missing', at: { file: 'outputs/size.yaml' } }]);
  expect(problems[0]?.message).toContain('did you mean amounts');
});

test('a finding of a personal column is shown without its values, and can be accepted all the same', async () => {
  const folder = productFolder({
    ...shop,
    'sources/orders.yaml': 'path: data/orders.csv\nkey: shop\ncolumns:\n  shop: { in: [north], personal: true }\n',
  });
  const session = await sessionOn({ folder });
  const { results, problems } = value(await bring(session, all));
  const [check] = results.get('orders')?.checks.filter((c) => c.settled === 'fail') ?? [];
  expect(check?.keys).toEqual([['•••']]);
  expect(JSON.stringify([check?.sample, problems])).not.toContain('south');
  const { acceptance } = value(await accept(session, 'orders.shop.in', 'known'));
  expect([acceptance.keys, acceptance.digests?.length]).toEqual([undefined, 1]);
  expect(JSON.stringify(acceptance)).not.toContain('south');
  // what passes again is not waived ahead
  writeFileSync(join(folder, 'data/orders.csv'), 'id,shop,amount\n1,north,10\n');
  rmSync(join(folder, 'acceptances.yaml'));
  value(await bring(session, all));
  expect(codes(problemsOf(await accept(session, 'orders.shop.in', 'known')))).toEqual(['session/passes-now']);
});

test('a model has no rows to select', async () => {
  const session = await sessionOn({ folder: productFolder(service) });
  value(await bring(session, all));
  const asked = await look(session, { of: { sql: 'select * from size' }, columns: [], where: undefined, limit: 1 });
  expect(codes(problemsOf(asked))).toEqual(['session/model-is-no-table']);
});

test('dev refuses what does not hold together before anything runs', async () => {
  const refusal = async (files: Files) => codes(problemsOf(await bring(await sessionOn({ folder: productFolder({ ...service, ...files }) }), all)));
  expect(await refusal({ 'outputs/amounts.sql': 'select * from total where shop = $shop' })).toEqual(['session/output-reads-unknown']);
  expect(await refusal({ 'outputs/amounts.sql': 'select * from size where 1 = $shop' })).toEqual(['session/output-reads-model']);
  expect(await refusal({ 'outputs/amounts.sql': 'select * from totals where shop = $shops' })).toEqual([
    'session/undeclared-parameter',
    'session/unused-parameter',
  ]);
  expect(await refusal({ 'outputs/size.yaml': 'model: doubled\nfeatures: select 1 as x\n' })).toEqual(['session/not-a-model']);
  expect(await refusal({ 'assets/size.yaml': 'reads: { orders: [amount] }\nrows: { min: 1 }\n' })).toEqual(['session/model-has-no-rows']);
  expect(await refusal({ 'assets/report.sql': 'select * from size' })).toEqual(['graph/reads-model']);
});
