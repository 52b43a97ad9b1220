// Tables that the host keeps in its memory, the columns that a SELECT reads, and statements that are given up.

import { expect, test } from 'vitest';
import type { Column, InputTable } from '../../src/engine/index.ts';
import { answer, origin, problemOf, rig, surroundings, value } from './rig.ts';

const { engine } = rig();
const around = surroundings();
const flights: InputTable = {
  kind: 'rows',
  columns: [
    { name: 'origin', type: 'VARCHAR' },
    { name: 'delay', type: 'INTEGER' },
  ],
  rows: [
    ['SEA', 5],
    ['SFO', null],
    ['SEA', -3],
  ],
};

test('what is kept is read like any table, has the content that a file would have, and is gone when forgotten', async () => {
  const kept = value(await engine.keep({ sql: 'select * from flights', origin: origin(), inputs: { flights }, surroundings: around }));
  expect(kept).toMatchObject({ rows: 3, columns: flights.columns });
  const again = value(
    await engine.keep({ sql: 'select * from flights order by delay', origin: origin(), inputs: { flights }, surroundings: around }),
  );
  expect(again.sums).toEqual(kept.sums);
  expect(again.table.id).not.toBe(kept.table.id);
  expect((await answer(engine, 'select sum(delay) from k', { k: kept.table })).rows).toEqual([[2]]);
  const view: InputTable = { kind: 'view', base: kept.table, sql: 'select * replace (delay * 2 as delay) from base', columns: kept.columns };
  expect((await answer(engine, 'select sum(delay) from k', { k: view })).rows).toEqual([[4]]);
  expect(value(await engine.agree(kept.table, again.table, around))).toBe(true);

  value(await engine.forget({ tables: [kept.table], surroundings: around }));
  value(await engine.forget({ tables: [kept.table], surroundings: around }));
  expect((await engine.ask({ tables: { k: kept.table }, questions: [{ sql: 'select 1 from k' }], surroundings: around }))[0]).toMatchObject({
    ok: false,
  });
  value(await engine.forget({ tables: [again.table], surroundings: around }));
});

test('types that files cannot hold are read back as they were', async () => {
  const sql = `select 'a'::enum('a', 'b') as mood, interval 3 days as span, 5::utinyint as small`;
  const kept = value(await engine.keep({ sql, origin: origin(), inputs: {}, surroundings: around }));
  const types = (await answer(engine, 'select typeof(mood), typeof(span), typeof(small) from k', { k: kept.table })).rows[0];
  expect(types).toEqual(kept.columns.map((c) => c.type));
});

test('a SELECT that fails keeps nothing, and says where', async () => {
  const failing = await engine.keep({
    sql: 'select delays\nfrom flights',
    origin: origin('assets/x.sql'),
    inputs: { flights },
    surroundings: around,
  });
  expect(problemOf(failing)).toMatchObject({ code: 'engine/unknown-column', at: { file: 'assets/x.sql', line: 1, column: 8 } });
});

test('a statement that takes longer than it was given is given up, and the connection serves on', async () => {
  const endless = 'select count(*) as n from range(1000000000) as a(i), range(10) as b(j) where hash(i + j) = 1';
  const given = { origin: origin(), inputs: {}, surroundings: around, seconds: 0.2 };
  expect(problemOf(await engine.keep({ sql: endless, ...given }))).toMatchObject({ code: 'engine/took-too-long', leg: 'operations' });
  const [asked] = await engine.ask({ tables: {}, questions: [{ sql: endless }], surroundings: around, seconds: 0.2 });
  expect(problemOf(asked).code).toBe('engine/took-too-long');
  expect((await answer(engine, 'select 1')).rows).toEqual([[1]]);
});

const columns = (names: string): readonly Column[] => names.split(' ').map((name) => ({ name, type: 'INTEGER' }));

test.each([
  ['select a from t', ['a']],
  ['select count(*) from t', []],
  ['select * from t', ['a', 'b', 'c']],
  ['select a from t where b > 3', ['a', 'b']],
  ['select a from t where false and c > 3', ['a', 'c']],
  ['with x as (select * from t) select a from x', ['a']],
  ['with t2 as materialized (select a, b from t) select x.a from t2 x join t2 y using (b)', ['a', 'b']],
  ['select hash(t) from t', ['a', 'b', 'c']],
  ['select u.a from u natural join t', ['a']],
  ['select a from u where exists (select 1 from t where t.b = u.a)', ['b']],
  ['select A from T order by C', ['a', 'c']],
  ['select a as d, d + 1 as e from t', ['a']],
  ['select sum(a) over (partition by b order by c) from t', ['a', 'b', 'c']],
  ['select count(*) from t where b is null', ['b']],
  [`select a from t where now() > timestamp '2000-01-01'`, ['a']],
])('%s reads %j', async (sql, read) => {
  const tables = { t: columns('a b c'), u: columns('a') };
  const found = value(await engine.columnsRead({ sql, tables, surroundings: around }));
  expect(found.t).toEqual(read);
});

test('a field of a column is the column; a SELECT that does not bind is a Problem', async () => {
  const tables = { t: [{ name: 's', type: 'STRUCT(a INTEGER, b INTEGER)' }, ...columns('c')] };
  expect(value(await engine.columnsRead({ sql: 'select s.a from t', tables, surroundings: around }))).toEqual({ t: ['s'] });
  expect(await engine.columnsRead({ sql: 'select z from t', tables, surroundings: around })).toMatchObject({ ok: false });
});
