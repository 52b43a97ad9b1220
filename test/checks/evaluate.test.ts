// Every kind of rule on real tables: pass, fail, error; nulls, no rows, odd names, tables of floats only.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keyDigest } from '../../src/checks/index.ts';
import type { ShortForm } from './rig.ts';
import { at, finding, findings, surroundings, table, testEngine } from './rig.ts';

const { engine, folder, asked } = testEngine();

const delays = (...rows: readonly (readonly [string, number | null])[]) => table('id VARCHAR, delay INTEGER', ...rows);
const digests = (...keys: readonly (string | null)[][]) => keys.map(keyDigest).sort();

test('required: a null offends, named by the asset key, with the column next to it in the sample', async () => {
  const form: ShortForm = { key: ['id'], columns: { delay: { required: true } } };
  const flights = table('delay INTEGER, origin VARCHAR, id VARCHAR', [1, 'SEA', 'a'], [null, 'SFO', 'c'], [null, 'LAS', 'b']);
  expect(await finding(engine, form, flights)).toEqual({
    status: 'fail',
    offending: 2,
    value: null,
    columns: ['id', 'delay', 'origin'],
    sample: [
      ['b', null, 'LAS'],
      ['c', null, 'SFO'],
    ],
    keyColumns: ['id'],
    keys: [['b'], ['c']],
    digests: digests(['b'], ['c']),
    problem: null,
  });
  expect((await finding(engine, form, delays(['a', 0]))).status).toBe('pass');
});

test('required as a share: the share present is the value, and no row is named', async () => {
  const form: ShortForm = { columns: { delay: { required: 0.75 } } };
  expect(await finding(engine, form, delays(['a', 1], ['b', 2], ['c', 3], ['d', null]))).toMatchObject({ status: 'pass', value: 0.75 });
  const half = await finding(engine, form, delays(['a', 1], ['b', null]));
  expect(half).toMatchObject({ status: 'fail', value: 0.5, offending: 0, digests: [] });
  expect(await finding(engine, form, delays())).toMatchObject({ status: 'pass', value: 1 });
});

test('range: both ends count as inside, nulls pass, a row is named by all columns that are not floats', async () => {
  const form: ShortForm = { columns: { delay: { min: -5, max: 10 } } };
  expect((await finding(engine, form, delays(['a', -5], ['b', 10], ['c', null]))).status).toBe('pass');
  const found = await finding(engine, form, delays(['a', -6], ['b', 11], ['c', null], ['d', 3]));
  expect(found).toMatchObject({ status: 'fail', offending: 2, keyColumns: ['id', 'delay'], columns: ['id', 'delay'] });
  expect(found.keys).toEqual([
    ['a', '-6'],
    ['b', '11'],
  ]);
  expect((await finding(engine, { columns: { delay: { max: 10 } } }, delays(['a', -100]))).status).toBe('pass');
  expect((await finding(engine, { columns: { delay: { min: 0 } } }, delays(['a', 11], ['b', -1]))).offending).toBe(1);
});

test('range: text is read as the type of the column, so 2001-02-09 comes before 2001-10-01', async () => {
  const form: ShortForm = { columns: { day: { min: '2001-02-01', max: '2001-02-28' } } };
  const days = table('day DATE', ['2001-02-09'], ['2001-02-28'], ['2001-10-01']);
  expect(await finding(engine, form, days)).toMatchObject({ offending: 1, keys: [['2001-10-01']] });
  const instants = table('day TIMESTAMP', ['2001-02-28 00:00:01'], ['2001-02-01 00:00:00']);
  expect(await finding(engine, form, instants)).toMatchObject({ offending: 1, keys: [['2001-02-28 00:00:01']] });
});

test('range: not-a-number is above every maximum, and a fraction is not rounded to the column type', async () => {
  const floats = table('f DOUBLE', [1], ['NaN']);
  expect((await finding(engine, { columns: { f: { max: 5 } } }, floats)).offending).toBe(1);
  expect((await finding(engine, { columns: { delay: { max: 1.5 } } }, delays(['a', 2]))).offending).toBe(1);
});

test('a bound that is no value of the column is an error at its place, and the other rules are still answered', async () => {
  const found = await findings(
    engine,
    { columns: { day: { min: 'soon', required: true }, delay: { max: 1 } } },
    table('day DATE, delay INTEGER', ['2001-02-09', 5]),
  );
  expect(found.get('day.range')).toMatchObject({ status: 'error', problem: { at: { file: at.file, line: at.line } } });
  expect(found.get('day.required')?.status).toBe('pass');
  expect(found.get('delay.range')).toMatchObject({ status: 'fail', offending: 1 });
});

