// The serving engine's answers: planned and judged when a release is loaded, exact in each format, bounded in rows and time.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type AnswerFormat, type NamedQuery, startEngine } from '../../src/engine/index.ts';
import { answer, problemOf, value } from './rig.ts';
import { bodyText, parameter, parquet, query, question, release, servingRig } from './serving-rig.ts';

const { serving, folder, table, json } = servingRig();
const reader = startEngine({ temporary: folder, readable: [folder] });
afterAll(() => reader.close());

const departures = await table("select case when i % 3 = 0 then 'SEA' else 'SFO' end as origin, i::integer as delay from range(9) t(i)");
let releases = 0;
/** Loads a release of one query and gives its key. */
async function load(one: NamedQuery, settings: Readonly<Record<string, string>> = {}, variables: Readonly<Record<string, string>> = {}) {
  const key = `r${++releases}`;
  value(await serving.load(release(key, { departures }, [one], settings, variables)));
  return key;
}
const ask = async (key: string, name: string, format: AnswerFormat, more = {}) =>
  serving.answer({ ...question({ release: key, query: name, ...more }), format });

test('a loaded query tells its columns, its tables as the release names them, and whether it uses the clock', async () => {
  const queries = [
    query('late', 'select origin, count(*) as n from DEPARTURES where origin = $Origin group by all;', [parameter('origin', 'text')]),
    query('now', "select now() as at, [1] as l, '{}'::json as doc -- end"),
  ];
  expect(value(await serving.load(release('1', { departures }, queries)))).toEqual([
    {
      name: 'late',
      columns: [
        { name: 'origin', type: 'VARCHAR' },
        { name: 'n', type: 'BIGINT' },
      ],
      clock: false,
      reads: ['departures'],
    },
    {
      name: 'now',
      columns: [
        { name: 'at', type: 'TIMESTAMP WITH TIME ZONE' },
        { name: 'l', type: 'INTEGER[]' },
        { name: 'doc', type: 'JSON' },
      ],
      clock: true,
      reads: [],
    },
  ]);
  expect(await json({ release: '1', query: 'late', parameters: { origin: 'SEA' } })).toBe('[{"origin":"SEA","n":3}]\n');
  expect(await json({ release: '1', query: 'LATE', parameters: { ORIGIN: 'LAX' } })).toBe('[]\n');
  expect(await json({ release: '1', query: 'late' })).toBe('[]\n');
});

