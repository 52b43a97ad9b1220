// The serving engine's answers as bytes and texts: one text for a value whichever way it leaves, and no more bytes than may be held.

import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AnswerFormat, NamedQuery } from '../../src/engine/index.ts';
import { problemOf, value } from './rig.ts';
import { parameter, query, question, release, servingRig } from './serving-rig.ts';

const { serving, folder, json } = servingRig();
let releases = 0;
/** Loads a release of one query and gives its key. */
async function load(one: NamedQuery, settings: Readonly<Record<string, string>> = {}) {
  const key = `r${++releases}`;
  value(await serving.load(release(key, {}, [one], settings)));
  return key;
}
const ask = async (key: string, name: string, format: AnswerFormat, more = {}) =>
  serving.answer({ ...question({ release: key, query: name, ...more }), format });

test('rows have beside each plain value the text of the JSON body', async () => {
  const key = await load(
    query(
      'both',
      `select 'nan'::double as a, '-inf'::float as b, -0.0::double as c, {"at": timestamptz '2026-07-01 05:00:00-07', m: 1.10::decimal(4,2)} as d,
      [1, null] as e, 'ab'::blob as f, timestamptz '2026-07-01 05:00:00-07' as g, 170141183460469231731687303715884105727::hugeint as h,
      1.50::decimal(4,2) as i, null as j, '{"x": 1}'::json as k, 'say "hi"' as l, true as m, date '2026-07-01' as n, x as o
      from range(3000) t(x) order by x`,
    ),
    { timezone: 'America/Los_Angeles' },
  );
  const got = value(await serving.rows(question({ release: key, query: 'both' })));
  const names = got.columns.map((c) => JSON.stringify(c.name));
  const objects = got.json?.map((row) => `{${row.map((text, i) => `${names[i]}:${text}`).join(',')}}`) ?? [];
  expect(`[${objects.join(',\n')}]\n`).toBe(await json({ release: key, query: 'both' }));
  expect(got.rows[2]?.slice(0, 7)).toEqual([
    'nan',
    '-inf',
    -0,
    '{"at":"2026-07-01 05:00:00-07","m":1.1}',
    '[1,null]',
    'ab',
    '2026-07-01 05:00:00-07',
  ]);
  expect(got.rows[2]?.at(-1)).toBe(2);
});

test('an answer of too many bytes is a Problem in every format, and the next one is answered', async () => {
  // Two bytes a character; and what does not become smaller in a file.
  const wide = "select x, repeat('é', 35_000) as text from range($n) t(x)";
  const random = `select x, ${Array.from({ length: 32 }, (_, i) => `md5('${i} ' || x)`).join(' || ')} as text from range($n) t(x)`;
  const asked = (n: number) => ({ parameters: { n }, maxRows: 100_000, timeout: 60_000 });
  for (const [format, sql, n] of [
    ['json', wide, 1000],
    ['csv', wide, 1000],
    ['parquet', random, 72_000],
  ] as const) {
    const key = await load(query('large', sql, [parameter('n', 'integer')]));
    expect(problemOf(await ask(key, 'large', format, asked(n)))).toMatchObject({
      code: 'engine/too-large',
      leg: 'development',
      message: 'large answers more than 64 MB, and an answer is never cut',
    });
    expect(value(await ask(key, 'large', format, asked(2))).rows).toBe(2);
  }
  // Six bytes of JSON for each of a hundred million: longer than any text can be.
  const one = await load(query('one', 'select repeat(chr(1), 100_000_000) as text'));
  expect(problemOf(await ask(one, 'one', 'json', asked(0))).code).toBe('engine/too-large');
  const key = await load(query('large', wide, [parameter('n', 'integer')]));
  expect(problemOf(await serving.rows(question({ release: key, query: 'large', ...asked(1000) }))).code).toBe('engine/too-large');
  expect(readdirSync(folder).filter((name) => name.startsWith('answer-'))).toEqual([]);
});

test('an integer that Parquet cannot keep is a Problem that names its column, and leaves nothing behind', async () => {
  const huge = '170141183460469231731687303715884105727';
  const of = `select 1::hugeint as "small, €", [case when $text = '' then ${huge}::hugeint end] as huge, nullif($text, '')::decimal(38,0) as n`;
  const key = await load(query('beyond', of, [parameter('text', 'text')]));
  const outcome = await ask(key, 'beyond', 'parquet', { parameters: { text: '' } });
  expect(problemOf(outcome)).toMatchObject({
    code: 'engine/beyond-parquet',
    message: 'the column huge of beyond is a HUGEINT[] with a value of more than 38 digits, which Parquet cannot keep',
  });
  expect(await json({ release: key, query: 'beyond', parameters: { text: '' } })).toBe(`[{"small, €":1,"huge":[${huge}],"n":null}]\n`);
  // A cast of the query's own is no matter of Parquet.
  const own = await ask(key, 'beyond', 'parquet', { parameters: { text: huge } });
  expect(problemOf(own).code).toBe('engine/cast-failed');
  expect(value(await ask(key, 'beyond', 'parquet', { parameters: { text: '7' } })).rows).toBe(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('answer-'))).toEqual([]);
});
