import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rehearsal, type RehearsalOptions, rehearseProduct, usualOptions } from '../../src/rehearsal/index.ts';
import { bring, openToWrite, type Session } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Files, productFolder } from '../rig/index.ts';

const customers = [
  'code,name,region,age',
  ...Array.from({ length: 20 }, (_, i) => `C${String(i).padStart(2, '0')},Name ${i},${['north', 'south', 'west'][i % 3]},${20 + i}`),
];
const orders = ['id,customer,amount,day,note,status', ...Array.from({ length: 300 }, (_, i) => order(i))];
function order(i: number): string {
  const day = new Date(Date.UTC(2001, 0, 1 + Math.floor(i / 20))).toISOString().slice(0, 10);
  return `${i},C${String(i % 20).padStart(2, '0')},${((i * 13) % 50) * 10 + 10},${day},note ${i},${i % 10 === 9 ? 'test' : 'ok'}`;
}

const files: Files = {
  'trivet.yaml': 'product: shop\nclock: 2001-01-16T00:00:00Z\nimpact: high\n',
  'data/orders.csv': `${orders.join('\n')}\n`,
  'data/customers.csv': `${customers.join('\n')}\n`,
  'sources/orders.yaml':
    'path: data/orders.csv\nkey: id\ncolumns:\n  id: { type: integer }\n  customer: { type: varchar }\n  amount: { type: integer }\n  day: { type: date }\n  note: { type: varchar }\n  status: { type: varchar }\n',
  'sources/customers.yaml':
    'path: data/customers.csv\ncolumns:\n  code: { type: varchar }\n  name: { type: varchar }\n  region: { type: varchar }\n  age: { type: integer }\n',
  'assets/cleaned.sql': "select id, upper(trim(customer)) as customer, amount, day, status from orders where status <> 'test' and amount is not null",
  'assets/cleaned.yaml': 'columns:\n  customer: { references: customers.code }\n',
  'assets/daily.sql': 'select day, count(*) as n, sum(amount) as total, avg(amount) as mean from cleaned group by day',
  'assets/daily.yaml': 'key: day\ncolumns:\n  n: { min: 10, max: 25 }\n',
  'assets/by_region.sql': 'select region, sum(amount) as total from cleaned join customers on code = customer group by region',
  'outputs/sales.sql': 'select day, total, mean from daily where day >= $since',
  'outputs/sales.yaml': 'parameters:\n  since: { type: date, default: 2001-01-05 }\n',
};