test('in: nulls pass; numbers and truth values in a text column are compared as text', async () => {
  const form: ShortForm = { columns: { origin: { in: ['SEA', "O'H", null, 7, true] } } };
  const origins = (...names: (string | null)[]) => table('origin VARCHAR', ...names.map((n) => [n]));
  expect((await finding(engine, form, origins('SEA', "O'H", null, '7', 'true'))).status).toBe('pass');
  expect(await finding(engine, form, origins('SEA', 'XXX', 'sea'))).toMatchObject({ offending: 2, keys: [['XXX'], ['sea']] });
  expect((await finding(engine, { columns: { delay: { in: [1, 2] } } }, delays(['a', 3], ['b', 2]))).offending).toBe(1);
  expect((await finding(engine, { columns: { day: { in: ['2001-02-28'] } } }, table('day DATE', ['2001-02-28']))).status).toBe('pass');
  expect((await finding(engine, { columns: { origin: { in: [] } } }, origins('SEA', null))).offending).toBe(1);
});

test('type: the engine says which names mean the same type; the type found stands for the row', async () => {
  const flights = table('a VARCHAR, b INTEGER, c TIMESTAMP WITH TIME ZONE, d DATE');
  const found = await findings(
    engine,
    { columns: { a: { type: 'text' }, b: { type: 'int' }, c: { type: 'timestamptz' }, d: { type: 'timestamp' } } },
    flights,
  );
  expect(['a.type', 'b.type', 'c.type'].map((id) => found.get(id)?.status)).toEqual(['pass', 'pass', 'pass']);
  expect(found.get('d.type')).toMatchObject({ status: 'fail', offending: 0, columns: ['actual', 'expected'], sample: [['DATE', 'TIMESTAMP']] });
  expect(found.get('d.type')?.digests).toEqual([keyDigest(['DATE'])]);
});

test('type: a type the engine does not know is an error of that rule alone', async () => {
  const found = await findings(engine, { columns: { id: { type: 'txt' }, delay: { type: 'integer' } } }, delays());
  expect(found.get('id.type')).toMatchObject({ status: 'error', problem: { at: { line: at.line } } });
  expect(found.get('delay.type')?.status).toBe('pass');
});

test('key: rows of a repeated or null key offend; the sample says how many', async () => {
  const form: ShortForm = { key: ['id', 'delay'] };
  expect((await finding(engine, form, delays(['a', 1], ['a', 2], ['b', 1]))).status).toBe('pass');
  expect((await finding(engine, form, delays())).status).toBe('pass');
  const found = await finding(engine, form, delays(['a', 1], ['a', 1], ['a', 1], ['b', null], ['c', 1]));
  expect(found).toMatchObject({ status: 'fail', offending: 4, columns: ['id', 'delay', 'rows'], keyColumns: ['id', 'delay'] });
  expect(found.sample).toEqual([
    ['a', 1, 3],
    ['b', null, 1],
  ]);
  expect(found.digests).toEqual(digests(['a', '1'], ['b', null]));
});

test('rows: the count is the value, inside its bounds or not', async () => {
  const flights = delays(['a', 1], ['b', 2]);
  expect(await finding(engine, { rows: { min: 2, max: 2 } }, flights)).toMatchObject({ status: 'pass', value: 2 });
  expect(await finding(engine, { rows: { min: 3 } }, flights)).toMatchObject({ status: 'fail', value: 2, offending: 0, digests: [] });
  expect(await finding(engine, { rows: { max: 1 } }, flights)).toMatchObject({ status: 'fail', value: 2 });
  expect(await finding(engine, { rows: { min: 1 } }, delays())).toMatchObject({ status: 'fail', value: 0 });
});

test('references: a value without its partner offends, null does not; a table may refer to itself', async () => {
  const form: ShortForm = { key: ['id'], columns: { id: { references: { asset: 'Airports', column: 'IATA' } } } };
  const others = { airports: table('iata VARCHAR', ['SEA'], [null]) };
  expect((await finding(engine, form, delays(['SEA', 1]), { others })).status).toBe('pass');
  expect(await finding(engine, form, delays(['SEA', 1], ['XXX', 1]), { others })).toMatchObject({ offending: 1, keys: [['XXX']] });
  const parents = table('id VARCHAR, parent VARCHAR', ['a', null], ['b', 'a'], ['c', 'z']);
  const self: ShortForm = { key: ['id'], columns: { parent: { references: { asset: 'flights', column: 'id' } } } };
  expect(await finding(engine, self, parents)).toMatchObject({ offending: 1, keys: [['c']] });
});

test('references: an unknown table or column is an error with the nearest name', async () => {
  const others = { airports: table('iata VARCHAR', ['SEA']) };
  const refers = (asset: string, column: string) => finding(engine, { columns: { id: { references: { asset, column } } } }, delays(), { others });
  expect(await refers('airport', 'iata')).toMatchObject({ status: 'error', problem: { code: 'checks/unknown-table', at: { line: at.line } } });
  expect((await refers('airport', 'iata')).problem).toHaveProperty('message', expect.stringContaining('did you mean airports?'));
  expect((await refers('airports', 'itaa')).problem).toHaveProperty('message', expect.stringContaining('did you mean iata?'));
});

