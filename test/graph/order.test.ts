// Each asset after all it reads; circles are refused with their way; a check may not wait for what waits for its asset.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upstream } from '../../src/graph/index.ts';
import { spell } from '../product/from-text.ts';
import { graphOf, refused, source } from './rig.ts';

const place = (line: number) => ({ file: 'assets/a.yaml', line });

test('each asset comes after all it reads, ties in the order of the product', () => {
  const graph = graphOf({
    'sources/sales.yaml': source,
    'assets/a.sql': 'select * from z',
    'assets/b.sql': 'select * from sales',
    'assets/m.sql': 'select * from b join a using (x)',
    'assets/z.sql': 'select * from b join sales using (x)',
  });
  expect(graph.order).toEqual(['sales', 'b', 'z', 'a', 'm']);
});

test('who reads an asset is known, directly', () => {
  const graph = graphOf({ 'sources/s.yaml': source, 'assets/a.sql': 'select * from s', 'assets/b.sql': 'select * from a join s using (x)' });
  expect(Object.fromEntries(graph.readers)).toEqual({ s: ['a', 'b'], a: ['b'], b: [] });
  expect([...upstream(graph, 'b')].sort()).toEqual(['a', 's']);
  expect([...upstream(graph, 's')]).toEqual([]);
});

test('property: whatever reads what went before, the order keeps it', () => {
  const shape = fc.array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(shape, fc.boolean(), (picks, backwards) => {
      // names run with or against the reads, so that the product's order does not help
      const name = (i: number) => `n${String(backwards ? 99 - i : i).padStart(2, '0')}`;
      const sql = (i: number) => ['select 1', ...(i ? (picks[i] ?? []).map((pick) => `from ${name(pick % i)}`) : [])].join(' ');
      const { order, nodes } = graphOf(Object.fromEntries(picks.map((_, i) => [`assets/${name(i)}.sql`, sql(i)])));
      expect(order.toSorted()).toEqual([...nodes.keys()].toSorted());
      for (const [asset, node] of nodes) for (const read of node.reads) expect(order.indexOf(read)).toBeLessThan(order.indexOf(asset));
    }),
    { numRuns: 30 },
  );
});

test('a circle is told from where it begins, at the read that closes it, without what leads to it', () => {
  const { problems, marks } = refused({
    'assets/a.sql': 'select * from b',
    'assets/b.sql': 'select 1 as x\nfrom ▸C',
    'assets/c.sql': 'select * from d',
    'assets/d.sql': 'select * from b',
  });
  expect(problems.map(spell)).toEqual([`graph/cycle ${marks[0]}`]);
  expect(problems[0]).toMatchObject({
    leg: 'development',
    message: 'these assets read each other in a circle: b → c → d → b',
    remedy: 'take one of these reads out, for example by moving what both need into an asset of its own',
  });
});

test('an asset that reads itself is the smallest circle', () => {
  const { problems, marks } = refused({ 'sources/s.yaml': source, 'assets/a.sql': 'select * from s join ▸A using (x)' });
  expect(problems.map((p) => `${spell(p)} ${p.message}`)).toEqual([`graph/cycle ${marks[0]} these assets read each other in a circle: a → a`]);
});

test('a name that is no asset is told before any circle', () => {
  const { problems, marks } = refused({ 'assets/a.sql': 'select * from b', 'assets/b.sql': 'select * from a join ▸c using (x)' });
  expect(problems.map(spell)).toEqual([`graph/unknown-table ${marks[0]}`]);
});

test('a circle through a script is said at its declaration', () => {
  const { problems, marks } = refused(
    { 'assets/a.ts': '', 'assets/a.yaml': 'reads: [▸b]\n', 'assets/b.sql': 'select * from a' },
    { scripts: { a: {} } },
  );
  expect(problems.map(spell)).toEqual([`graph/cycle ${marks[0]}`]);
});

test('a diamond is no circle, nor is a check that reads beside its asset or before it', () => {
  const graph = graphOf(
    {
      'sources/s.yaml': source,
      'assets/a.sql': 'select * from s',
      'assets/b.sql': 'select * from s',
      'assets/c.sql': 'select * from a join b using (x)',
    },
    {
      checkReads: {
        a: [
          { name: 's', at: place(1) },
          { name: 'b', at: place(2) },
        ],
      },
    },
  );
  expect(graph.order).toEqual(['s', 'a', 'b', 'c']);
});

test('a check may not read what is built from its asset, near or far', () => {
  const { problems } = refused(
    { 'sources/s.yaml': source, 'assets/a.sql': 'select * from s', 'assets/b.sql': 'select * from a', 'assets/c.sql': 'select * from b' },
    {
      checkReads: {
        a: [
          { name: 's', at: place(1) },
          { name: 'C', at: place(2) },
        ],
        s: [{ name: 'b', at: place(3) }],
      },
    },
  );
  expect(problems.map((p) => `${spell(p)} ${p.message}`)).toEqual([
    'graph/check-reads-reader assets/a.yaml:3 a check of s reads b, which is built from s and so comes after its checks',
    'graph/check-reads-reader assets/a.yaml:2 a check of a reads c, which is built from a and so comes after its checks',
  ]);
  expect(problems[1]).toMatchObject({ leg: 'development', remedy: 'move the check to assets/c.yaml, where both are there' });
});

test('nor what waits for its asset because a check in between reads it', () => {
  // b is built from mid, whose check reads a: so b waits for a, and a check of a may not wait for b
  const texts = {
    'sources/s.yaml': source,
    'assets/a.sql': 'select * from s',
    'assets/mid.sql': 'select * from s',
    'assets/b.sql': 'select * from mid',
  };
  const midReadsA = { mid: [{ name: 'a', at: place(1) }] };
  expect(refused(texts, { checkReads: midReadsA }).problems).toEqual([]);
  expect(refused(texts, { checkReads: { ...midReadsA, a: [{ name: 'b', at: place(2) }] } }).problems.map(spell)).toEqual([
    'graph/check-reads-reader assets/a.yaml:2',
  ]);
  // what mid's own check reads does not hold mid itself back
  expect(refused(texts, { checkReads: { ...midReadsA, a: [{ name: 'mid', at: place(2) }] } }).problems).toEqual([]);
});

test('a chain of ten thousand is no deeper than the heap', () => {
  const name = (i: number) => `n${String(99_999 - i)}`;
  const texts = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, i) => [`assets/${name(i)}.sql`, i ? `select * from ${name(i - 1)}` : 'select 1']),
  );
  expect(graphOf(texts).order.slice(0, 3)).toEqual([name(0), name(1), name(2)]);
});