test('parameters have the declared types, wherever they stand', async () => {
  const types = ['text', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp', 'timestamptz', 'decimal(10,2)'];
  const given = ["it's; --", -5, '9223372036854775807', 1e-7, true, '2001-03-04', '2001-03-04 05:06:07.5', '2001-03-04T05:06:07+01:00', '12.5'];
  const columns = types.map((_, i) => `$p${i} as c${i}, typeof($P${i}) as t${i}`).join(', ');
  const key = await load(
    query('typed', `with x as (select $p0 as y) select ${columns}, (from x) as z from range($n) where $p1 < 0 limit $n`, [
      ...types.map((type, i) => parameter(`p${i}`, type)),
      parameter('n', 'integer'),
    ]),
  );
  const parameters = Object.fromEntries([...given.map((v, i) => [`p${i}`, v]), ['n', 1]]);
  expect(JSON.parse(await json({ release: key, query: 'typed', parameters }))).toEqual([
    {
      c0: "it's; --",
      t0: 'VARCHAR',
      c1: -5,
      t1: 'INTEGER',
      c2: 9223372036854776000,
      t2: 'BIGINT',
      c3: 1e-7,
      t3: 'DOUBLE',
      c4: true,
      t4: 'BOOLEAN',
      c5: '2001-03-04',
      t5: 'DATE',
      c6: '2001-03-04T05:06:07.5',
      t6: 'TIMESTAMP',
      c7: '2001-03-04T04:06:07Z',
      t7: 'TIMESTAMP WITH TIME ZONE',
      c8: 12.5,
      t8: 'DECIMAL(10,2)',
      z: "it's; --",
    },
  ]);
});

test('a value that is none of its type is a Problem that names the parameter', async () => {
  const key = await load(query('n', 'select $n as n, $d as d', [parameter('n', 'integer'), parameter('d', 'date')]));
  for (const [name, bad, type] of [
    ['n', 'x', 'INTEGER'],
    ['n', 3000000000, 'INTEGER'],
    ['d', '2001-02-30', 'DATE'],
  ] as const) {
    const outcome = await ask(key, 'n', 'json', { parameters: { n: 1, d: '2001-01-01', [name]: bad } });
    expect(problemOf(outcome)).toMatchObject({ code: 'engine/bad-parameter', message: expect.stringContaining(`'${bad}' of the parameter ${name}`) });
    expect(problemOf(outcome).message).toContain(type);
  }
  expect(await json({ release: key, query: 'n', parameters: { n: 1, d: null } })).toBe('[{"n":1,"d":null}]\n');
});

test('JSON is exact and valid', async () => {
  const key = await load(
    query(
      'all',
      `select 9223372036854775807 as big, 170141183460469231731687303715884105727::hugeint as huge, -0.05::decimal(38,2) as money, 'nan'::double as a,
      'inf'::double as b, '-inf'::float as c, 0.1 + 0.2::double as d, 5e-324::double as e, 'ü"\\ 😀
' as text, null as none, true as yes, date '2001-03-04' as day, timestamp '2001-03-04 06:00:00.120' as plain,
      timestamptz '2001-03-04 06:00:00-08' as at, time '06:00:01' as hour, interval '1 month' as span, 'ab'::blob as bytes,
      uuid 'f0000000-0000-0000-0000-000000000001' as id, [1.5, 'nan'::double, null] as list, {a: date '2001-03-04', "b c": [9223372036854775807]} as struct,
      map {'k': 1.10::decimal(4,2)} as m, map {2: 'x'} as im, '{"x": [1, 2]}'::json as doc, ['1'::json] as docs, 'a'::enum('a') as e1, union_value(u := 1::bigint) as un,
      'infinity'::date as never, '101'::bit as bits, 18446744073709551615::ubigint as ubig`,
    ),
    { timezone: 'America/Los_Angeles' },
  );
  const text = await json({ release: key, query: 'all' });
  expect(text).toBe(
    `[{"big":9223372036854775807,"huge":170141183460469231731687303715884105727,"money":-0.05,"a":"NaN","b":"Infinity","c":"-Infinity",` +
      `"d":0.30000000000000004,"e":5e-324,"text":"ü\\"\\\\ 😀\\n","none":null,"yes":true,"day":"2001-03-04","plain":"2001-03-04T06:00:00.12",` +
      `"at":"2001-03-04T14:00:00Z","hour":"06:00:01","span":"1 month","bytes":"YWI=","id":"f0000000-0000-0000-0000-000000000001",` +
      `"list":[1.5,"NaN",null],"struct":{"a":"2001-03-04","b c":[9223372036854775807]},"m":{"k":1.10},"im":{"2":"x"},"doc":{"x": [1, 2]},` +
      `"docs":[1],"e1":"a","un":{"u":1},"never":"infinity","bits":"101","ubig":18446744073709551615}]\n`,
  );
  expect(JSON.parse(text)[0]).toMatchObject({ text: 'ü"\\ 😀\n', a: 'NaN' });
});

test('CSV has a header, quotes what needs it, and tells a null from an empty text', async () => {
  const key = await load(
    query(
      'rows',
      `select * from (values (1, 'a,b', 'x'), (2, null, ''), (3, 'say "hi"', '=1+1'), (4, 'two\nlines', '-x')) t("n, m", t, u) order by 1`,
    ),
  );
  const body = value(await ask(key, 'rows', 'csv')).body;
  expect(bodyText(body)).toBe('"n, m",t,u\n1,"a,b",x\n2,,""\n3,"say ""hi""",=1+1\n4,"two\nlines",-x\n');
  const exact = await load(
    query(
      'exact',
      "select 9223372036854775807 as a, 'nan'::double as b, timestamptz '2001-03-04 06:00:00Z' as c, [1, null] as d, {a: 'x'} as e, 1.50::decimal(4,2) as f, -0.0::double as g, -0.0::float as h",
    ),
  );
  expect(bodyText(value(await ask(exact, 'exact', 'csv')).body)).toBe(
    'a,b,c,d,e,f,g,h\n9223372036854775807,NaN,2001-03-04T06:00:00Z,"[1,null]","{""a"":""x""}",1.50,-0.0,-0.0\n',
  );
});

test('Parquet is a file of the same rows in the same order, and leaves nothing behind', async () => {
  const key = await load(
    query('late', 'select delay, origin, 1::hugeint as h from departures where delay >= $least order by delay desc', [parameter('least', 'integer')]),
  );
  const served = value(await ask(key, 'late', 'parquet', { parameters: { least: 6 } }));
  expect(served.rows).toBe(3);
  const file = join(folder, 'served.parquet');
  writeFileSync(file, served.body);
  const { rows } = await answer(reader, 'select delay, origin, h from t', { t: parquet(served.columns, file) });
  expect(rows).toEqual([
    [8, 'SFO', 1],
    [7, 'SFO', 1],
    [6, 'SEA', 1],
  ]);
  expect(value(await ask(key, 'late', 'parquet', { parameters: { least: 99 } })).rows).toBe(0);
  expect(readdirSync(folder).filter((name) => name.startsWith('answer-'))).toEqual([]);
});
test('rows are plain values, as of any question', async () => {
  const key = await load(
    query(
      'f',
      "select delay, origin, 9007199254740993 as big, 1.5::decimal(4,2) as m, 'nan'::double as x, timestamptz '2001-03-04 06:00:00-08' as at, [1] as l from departures where delay = $d",
      [parameter('d', 'integer')],
    ),
    { timezone: 'America/Los_Angeles' },
  );
  const got = value(await serving.rows(question({ release: key, query: 'f', parameters: { d: 4 } })));
  expect(got.rows).toEqual([[4, 'SFO', '9007199254740993', '1.50', 'nan', '2001-03-04 06:00:00-08', '[1]']]);
  expect(got.columns.map((c) => c.type)).toEqual(['INTEGER', 'VARCHAR', 'BIGINT', 'DECIMAL(4,2)', 'DOUBLE', 'TIMESTAMP WITH TIME ZONE', 'INTEGER[]']);
});

test('more rows than allowed are a Problem in every format, never a cut', async () => {
  const key = await load(query('many', 'select i from range($n) t(i)', [parameter('n', 'integer')]));
  for (const format of ['json', 'csv', 'parquet'] as const) {
    expect(value(await ask(key, 'many', format, { parameters: { n: 5000 }, maxRows: 5000 })).rows).toBe(5000);
    for (const n of [5001, 10_000_000]) {
      const outcome = await ask(key, 'many', format, { parameters: { n }, maxRows: 5000 });
      expect(problemOf(outcome)).toMatchObject({ code: 'engine/too-many-rows', message: expect.stringContaining('more than 5000 rows') });
    }
  }
  expect(problemOf(await serving.rows(question({ release: key, query: 'many', parameters: { n: 3 }, maxRows: 2 }))).code).toBe(
    'engine/too-many-rows',
  );
});

test('a question that takes too long is stopped, and the next one is answered', async () => {
  const key = await load(query('slow', 'select count(*) as n from range($n) t(i) where hash(i) % 7 = 3', [parameter('n', 'bigint')]));
  const slow = (query: string, n: string) => Array.from({ length: 6 }, () => ask(key, query, 'json', { parameters: { n }, timeout: 150 }));
  for (const outcome of await Promise.all(slow('slow', '100000000000000'))) {
    expect(problemOf(outcome)).toMatchObject({
      code: 'engine/timeout',
      leg: 'operations',
      message: 'slow did not answer within 150 ms, and was stopped',
    });
  }
  expect(await json({ release: key, query: 'slow', parameters: { n: 0 } })).toBe('[{"n":0}]\n');
});

test('each question has its own clock', async () => {
  const key = await load(query('now', 'select now() as at, current_date as day, $x as x', [parameter('x', 'integer')]), {
    timezone: 'America/Los_Angeles',
  });
  const clocks = Array.from({ length: 40 }, (_, i) => `2001-03-${String(4 + (i % 9)).padStart(2, '0')}T05:00:00Z`);
  const answers = await Promise.all(clocks.map((clock, i) => json({ release: key, query: 'now', parameters: { x: i }, clock })));
  for (const [i, text] of answers.entries()) {
    const day = String(3 + (i % 9)).padStart(2, '0');
    expect(JSON.parse(text)).toEqual([{ at: clocks[i], day: `2001-03-${day}`, x: i }]);
  }
});

test("settings and variables are the release's own", async () => {
  const one = query('here', "select getvariable('CITY') as city, timestamptz '2001-03-04 06:00:00Z'::varchar as text, 7 / 2 as half");
  const west = await load(one, { timezone: 'America/Los_Angeles', integer_division: 'true' }, { CITY: 'Seattle' });
  const east = await load(one, { timezone: 'Europe/Berlin' }, { CITY: 'Berlin' });
  expect(JSON.parse(await json({ release: west, query: 'here' }))).toEqual([{ city: 'Seattle', text: '2001-03-03 22:00:00-08', half: 3 }]);
  expect(JSON.parse(await json({ release: east, query: 'here' }))).toEqual([{ city: 'Berlin', text: '2001-03-04 07:00:00+01', half: 3.5 }]);
});