test('sql: the rows returned offend, named by their own key, else the asset key, else what is no float', async () => {
  const flights = table('id VARCHAR, day DATE, share DOUBLE', ['a', '2001-02-27', 0.5], ['b', '2001-02-28', 0.25], ['c', '2001-02-28', 0.75]);
  const check = (sql: string, key?: readonly string[]) =>
    finding(engine, { key: ['id'], checks: { usual: { sql, ...(key ? { key } : {}) } } }, flights);
  expect((await check('select * from flights where share > 1')).status).toBe('pass');
  expect(await check('select share, day, id from flights where share < 1 ;\n-- done', ['Day'])).toMatchObject({
    offending: 3,
    columns: ['day', 'share', 'id'],
    keyColumns: ['day'],
    keys: [['2001-02-27'], ['2001-02-28']],
    digests: digests(['2001-02-27'], ['2001-02-28']),
  });
  expect((await check('select share, day, id from Flights where share < 0.6')).keyColumns).toEqual(['id']);
  expect((await check('select share, day from flights where share < 0.6')).keyColumns).toEqual(['day']);
  expect((await check('select share from flights where share < 0.4')).keys).toEqual([['0.25']]);
});

test('sql: a key that is not in the result is an error even while no row offends', async () => {
  const form: ShortForm = { checks: { usual: { sql: 'select id from flights where false', key: ['idd'] } } };
  const found = await finding(engine, form, delays(['a', 1]));
  expect(found).toMatchObject({ status: 'error', problem: { code: 'checks/unknown-column', at: { file: at.file, line: at.line } } });
  expect(found.problem).toHaveProperty('message', expect.stringContaining('did you mean id?'));
});

test('sql: a statement that fails is an error with the engine’s Problem, and harms no other rule', async () => {
  const found = await findings(
    engine,
    { rows: { min: 1 }, checks: { broken: { sql: 'select nope from flights' }, fine: { sql: 'select * from flights where delay > 5' } } },
    delays(['a', 1]),
  );
  expect(found.get('broken')).toMatchObject({ status: 'error', problem: { at: { file: at.file } } });
  expect(found.get('rows')?.status).toBe('pass');
  expect(found.get('fine')?.status).toBe('pass');
});

test('sql: repeated column names, other tables and the logical clock can be used', async () => {
  const sql = `select f.id, a.id, now() as at from flights f join airports a using (id) where now() < timestamptz '2002-01-01'`;
  const found = await finding(engine, { checks: { c: { sql, key: ['id'] } } }, delays(['a', 1], ['b', 1]), {
    others: { airports: table('id VARCHAR', ['a']) },
  });
  expect(found).toMatchObject({ status: 'fail', offending: 1, keys: [['a']] });
  expect(found.sample[0]).toHaveLength(3);
});

test('an unknown column is an error at the place of its rule, with the nearest name', async () => {
  const found = await findings(
    engine,
    { key: ['idd'], columns: { delays: { required: true, type: 'integer' }, DELAY: { max: 3 } } },
    delays(['a', 1]),
  );
  expect(found.get('key')).toMatchObject({ status: 'error', problem: { code: 'checks/unknown-column', leg: 'development' } });
  expect(found.get('delays.required')?.problem).toMatchObject({
    message: 'flights.delays.required names the column delays, which flights does not have; did you mean delay?',
    remedy: 'name one of its columns: id, delay',
    at: { file: at.file, line: at.line, column: at.column },
  });
  expect(found.get('delays.type')?.status).toBe('error');
  expect(found.get('DELAY.range')?.status).toBe('pass');
});

