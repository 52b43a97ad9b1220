// Coherent publication: in what a refresh shows, every asset was built from exactly what is shown beside it.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import { coherent, type Move } from '../../src/release/index.ts';

const d = (text: string) => text as Digest;
const move = (asset: string, reads: readonly string[], live: string | undefined, candidate: string | undefined): Move => ({
  asset,
  beside: reads,
  live: live === undefined ? undefined : d(live),
  candidate: candidate === undefined ? undefined : d(candidate),
});

test('a failure holds itself, its readers, and the source whose move would leave them behind', () => {
  const set = coherent([
    move('flights', [], 'f1', 'f2'),
    move('airports', [], 'a1', 'a1'),
    move('departures', ['airports', 'flights'], 'd1', undefined),
    move('hourly', ['departures'], 'h1', undefined),
  ]);
  expect([...set.held.keys()].sort()).toEqual(['departures', 'flights', 'hourly']);
  expect([...set.moves]).toEqual(['airports']);
});

test('an unrelated branch moves', () => {
  const set = coherent([move('a', [], 'a1', undefined), move('x', [], 'x1', 'x2'), move('y', ['x'], 'y1', 'y2')]);
  expect([...set.moves].sort()).toEqual(['x', 'y']);
});

test('a held ancestor holds its other readers too', () => {
  const set = coherent([move('s', [], 's1', 's2'), move('bad', ['s'], 'b1', undefined), move('good', ['s'], 'g1', 'g2')]);
  expect([...set.moves]).toEqual([]);
});

test('a new asset that fails holds nothing that is live', () => {
  const set = coherent([move('s', [], 's1', 's2'), move('new', ['s'], undefined, undefined), move('old', ['s'], 'o1', 'o2')]);
  expect([...set.moves].sort()).toEqual(['old', 's']);
});

test('an asset that is not selected stays, and holds what it stands on', () => {
  const set = coherent([move('a', [], 'a1', 'a2'), { ...move('b', ['a'], 'b1', undefined), stays: true }]);
  expect([...set.moves]).toEqual([]);
  expect([...set.held]).toEqual([['a', 'b']]);
});

test('what a failing check read beside its asset stays with it', () => {
  const set = coherent([move('shops', [], 's1', 's2'), move('sales', ['shops'], 'x1', undefined)]);
  expect([...set.held.keys()].sort()).toEqual(['sales', 'shops']);
});

test('property: what moves is whole', () => {
  const plan = fc.array(fc.record({ reads: fc.array(fc.nat(8), { maxLength: 3 }), live: fc.boolean(), changes: fc.boolean(), fails: fc.boolean() }), {
    minLength: 1,
    maxLength: 9,
  });
  fc.assert(
    fc.property(plan, (assets) => {
      const moves: Move[] = [];
      for (const [i, a] of assets.entries()) {
        const reads = [...new Set(a.reads.filter((r) => r < i).map((r) => `t${r}`))];
        const inputsFail = reads.some((r) => moves.find((m) => m.asset === r)?.candidate === undefined);
        const inputsChange = reads.some((r) => {
          const m = moves.find((x) => x.asset === r);
          return m?.candidate !== m?.live;
        });
        const live = a.live && reads.every((r) => moves.find((m) => m.asset === r)?.live !== undefined) ? `t${i}-live` : undefined;
        const candidate = a.fails || inputsFail ? undefined : live && !inputsChange && !a.changes ? live : `t${i}-new`;
        moves.push(move(`t${i}`, reads, live, candidate));
      }
      const { moves: moved, held } = coherent(moves);
      const shown = (name: string) => {
        const m = moves.find((x) => x.asset === name);
        return moved.has(name) ? m?.candidate : m?.live;
      };
      for (const m of moves) {
        expect(moved.has(m.asset) !== held.has(m.asset)).toBe(true);
        if (m.candidate === undefined) expect(held.has(m.asset)).toBe(true);
        for (const read of m.beside) {
          const input = moves.find((x) => x.asset === read);
          // moved: built from the candidates of its inputs; held and live: from the live ones
          if (moved.has(m.asset)) expect(shown(read)).toBe(input?.candidate);
          else if (m.live !== undefined) expect(shown(read)).toBe(input?.live);
        }
      }
    }),
  );
});