const effects = {
  now: () => Date.parse('2001-01-16T00:00:00Z'),
  monotonic: () => performance.now(),
  randomHex: (n: number) => randomBytes(n).toString('hex'),
  variables: {},
  user: 'tester',
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

let session: Session<Store>;
let folder: string;
const brought = async () => {
  const run = await bring(session, { selectors: [], rebuild: false });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value;
};

beforeAll(async () => {
  folder = productFolder(files);
  const opened = await openToWrite({ folder, environment: 'dev', sets: [], effects, emit: () => undefined, command: 'test', waitMs: 0 });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  session = opened.value;
  expect((await brought()).problems).toEqual([]);
}, 60_000);
afterAll(() => session?.close());

async function rehearsed(assets: readonly string[], options: Partial<RehearsalOptions> = {}): Promise<Rehearsal> {
  const found = await rehearseProduct(session, { assets, options: { ...usualOptions, shares: [0.1], propose: false, ...options } });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}
const trialOf = (r: Rehearsal, operator: string, column?: string) => {
  const found = r.trials.find((t) => t.fault.operator === operator && t.fault.column === column);
  if (!found) throw new Error(`${operator} in ${column} was not tried`);
  return found;
};

describe('equivalence, found by running what is built from the table', () => {
  const same: readonly [string, string, string | undefined, string][] = [
    ['orders', 'reorder', undefined, 'a table is a set'],
    ['orders', 'null', 'note', 'nobody reads it'],
    ['orders', 'drop-column', 'note', 'nobody reads it'],
    ['orders', 'rename-column', 'note', 'nobody reads it'],
    ['orders', 'shuffled-column', 'note', 'nobody reads it'],
    ['orders', 'case', 'customer', 'cleaned by upper()'],
    ['orders', 'whitespace', 'customer', 'cleaned by trim()'],
    ['orders', 'rounding', 'amount', 'amounts are tens already'],
    ['orders', 'add-column', undefined, 'nobody selects all columns'],
    ['customers', 'null', 'name', 'nobody reads it'],
    ['customers', 'outlier', 'age', 'nobody reads it'],
    ['customers', 'retype-column', 'age', 'nobody reads it'],
    ['cleaned', 'case', 'status', 'nobody reads it'],
    ['daily', 'null', 'n', 'the output leaves it out'],
  ];
  const other: readonly [string, string, string | undefined, string][] = [
    ['orders', 'null', 'amount', 'rows are left out'],
    ['orders', 'sign', 'amount', 'the sum changes'],
    ['orders', 'lost-rows', undefined, 'the sum changes'],
    ['orders', 'duplicate-rows', undefined, 'the sum changes'],
    ['orders', 'day-month-swap', 'day', 'other days'],
    ['orders', 'category-renamed', 'status', 'test orders are let through, or no longer'],
    ['orders', 'rename-column', 'amount', 'cannot be built'],
    ['customers', 'category-merged', 'region', 'one region less'],
    ['customers', 'fan-out', undefined, 'the join multiplies'],
    ['customers', 'encoding-damage', 'code', 'the join finds nothing'],
    ['cleaned', 'mean-shifted', 'amount', 'the sum changes'],
    ['daily', 'unit-scale', 'total', 'the output shows it'],
    ['by_region', 'null', 'total', 'nobody reads it: itself is what counts'],
  ];
  const results = new Map<string, Rehearsal>();
  beforeAll(async () => {
    for (const table of ['orders', 'customers', 'cleaned', 'daily', 'by_region']) {
      const operators = [...new Set([...same, ...other].filter(([t]) => t === table).map(([, operator]) => operator))];
      results.set(table, await rehearsed([table], { operators, shares: [table === 'daily' ? 1 : 0.1] }));
    }
  }, 180_000);

  it.each(same)('%s: %s %s is no difference: %s', (table, operator, column) => {
    expect(trialOf(results.get(table) as Rehearsal, operator, column)).toMatchObject({ equivalent: true, changed: [] });
  });
  it.each(other)('%s: %s %s is a difference: %s', (table, operator, column) => {
    expect(trialOf(results.get(table) as Rehearsal, operator, column)).toMatchObject({ equivalent: false });
  });

  it('tells where it was noticed: by the table, by what is built from it, by its building', () => {
    const of = (operator: string, column?: string) => trialOf(results.get('orders') as Rehearsal, operator, column).caught;
    expect(of('duplicate-rows')).toEqual([{ by: 'rule', rule: 'orders.key', asset: 'orders' }]);
    expect(of('rename-column', 'amount')).toMatchObject([{ by: 'rule', rule: 'orders.amount.type' }]);
    expect(of('null', 'amount')).toEqual([]);
    const damaged = trialOf(results.get('customers') as Rehearsal, 'encoding-damage', 'code').caught;
    expect(damaged).toEqual([{ by: 'rule', rule: 'cleaned.customer.references', asset: 'cleaned' }]);
  });

  it('weighs a column by what is made from it', () => {
    const orders = results.get('orders') as Rehearsal;
    expect(trialOf(orders, 'null', 'amount').weight).toBe(4);
    expect(trialOf(orders, 'null', 'note').weight).toBe(1);
    expect(trialOf(results.get('customers') as Rehearsal, 'category-merged', 'region').weight).toBe(1);
  });
});

describe('deliveries', () => {
  it('of a CSV are read from altered bytes: refused, noticed, or let through', { timeout: 60_000 }, async () => {
    const operators = ['empty-delivery', 'half-delivery', 'wrong-delimiter', 'wrong-header', 'wrong-encoding', 'old-schema'];
    const r = await rehearsed(['orders'], { operators });
    const by = (operator: string) => [...new Set(trialOf(r, operator).caught.map((c) => c.by))];
    // the last line ends in the middle
    expect(by('half-delivery')).toEqual(['delivery']);
    expect(by('wrong-encoding')).toEqual(['delivery']);
    // the delimiter is sniffed: another one is read just as well
    expect(trialOf(r, 'wrong-delimiter')).toMatchObject({ caught: [], equivalent: true });
    expect(by('wrong-header')).toEqual(['rule']);
    expect(trialOf(r, 'old-schema').caught).toEqual([{ by: 'rule', rule: 'orders.status.type', asset: 'orders' }]);
    // nothing says that there must be rows
    expect(trialOf(r, 'empty-delivery')).toMatchObject({ caught: [], equivalent: false });
    expect(trialOf(r, 'half-delivery').equivalent).toBe(false);
    expect(r.trials).toHaveLength(6);
  });
});

describe('what the store keeps', () => {
  it('is not altered: no run, no build, no file is left', { timeout: 60_000 }, async () => {
    const before = { version: await session.store.version(), runs: (await session.store.runs({})).length };
    await rehearsed(['orders'], { operators: ['null', 'lost-rows'] });
    expect({ version: await session.store.version(), runs: (await session.store.runs({})).length }).toEqual(before);
  });

  it('gives earlier good versions, on which false alarms are counted', { timeout: 120_000 }, async () => {
    for (let i = 300; i < 303; i++) {
      appendFileSync(join(folder, 'data/orders.csv'), `${order(i)}\n`);
      await brought();
    }
    const r = await rehearsed(['orders'], { operators: ['lost-rows'], shares: [1], propose: true });
    expect(r.falseAlarms).toEqual({ versions: 3, alarmed: 0, rate: 0, byRule: {} });
    expect(r.proposals[0]?.falseAlarms).toMatchObject({ versions: 3, alarmed: 0 });
  });
});

describe('what cannot be rehearsed', () => {
  it('is told: a table that is not there', async () => {
    const found = await rehearseProduct(session, { assets: ['order'], options: usualOptions });
    expect(found).toMatchObject({
      ok: false,
      problems: [{ code: 'rehearsal/unknown-asset', message: expect.stringContaining('did you mean orders?') }],
    });
  });

  it('is told: a product that was never built', async () => {
    const opened = await openToWrite({
      folder: productFolder(files),
      environment: 'dev',
      sets: [],
      effects,
      emit: () => undefined,
      command: 'test',
      waitMs: 0,
    });
    if (!opened.ok) throw new Error('not opened');
    const found = await rehearseProduct(opened.value, { assets: [], options: usualOptions });
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'rehearsal/nothing-there' }] });
    await opened.value.close();
  });
});
