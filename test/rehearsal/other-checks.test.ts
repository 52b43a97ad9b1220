// A fault in one table of a contract is noticed by the checks of the others that read it, outside of any product.

import { describe, expect, it } from 'vitest';
import { columnsOf, type Engine } from '../../src/engine/index.ts';
import type { Described } from '../../src/product/index.ts';
import { type Rehearsal, type RehearsalOptions, rehearseTables, type TableToRehearse, usualOptions } from '../../src/rehearsal/index.ts';
import { rig, surroundings } from './rig.ts';

const { engine, make, temporary } = rig();
const at = { file: 'c.yaml', line: 1 };
const severity = 'error' as const;
const column = (name: string, rules: object) => ({ name, at, severity, ...rules });
const check = (name: string, type: string, settings: object, more: object = {}) =>
  ({ name, at, severity, type, settings, ...more }) as unknown as Described['checks'][number];

type Rules = Partial<Pick<Described, 'columns' | 'checks' | 'rows'>>;
const described = (name: string, { columns = [], checks = [], rows }: Rules = {}): Described => ({
  name,
  columns,
  checks,
  ...(rows ? { rows } : {}),
});

const orders = () => make('select i as id, i % 40 + 1 as place, i * 3 as amount from range(200) r(i)');
const places = () => make(`select i + 1 as code, 'place ' || i as label, i * 2 as size from range(40) r(i)`);

const refers = { columns: [column('place', { references: { asset: 'places', column: 'code' } })] };
const few: Partial<RehearsalOptions> = { operators: ['lost-rows', 'sign', 'case', 'drop-column', 'reorder'], shares: [0.1], propose: false };

