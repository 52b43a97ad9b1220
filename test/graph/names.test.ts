// Names in SQL, scripts and checks become assets, whatever their case; what is no asset is said at the place where it is written.

import { expect, test } from 'vitest';
import type { Place } from '../../src/base/index.ts';
import { fileOf, usesClock } from '../../src/graph/index.ts';
import { spell } from '../product/from-text.ts';
import { graphOf, nodeOf, refused, source, tryGraph } from './rig.ts';

const at: Place = { file: 'assets/a.yaml', line: 2 };

test('reads are the assets as the product writes them, once each and in order of name', () => {
  const graph = graphOf({
    'sources/Shops.yaml': source,
    'sources/sales.yaml': source,
    'assets/joined.sql': 'select * from SALES join shops using (shop) join sales using (shop)',
  });
  expect(nodeOf(graph, 'joined').reads).toEqual(['Shops', 'sales']);
  expect(nodeOf(graph, 'joined').facts?.reads.map((r) => r.name)).toEqual(['SALES', 'shops', 'sales']);
  expect(nodeOf(graph, 'sales')).toMatchObject({ reads: [], checkReads: [] });
  expect(Object.keys(nodeOf(graph, 'sales')).sort()).toEqual(['asset', 'checkReads', 'reads']);
});

test('a script reads what its yaml declares, with its columns', () => {
  const graph = graphOf(
    { 'sources/sales.yaml': source, 'assets/size.ts': 'export const train = 1', 'assets/size.yaml': 'reads: { SALES: [amount] }\n' },
    { scripts: { size: { kind: 'model', files: ['assets/size.ts'] } } },
  );
  expect(nodeOf(graph, 'size').reads).toEqual(['sales']);
  expect(nodeOf(graph, 'size').script).toMatchObject({ kind: 'model', files: ['assets/size.ts'] });
  expect(nodeOf(graph, 'size')).not.toHaveProperty('facts');
});

test('what the checks read is kept apart, without the asset itself', () => {
  const graph = graphOf(
    { 'sources/sales.yaml': source, 'sources/shops.yaml': source, 'sources/areas.yaml': source, 'assets/a.sql': 'select * from sales' },
    { checkReads: { a: ['SHOPS', 'A', 'areas', 'shops'].map((name) => ({ name, at })) } },
  );
  expect(nodeOf(graph, 'a')).toMatchObject({ reads: ['sales'], checkReads: ['areas', 'shops'] });
});

test('a name that is no asset is said where it stands, with the nearest that is one', () => {
  const { problems, marks } = refused({
    'sources/sales.yaml': source,
    'assets/a.sql': 'select *\nfrom sales\njoin ▸saless using (shop)\njoin ▸weather using (day)',
  });
  expect(problems.map(spell)).toEqual(marks.map((mark) => `graph/unknown-table ${mark}`));
  expect(problems.map((p) => p.at?.length)).toEqual(['saless'.length, 'weather'.length]);
  expect(problems.map((p) => p.message)).toEqual([
    'a reads saless, and no source or asset has that name; did you mean sales',
    'a reads weather, and no source or asset has that name',
  ]);
  expect(problems.map((p) => p.remedy)).toEqual([
    'write sales, or add assets/saless.sql or sources/saless.yaml',
    'add assets/weather.sql or sources/weather.yaml',
  ]);
  expect(problems.map((p) => p.leg)).toEqual(['development', 'development']);
});

test('a check that reads what is not there is said as a check, where it stands', () => {
  const { problems } = refused({ 'sources/sales.yaml': source }, { checkReads: { sales: [{ name: 'shops', at }] } });
  expect(problems).toMatchObject([
    { code: 'graph/unknown-table', message: 'a check of sales reads shops, and no source or asset has that name', at },
  ]);
});

test('a model has no rows to read', () => {
  const { problems, marks } = refused(
    {
      'sources/sales.yaml': source,
      'assets/size.ts': 'export const train = 1',
      'assets/size.yaml': 'reads: [sales]\n',
      'assets/a.sql': 'select * from ▸Size',
    },
    { scripts: { size: { kind: 'model' } } },
  );
  expect(problems.map(spell)).toEqual([`graph/reads-model ${marks[0]}`]);
  expect(problems[0]).toMatchObject({
    leg: 'development',
    message: 'a reads size, which is a model and has no rows',
    remedy: 'read what size is made from, or answer with it: write outputs/size.yaml with model: size',
  });
});

test('a script that makes a table is read like any other', () => {
  const graph = graphOf(
    { 'assets/made.ts': 'export default 1', 'assets/made.yaml': 'reads: []\n', 'assets/a.sql': 'select * from made' },
    { scripts: { made: { kind: 'table' } } },
  );
  expect(nodeOf(graph, 'a').reads).toEqual(['made']);
});

test('the file of an asset is its code, of a source its yaml', () => {
  const graph = graphOf({ 'sources/sales.yaml': source, 'assets/a.sql': 'select * from sales', 'assets/a.yaml': 'description: totals\n' });
  expect(fileOf(nodeOf(graph, 'a'))).toBe('assets/a.sql');
  expect(fileOf(nodeOf(graph, 'sales'))).toBe('sources/sales.yaml');
});

test('the clock is used by SQL that asks for it and by a script that names it', () => {
  const graph = graphOf(
    {
      'sources/sales.yaml': source,
      'assets/a.sql': 'select now() from sales',
      'assets/b.sql': 'select 1 from sales',
      'assets/c.ts': '',
      'assets/d.ts': '',
    },
    { scripts: { c: { clock: true }, d: {} } },
  );
  expect(['a', 'b', 'c', 'd', 'sales'].filter((name) => usesClock(graph.nodes.get(name)))).toEqual(['a', 'c']);
  expect(usesClock(undefined)).toBe(false);
});

test('all names that are wrong are said at once', () => {
  const outcome = tryGraph({ 'assets/a.sql': 'select * from x', 'assets/b.sql': 'select * from y join a on true' });
  expect(outcome.ok ? [] : outcome.problems.map((p) => p.at?.file)).toEqual(['assets/a.sql', 'assets/b.sql']);
});