test('no rows: every rule about rows passes', async () => {
  const found = await findings(
    engine,
    {
      key: ['id'],
      columns: { id: { required: true, in: ['a'], references: { asset: 'o', column: 'x' } }, delay: { min: 1, max: 2 } },
      checks: { c: { sql: 'select * from flights' } },
    },
    delays(),
    { others: { o: table('x VARCHAR') } },
  );
  expect([...found.values()].map((f) => f.status)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass', 'pass']);
});

test('a table of floats only: its rows are named by their values', async () => {
  const floats = table('x DOUBLE, y FLOAT', [1.5, 2], [null, 3], [null, 4]);
  const found = await finding(engine, { columns: { x: { required: true } } }, floats);
  expect(found).toMatchObject({ offending: 2, keyColumns: ['x', 'y'] });
  expect(new Set(found.digests).size).toBe(2);
});

test('names with quotes and letters of every script', async () => {
  const odd = table('größe INTEGER, a"b VARCHAR', [1, '"\\'], [9, "ü'\n—"]);
  const found = await findings(engine, { columns: { GRÖSSE: {}, größe: { max: 5 }, 'a"b': { required: true, in: ['x"', '"\\'] } } }, odd);
  expect(found.get('größe.range')).toMatchObject({ offending: 1, keys: [['9', "ü'\n—"]] });
  expect(found.get('a"b.in')).toMatchObject({ offending: 1, digests: digests(['9', "ü'\n—"]) });
});

test('over twenty offending keys: twenty are named, all have a digest', async () => {
  const flights = delays(...Array.from({ length: 50 }, (_, i): [string, number] => [`f${String(i).padStart(2, '0')}`, 99]));
  const found = await finding(engine, { key: ['id'], columns: { delay: { max: 1 } } }, flights);
  expect(found.keys.map(([k]) => k)).toEqual(Array.from({ length: 20 }, (_, i) => `f${String(i).padStart(2, '0')}`));
  expect(found).toMatchObject({ offending: 50, columns: ['id', 'delay'] });
  expect(found.sample).toHaveLength(5);
  expect(found.digests).toEqual(digests(...Array.from({ length: 50 }, (_, i) => [`f${String(i).padStart(2, '0')}`])));
});

test('over 100,000 offending keys: one digest of their set, which another set does not have', async () => {
  const sql = (n: number) => `select range as id from range(${n})`;
  const many = (n: number) => finding(engine, { checks: { many: { sql: sql(n) } } }, delays());
  const [a, b, c] = [await many(100_001), await many(100_001), await many(100_002)];
  expect(a).toMatchObject({ offending: 100_001, digests: [expect.stringMatching(/^set:[0-9a-f]{32}$/)] });
  expect(a.digests).toEqual(b.digests);
  expect(a.digests).not.toEqual(c.digests);
});

test('an instant in a key is the same in every time zone', async () => {
  const flights = table('at TIMESTAMP WITH TIME ZONE, delay INTEGER', ['2001-02-28 10:54:32-08:00', 99]);
  const form: ShortForm = { key: ['at'], columns: { delay: { max: 1 } } };
  const zone = (timezone: string) => ({ surroundings: { ...surroundings, settings: { timezone } } });
  const here = await finding(engine, form, flights, zone('America/Los_Angeles'));
  expect(here.keys).toEqual([['2001-02-28 18:54:32+00']]);
  expect((await finding(engine, form, flights, zone('UTC'))).digests).toEqual(here.digests);
});

test('settings that alter comparisons do not merge or reorder the keys of offending rows', async () => {
  const settings = { timezone: 'UTC', collation: 'nocase', null_order: 'nulls_first', default_order: 'desc', integer_division: 'true' };
  const form: ShortForm = { key: ['id'], columns: { delay: { max: 1 } } };
  const found = await finding(engine, form, delays(['b', 9], ['A', 9], ['a', 9]), { surroundings: { ...surroundings, settings } });
  expect(found.digests).toEqual(digests(['A'], ['a'], ['b']));
  expect(new Set(found.keys.slice(0, 2).flat())).toEqual(new Set(['A', 'a']));
});

test('a built table is asked where it lies, as files', async () => {
  const output = join(folder, 'flights.parquet');
  const sql = 'select range as id, if(range % 1000 = 7, null, range) as delay from range(5000)';
  const origin = { file: 'assets/flights.sql', line: 1 };
  const built = await engine.build({ asset: 'flights', sql, origin, inputs: {}, surroundings, ordered: false, output });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  const spec = { format: 'parquet' as const, options: {}, columns: built.value.columns };
  const form: ShortForm = { key: ['id'], columns: { delay: { required: true, max: 4999 } } };
  const found = await findings(engine, form, { kind: 'files', spec, files: [output] });
  expect(found.get('delay.required')).toMatchObject({ offending: 5, keys: [['7'], ['1007'], ['2007'], ['3007'], ['4007']] });
  expect([found.get('key')?.status, found.get('delay.range')?.status]).toEqual(['pass', 'pass']);
});

test('fifty rules that hold need one call and two questions', async () => {
  const names = Array.from({ length: 12 }, (_, i) => `c${i}`);
  const wide = table(
    names.map((n) => `${n} INTEGER`).join(', '),
    names.map((_, i) => i),
  );
  const columns = Object.fromEntries(
    names.map((n) => [n, { type: 'integer', required: true as const, min: 0, max: 99, in: names.map((_, i) => i) }]),
  );
  const before = { ...asked };
  const found = await findings(engine, { key: ['c0'], columns, rows: { min: 1 } }, wide);
  expect([...found.values()].map((f) => f.status)).toEqual(Array.from({ length: 50 }, () => 'pass'));
  expect(asked.calls - before.calls).toBe(1);
  expect(asked.questions - before.questions).toBe(2);
});