async function rehearsed(
  tables: readonly TableToRehearse[],
  options: Partial<RehearsalOptions> = {},
  more: { beside?: readonly TableToRehearse[]; own?: Engine } = {},
): Promise<Rehearsal> {
  const found = await rehearseTables({
    engine: more.own ?? engine,
    surroundings,
    effects: { monotonic: () => performance.now() },
    tables,
    ...(more.beside ? { beside: more.beside } : {}),
    options: { ...usualOptions, ...few, ...options },
    temporary,
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

const caughtIn = (r: Rehearsal, table: string) =>
  Object.fromEntries(
    r.trials
      .filter((t) => t.fault.table === table)
      .map((t) => [`${t.fault.operator} ${t.fault.column ?? ''}`.trim(), t.caught.map((c) => `${c.by} ${c.rule} at ${c.asset}`)]),
  );

describe('checks of other tables', () => {
  it('notice what is not found any more, and are asked of nothing that they do not read', async () => {
    const asked: string[] = [];
    const own: Engine = {
      ...engine,
      ask: (request) => {
        const { orders, places } = request.tables;
        // the orders as they are, beside places with a fault
        if (orders?.kind === 'files' && places?.kind === 'view') asked.push(places.sql);
        return engine.ask(request);
      },
    };
    const r = await rehearsed(
      [
        { described: described('orders', refers), table: await orders() },
        { described: described('places'), table: await places() },
      ],
      {},
      { own },
    );
    const reference = ['rule orders.place.references at orders'];
    expect(caughtIn(r, 'places')).toEqual({
      'lost-rows': reference,
      'sign code': reference,
      'sign size': [],
      'case label': [],
      'drop-column code': reference,
      'drop-column label': [],
      'drop-column size': [],
      reorder: [],
    });
    expect(asked.filter((sql) => /as "(label|size)"/.test(sql))).toEqual([]);
    expect(asked.length).toBeGreaterThan(3);
    expect(r.trials.find((t) => t.fault.operator === 'lost-rows' && t.fault.table === 'places')).toMatchObject({
      equivalent: false,
      changed: ['places'],
    });
    expect(r.checks).toMatchObject([{ rule: 'orders.place.references', asset: 'orders' }]);
    expect(r.checks[0]?.kills).toBeGreaterThanOrEqual(3);
    expect(r.redundant).toEqual([]);
    expect(r.controls).toEqual([]);
  });

  it('read it by SQL, by a condition or by another name of it', async () => {
    const checks = [
      check('by-name', 'sql', { sql: 'select id from orders where place not in (select code from PLACES)' }),
      check('by-alias', 'sqlValue', { sql: 'select min(size) from plc_v2', min: 0 }),
      check('known', 'range', { column: 'amount', min: 0 }, { where: 'place not in (select code from places)' }),
      check('own', 'range', { column: 'amount', min: 0 }, { where: 'id > 3' }),
    ];
    const tables = [
      { described: described('orders', { checks }), table: await orders() },
      { described: described('places'), alias: 'plc_v2', table: await places() },
    ];
    const r = await rehearsed(tables, { operators: ['lost-rows', 'sign', 'case'] });
    expect(r.tables.map((t) => t.failing)).toEqual([[], []]);
    expect(caughtIn(r, 'places')).toEqual({
      'lost-rows': ['rule orders.by-name at orders'],
      'sign code': ['rule orders.by-name at orders'],
      'sign size': ['rule orders.by-alias at orders'],
      'case label': [],
    });
  });

  it('of its own SQL too, it knows a table by its other name', async () => {
    const checks = [check('by-alias', 'sql', { sql: 'select size from plc_v2 where size < 0' })];
    const r = await rehearsed([{ described: described('places', { checks }), alias: 'plc_v2', table: await places() }], { operators: ['sign'] });
    expect(r.tables[0]?.failing).toEqual([]);
    expect(caughtIn(r, 'places')).toEqual({ 'sign code': [], 'sign size': ['rule places.by-alias at places'] });
  });

  it('are not asked where the table itself has noticed it, nor if they fail without a fault', async () => {
    const rows = { min: 40, at, severity };
    const wrong = check('wrong', 'sql', { sql: 'select 1 from places where size > 3' });
    const tables = [
      { described: described('orders', { ...refers, checks: [wrong] }), table: await orders() },
      { described: described('places', { rows }), table: await places() },
    ];
    const r = await rehearsed(tables);
    expect(r.tables[0]?.failing).toEqual(['orders.wrong']);
    expect(caughtIn(r, 'places')).toMatchObject({
      'lost-rows': ['rule places.rows at places'],
      'sign code': ['rule orders.place.references at orders'],
      'sign size': [],
    });
  });

  it('notice it also where no fault is put into their own table', async () => {
    const bad = check('bad', 'sql', { sql: 'drop table places' });
    const beside = [{ described: described('orders', { ...refers, checks: [bad] }), table: await orders() }];
    const r = await rehearsed([{ described: described('places'), table: await places() }], {}, { beside });
    expect(new Set(r.trials.map((t) => t.fault.table))).toEqual(new Set(['places']));
    expect(caughtIn(r, 'places')).toMatchObject({ 'lost-rows': ['rule orders.place.references at orders'], 'sign size': [] });
    expect(r.tables.map((t) => t.table)).toEqual(['places']);
  });

  it('are found by a table that no fault is put into', async () => {
    const r = await rehearsed(
      [{ described: described('orders', refers), table: await orders() }],
      { operators: ['sign'] },
      { beside: [{ described: described('places'), table: await places() }] },
    );
    expect(r.tables[0]?.failing).toEqual([]);
    expect(caughtIn(r, 'orders')).toMatchObject({ 'sign place': ['rule orders.place.references at orders'], 'sign amount': [] });
  });
});

describe('columns that are called as a rehearsal calls its own', () => {
  const names = ['trivet line', 'Trivet Place', 'trivet turn', 'TRIVET VALUE', 'trivet line_', 'base', 'p', 'v', 'n'];
  const columns = names.map((name, i) => `(i * ${i + 7}) % 11 as "${name}"`).join(', ');

  it('are rehearsed as others are', { timeout: 120_000 }, async () => {
    const table = await make(`select ${columns}, 'kind ' || i % 3 as kind, date '2001-01-01' + (i // 9)::integer as day from range(60) r(i)`);
    const plain = await make(
      `select ${names.map((_, i) => `(i * ${i + 7}) % 11 as c${i}`).join(', ')}, 'kind ' || i % 3 as kind, date '2001-01-01' + (i // 9)::integer as day from range(60) r(i)`,
    );
    const options = { operators: undefined, shares: [0.1] };
    const r = await rehearsed([{ described: described('t'), table }], options);
    const as = await rehearsed([{ described: described('t'), table: plain }], options);
    const called = new Map(columnsOf(plain).map((c, i) => [c.name, columnsOf(table)[i]?.name]));
    const told = (of: Rehearsal, name: (column: string) => string | undefined) =>
      of.trials.map(({ fault, equivalent, changed }) => [fault.operator, fault.column && name(fault.column), equivalent, changed]);
    expect(told(r, (name) => name)).toEqual(told(as, (name) => called.get(name)));
    expect(r.trials.filter((t) => t.fault.column === 'trivet line').length).toBeGreaterThan(8);
  });
});
