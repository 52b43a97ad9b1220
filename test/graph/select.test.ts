// Selectors: an asset, with what it reads, with its readers; what nothing is called is said with the nearest name.

import { expect, test } from 'vitest';
import { select } from '../../src/graph/index.ts';
import { graphOf, source } from './rig.ts';

// s → a → b → c, and t → b
const graph = graphOf({
  'sources/s.yaml': source,
  'sources/t.yaml': source,
  'assets/a.sql': 'select * from s',
  'assets/b.sql': 'select * from a join t using (x)',
  'assets/c.sql': 'select * from b',
});

test.each([
  [['b'], ['b'], ['b']],
  [['+b'], ['a', 'b', 's', 't'], ['b']],
  [['b+'], ['b', 'c'], ['b']],
  [['+b+'], ['a', 'b', 'c', 's', 't'], ['b']],
  [['B'], ['b'], ['b']],
  [
    ['a', 't+'],
    ['a', 'b', 'c', 't'],
    ['a', 't'],
  ],
  [['s+'], ['a', 'b', 'c', 's'], ['s']],
  [['+s'], ['s'], ['s']],
  [[], ['a', 'b', 'c', 's', 't'], ['a', 'b', 'c', 's', 't']],
])('%j selects %j', (selectors, selected, named) => {
  const outcome = select(graph, selectors);
  if (!outcome.ok) throw new Error(outcome.problems[0]?.message);
  expect([...outcome.value.selected].sort()).toEqual(selected);
  expect([...outcome.value.named].sort()).toEqual(named);
});

test('what nothing is called is a Problem each, as it was written, with the nearest name and what there is', () => {
  const flights = graphOf({ 'sources/flights.yaml': source, 'assets/hourly.sql': 'select * from flights' });
  const outcome = select(flights, ['hourly', '+houly', 'x+', '']);
  expect(outcome.ok ? [] : outcome.problems).toMatchObject([
    {
      code: 'graph/unknown-asset',
      leg: 'development',
      message: 'nothing is called +houly; did you mean hourly',
      remedy: 'choose from flights, hourly; a, +a (with what it reads) or a+ (with its readers)',
    },
    { message: 'nothing is called x+' },
    { message: 'nothing is called ' },
  ]);
});

test('the names there are stand in their own order, not in that of the graph', () => {
  const outcome = select(graph, ['nothing']);
  expect(graph.order).toEqual(['s', 't', 'a', 'b', 'c']);
  expect(outcome.ok ? '' : outcome.problems[0]?.remedy).toMatch(/^choose from a, b, c, s, t;/);
});

test('of many names eight are told, in order', () => {
  const many = (n: number) => graphOf(Object.fromEntries(Array.from({ length: n }, (_, i) => [`assets/n${9 - i}.sql`, 'select 1'])));
  const remedy = (n: number) => {
    const outcome = select(many(n), ['zzz']);
    return outcome.ok ? '' : outcome.problems[0]?.remedy.replace(/;.*/, '');
  };
  expect(remedy(8)).toBe('choose from n2, n3, n4, n5, n6, n7, n8, n9');
  expect(remedy(9)).toBe('choose from n1, n2, n3, n4, n5, n6, n7, n8 …');
});
