// What the serving engine refuses when a release is loaded, each with its place, and what it tells of data that it cannot read.

import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { NamedQuery } from '../../src/engine/index.ts';
import { problemOf, value } from './rig.ts';
import { bodyText, declared, parameter, query, question, release, servingRig } from './serving-rig.ts';

const { serving, folder, table } = servingRig();
const departures = await table("select case when i % 3 = 0 then 'SEA' else 'SFO' end as origin, i::integer as delay from range(9) t(i)");
const ask = async (key: string, name: string, parameters = {}) =>
  serving.answer({ ...question({ release: key, query: name, parameters }), format: 'json' });

const origin = parameter('origin', 'text');
test.each<[string, NamedQuery, string, object]>([
  [
    'a table that is not published',
    query('late', 'select *\nfrom departure'),
    'engine/unknown-table',
    { file: 'outputs/late.sql', line: 2, column: 6 },
  ],
  ["the engine's own catalog", query('late', 'select * from duckdb_tables'), 'engine/unknown-table', { line: 1, column: 15 }],
  [
    'a parameter that is not declared',
    query('late', 'select *\n from departures where origin = $orign', [origin]),
    'engine/undeclared-parameter',
    { line: 2, column: 33, length: 6 },
  ],
  ['a declared one that is not used', query('late', 'select 1 as x', [origin]), 'engine/unused-parameter', declared],
  ['a positional one', query('late', 'select ? as x'), 'engine/positional-parameter', { line: 1, column: 8 }],
  ['a mixture', query('late', 'select $origin as x, $1 as y', [origin]), 'engine/positional-parameter', { line: 1, column: 22 }],
  ['a type that is none', query('late', 'select $n as n', [parameter('n', 'int); drop')]), 'engine/parameter-type', declared],
  [
    'an unknown column behind parameters',
    query('late', "select 'ü', $origin as o, dely from departures", [origin]),
    'engine/unknown-column',
    { line: 1, column: 27 },
  ],
  ['a function that reads files', query('late', "select * from read_text('/etc/passwd')"), 'engine/file-read', { line: 1 }],
  ['chance', query('late', 'select random() as r'), 'engine/function-refused', { line: 1, column: 8 }],
  ['another statement', query('late', 'drop schema main'), 'engine/not-a-select', { line: 1 }],
  ['a table of another schema', query('late', 'select * from release_1.departures'), 'engine/qualified-table', { line: 1 }],
  ['two columns of one name', query('late', 'select 1 as a, 2 as A'), 'engine/duplicate-column', { file: 'outputs/late.sql' }],
  ['bad syntax', query('late', 'select from where'), 'engine/syntax', { line: 1 }],
])('%s is a Problem of loading, with its place', async (_, bad, code, place) => {
  const outcome = await serving.load(release('bad', { departures }, [query('fine', 'select 1 as x'), bad]));
  expect(problemOf(outcome)).toMatchObject({ code, leg: 'development', at: place });
  expect(problemOf(await ask('bad', 'fine'))).toMatchObject({ code: 'engine/not-loaded', leg: 'operations' });
});

test('every Problem of every query is told', async () => {
  const outcome = await serving.load(
    release('bad', { departures }, [query('a', 'select x from departures'), query('b', 'select y from departures')]),
  );
  expect(outcome.ok ? [] : outcome.problems.map((p) => p.at?.file)).toEqual(['outputs/a.sql', 'outputs/b.sql']);
});

test('what fails only with values is a Problem with its place', async () => {
  const cast = query('cast', 'select $o as x,\n origin::integer as n from departures', [parameter('o', 'text')]);
  value(await serving.load(release('cast', { departures }, [cast])));
  expect(problemOf(await ask('cast', 'cast', { o: 'a' }))).toMatchObject({
    code: 'engine/cast-failed',
    leg: 'data',
    at: { file: 'outputs/cast.sql', line: 2, column: 8 },
  });
});

test('data that is gone is a Problem of operations, and tells no path', async () => {
  const gone = await table('select 1 as n');
  rmSync(gone.kind === 'files' ? (gone.files[0] ?? '') : '');
  const outcome = await serving.load(release('gone', { gone, departures }, [query('a', 'from gone')]));
  expect(problemOf(outcome)).toMatchObject({
    code: 'engine/unreadable-table',
    leg: 'operations',
    message: expect.stringContaining('of gone cannot be read'),
  });
  expect(problemOf(outcome).message).not.toContain(folder);
});

test('the engine itself refuses the outside, past the parser', async () => {
  const { load: loadMore, answer: answerMore } = serving;
  value(
    await loadMore(
      release('rows', { given: { kind: 'rows', columns: [{ name: 'n', type: 'INTEGER' }], rows: [[1], [null]] } }, [
        query('g', 'from given order by n'),
      ]),
    ),
  );
  expect(bodyText(value(await answerMore({ ...question({ release: 'rows', query: 'g' }), format: 'json' })).body)).toBe('[{"n":1},\n{"n":null}]\n');
  const outside: Parameters<typeof loadMore>[0]['tables'] = {
    passwd: {
      kind: 'files',
      spec: { format: 'csv', options: { header: false, delimiter: '|' }, columns: [{ name: 'l', type: 'VARCHAR' }] },
      files: ['/etc/passwd'],
    },
  };
  expect(problemOf(await loadMore(release('outside', outside, [query('p', 'from passwd')]))).code).toBe('engine/unreadable-table');
});
