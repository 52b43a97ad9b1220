// Which faults make a difference, where it is easy to think that they don't: readers that count, take all columns, join by whatever names there are, are
// blind to one kind of change, or are scripts.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/index.ts';
import { type Rehearsal, type RehearsalOptions, rehearseProduct, usualOptions } from '../../src/rehearsal/index.ts';
import { bring, openToWrite, type Session } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Files, productFolder } from '../rig/index.ts';

const rows = (count: number, row: (i: number) => string): string => Array.from({ length: count }, (_, i) => row(i)).join('\n');
const source = (name: string, columns: Readonly<Record<string, string>>, more = ''): Files => ({
  [`sources/${name}.yaml`]: `path: data/${name}.csv\n${more}columns:\n${Object.entries(columns)
    .map(([column, type]) => `  ${column}: { type: ${type} }\n`)
    .join('')}`,
});

const files: Files = {
  'trivet.yaml': 'product: reach\nclock: 2001-01-16T00:00:00Z\nimpact: high\n',
  'data/trips.csv': `id,fare,tip\n${rows(200, (i) => `${i},${((i * 7) % 40) + 1},${(i * 3) % 5}`)}\n`,
  ...source('trips', { id: 'integer', fare: 'double', tip: 'integer' }),
  'data/tolls.csv': `id,toll\n${rows(200, (i) => `${i},${(i * 7) % 40}`)}\n`,
  ...source('tolls', { id: 'integer', toll: 'integer' }),
  'data/visits.csv': `id,who,note\n${rows(100, (i) => `${i},w${i % 10},note ${i}`)}\n`,
  ...source('visits', { id: 'integer', who: 'varchar', note: 'varchar' }),
  'data/people.csv': `id,boss,age,at\n${rows(60, (i) => `${i},${i === 0 ? '' : Math.floor(i / 3)},${20 + (i % 30)},${(i % 9) + 1}`)}\n`,
  ...source('people', { id: 'integer', boss: 'integer', age: 'integer', at: 'integer' }),
  'data/places.csv': `at,city\n${rows(9, (i) => `${i + 1},city ${i}`)}\n`,
  ...source('places', { at: 'integer', city: 'varchar' }),
  'data/parts.csv': `sku,weight,batch\n${rows(120, (i) => `s${i},${i % 12},${['x', 'y', 'z'][i % 3]}`)}\n`,
  ...source('parts', { sku: 'varchar', weight: 'integer', batch: 'varchar' }),

  'assets/mean_toll.sql': 'select avg(toll) as toll from tolls',
  'assets/slightly.sql': 'select sum(fare * (1 + 1e-12 * tip)) as fare from trips',
  'assets/visit_count.sql': 'select count(*) as n from visits',
  'assets/everybody.sql': 'select * from people',
  'assets/where_they_are.sql': 'select city, count(*) as n from people natural join places group by city',
  'assets/packed.sql': `select struct_pack(id, age).age as age from people p`,
  'assets/whole_rows.sql': 'select max(hash(p)) as digest from people p',
  'assets/total.ts': `export default ({ parts }: any) => [{ total: Array.from(parts.columns.weight, Number).reduce((a, b) => a + b, 0) }];\n`,
  'assets/total.yaml': 'reads:\n  parts: [Weight]\n',
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
beforeAll(async () => {
  const opened = await openToWrite({
    folder: productFolder(files),
    environment: 'dev',
    sets: [],
    effects,
    emit: () => undefined,
    command: 'test',
    waitMs: 0,
  });
  if (!opened.ok) throw new Error(JSON.stringify(opened.problems));
  session = opened.value;
  const run = await bring(session, { selectors: [], rebuild: false });
  if (!run.ok || run.value.problems.length > 0) throw new Error(JSON.stringify(run.ok ? run.value.problems : run.problems));
}, 60_000);
afterAll(() => session?.close());

async function rehearsed(table: string, options: Partial<RehearsalOptions>, engine?: Engine): Promise<Rehearsal> {
  const own = engine ? { ...session, engine } : session;
  const found = await rehearseProduct(own, { assets: [table], options: { ...usualOptions, shares: [0.1], propose: false, ...options } });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}
const of = (r: Rehearsal, operator: string, column?: string, share?: number) => {
  const found = r.trials.find((t) => t.fault.operator === operator && t.fault.column === column && (share === undefined || t.fault.share === share));
  if (!found) throw new Error(`${operator} in ${column} was not tried`);
  return found;
};

/** The session's engine, and the SQL of what it was asked to keep. */
function counted(): { readonly engine: Engine; readonly kept: string[]; readonly left: Set<string> } {
  const kept: string[] = [];
  const left = new Set<string>();
  const engine: Engine = {
    ...session.engine,
    keep: async (step) => {
      kept.push(step.origin.file);
      const made = await session.engine.keep(step);
      if (made.ok) left.add(made.value.table.id);
      return made;
    },
    forget: async (request) => {
      for (const { id } of request.tables) left.delete(id);
      return session.engine.forget(request);
    },
  };
  return { engine, kept, left };
}

describe('a column that nobody reads', () => {
  it('makes no difference, and nothing is built to know it', { timeout: 60_000 }, async () => {
    const { engine, kept, left } = counted();
    const r = await rehearsed('visits', { operators: ['null', 'sentinel', 'shuffled-column', 'constant'] }, engine);
    expect(r.trials.filter((t) => t.equivalent !== true)).toEqual([]);
    expect(r.trials.length).toBeGreaterThan(8);
    expect(kept).toEqual(['visits']);
    expect(left.size).toBe(0);
  });

  it('does not hide rows that come or go from who counts them', { timeout: 60_000 }, async () => {
    const { engine, left } = counted();
    const r = await rehearsed('visits', { operators: ['lost-rows', 'duplicate-rows', 'lost-category', 'empty-delivery', 'reorder'] }, engine);
    for (const operator of ['lost-rows', 'duplicate-rows', 'empty-delivery'])
      expect(of(r, operator)).toMatchObject({ equivalent: false, changed: ['visit_count'] });
    expect(of(r, 'lost-category', 'who')).toMatchObject({ equivalent: false, changed: ['visit_count'] });
    expect(of(r, 'reorder').equivalent).toBe(true);
    expect(left.size).toBe(0);
  });
});

describe('readers of whatever is there', () => {
  let r: Rehearsal;
  beforeAll(async () => {
    r = await rehearsed('people', { operators: ['null', 'add-column', 'rename-column', 'drop-column', 'retype-column', 'swap-columns'] });
  }, 60_000);

  it.each(['id', 'boss', 'age', 'at'])('SELECT * reads %s', (column) => {
    expect(of(r, 'null', column)).toMatchObject({ equivalent: false });
    expect(of(r, 'null', column).changed.length).toBeGreaterThan(0);
  });
  it('SELECT * has a new column as well', () => {
    expect(of(r, 'add-column')).toMatchObject({ equivalent: false });
  });
  it('a NATURAL JOIN has another key, or none', async () => {
    const places = await rehearsed('places', { operators: ['rename-column', 'null', 'add-column'] });
    expect(of(places, 'rename-column', 'at').equivalent).toBe(false);
    expect(of(places, 'null', 'at').changed).toEqual(['where_they_are']);
    expect(of(places, 'null', 'city').changed).toEqual(['where_they_are']);
    expect(of(places, 'add-column').equivalent).toBe(true);
  });
});

describe('a reader that is blind to one kind of change', () => {
  it('each row twice leaves the mean as it is, a tenth of them does not', { timeout: 60_000 }, async () => {
    const r = await rehearsed('tolls', { operators: ['fan-out'], shares: [0.001, 0.01, 0.1, 1] });
    expect(of(r, 'fan-out', undefined, 1)).toMatchObject({ equivalent: true });
    for (const share of [0.1, 0.01]) expect(of(r, 'fan-out', undefined, share)).toMatchObject({ equivalent: false, changed: ['mean_toll'] });
  });

  it('a float that differs by 1e-12 is the same', { timeout: 60_000 }, async () => {
    const r = await rehearsed('trips', { operators: ['null', 'unit-scale'] });
    expect(of(r, 'unit-scale', 'fare').changed.length).toBeGreaterThan(0);
    expect(of(r, 'unit-scale', 'tip')).toMatchObject({ equivalent: true, changed: [] });
  });
});

describe('scripts', () => {
  let r: Rehearsal;
  beforeAll(async () => {
    r = await rehearsed('parts', {
      operators: ['null', 'sign', 'shuffled-column', 'lost-category', 'case', 'drop-column', 'rename-column', 'retype-column'],
    });
  }, 120_000);

  it('a sum is blind to shuffled values, and not to others', () => {
    expect(of(r, 'null', 'weight')).toMatchObject({ equivalent: 'not-run' });
    expect(of(r, 'sign', 'weight')).toMatchObject({ equivalent: 'not-run' });
  });
  it('a lost category is lost rows, though the script does not read the column', () => {
    expect(of(r, 'lost-category', 'batch')).toMatchObject({ equivalent: false, changed: ['total'] });
  });
  it('a column that the script is not handed makes no difference, whatever becomes of it', () => {
    for (const operator of ['null', 'case', 'drop-column', 'rename-column'])
      expect(of(r, operator, 'batch'), operator).toMatchObject({ equivalent: true, changed: [] });
  });
  it('one that it is handed must be there', () => {
    for (const operator of ['drop-column', 'rename-column', 'retype-column'])
      expect(of(r, operator, 'weight'), operator).toMatchObject({ equivalent: 'not-run', caught: [{ rule: 'parts.weight.type' }] });
  });
});
