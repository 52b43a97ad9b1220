// Publication on a real store: what production shows has passed together, and nobody publishes over somebody else's move.

import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { rollback } from '../../src/release/index.ts';
import { bring, ship } from '../../src/session/index.ts';
import { type Stand, standOf, value } from '../faults/stand.ts';

const product = {
  'trivet.yaml': 'product: published\n',
  'sources/s.yaml': 'path: data/s-*.csv\n',
  'sources/t.yaml': 'path: data/t.csv\n',
  'data/s-1.csv': 'id,v\n1,10\n2,20\n',
  'data/t.csv': 'id\n1\n2\n3\n',
  'assets/a.sql': 'select id, v from s\n',
  'assets/a.yaml': 'key: id\ncolumns: { id: { references: t.id } }\n',
  'assets/b.sql': 'select id, v * 2 as w from a\n',
};

const prodOf = (stand: Stand) => ({ ...stand.session, environment: 'prod', environmentId: 'prod' });
const shown = async (stand: Stand) => {
  const pointers = await stand.session.store.pointers('prod');
  const snapshots = await stand.session.store.snapshots([...pointers.values()].map((p) => p.snapshot));
  return Object.fromEntries([...pointers.values()].map((p) => [p.asset, snapshots.get(p.snapshot)?.rows]));
};
const mover = { environment: 'prod', by: 'tester', at: '2001-01-01T00:00:00Z', because: null };
const numberOf = async (stand: Stand) => (await stand.session.store.environment('prod')).live;

async function published(work: (stand: Stand) => Promise<void>): Promise<void> {
  const stand = await standOf(product);
  try {
    value(await stand.ship());
    await work(stand);
  } finally {
    await stand.close();
  }
}

test('a selection moves nothing that an unselected reader stands on', () =>
  published(async (stand) => {
    stand.change({ 'data/s-2.csv': 'id,v\n3,30\n' });
    const some = value(await bring(prodOf(stand), { selectors: ['+a'], rebuild: false }));
    expect(some.release).toBeUndefined();
    expect([...some.held]).toEqual([
      ['s', 'b'],
      ['a', 'b'],
    ]);
    expect(await shown(stand)).toEqual({ s: 2, t: 3, a: 2, b: 2 });
    expect(value(await bring(prodOf(stand), { selectors: [], rebuild: false })).release?.number).toBe(2);
    expect(await shown(stand)).toEqual({ s: 3, t: 3, a: 3, b: 3 });
  }));

test('what a check reads beside its asset moves only with it', () =>
  published(async (stand) => {
    stand.change({ 'data/t.csv': 'id\n1\n3\n' });
    const broken = value(await stand.run({}, 'prod'));
    expect(broken.problems.map((p) => p.code)).toEqual(['run/check-failed']);
    expect(broken.release).toBeUndefined();
    expect([...broken.held.keys()].sort()).toEqual(['a', 'b', 't']);
    expect((await shown(stand)).t).toBe(3);
    // alone, it is not published either: the check that reads it was not asked
    expect(value(await bring(prodOf(stand), { selectors: ['t'], rebuild: false })).release).toBeUndefined();
  }));

test('a rollback goes to what was shown before, never to what was rolled back', () =>
  published(async (stand) => {
    const filter = (text: string) => stand.change({ 'assets/b.sql': `select id, v * 2 as w from a where ${text}\n` });
    filter('id < 2');
    expect(value(await stand.ship()).release?.number).toBe(2);
    expect(value(await rollback(stand.session.store, undefined, mover)).gates).toEqual({ backTo: 1 });
    filter('id < 9');
    expect(value(await stand.ship()).release?.number).toBe(4);
    expect(value(await rollback(stand.session.store, undefined, mover)).gates).toEqual({ backTo: 1 });
    const nothing = await rollback(stand.session.store, undefined, mover);
    expect(nothing.ok ? [] : nothing.problems.map((p) => p.code)).toEqual(['release/nothing-before']);
  }));

test('who publishes after somebody else has moved the environment gets a conflict', () =>
  published(async (stand) => {
    stand.change({ 'assets/b.sql': 'select id, v * 3 as w from a\n' });
    value(await stand.ship());
    let gone: Promise<unknown> | undefined;
    const meanwhile = () => {
      gone ??= rollback(stand.session.store, 1, mover).then(value);
    };
    stand.change({ 'assets/b.sql': 'select id, v * 4 as w from a\n' });
    const shipped = await ship(
      { ...prodOf(stand), emit: (event) => event.kind === 'run-started' && meanwhile() },
      { dryRun: false, because: null, approvedBy: undefined },
    );
    await gone;
    expect(shipped.ok ? [] : shipped.problems.map((p) => p.code)).toEqual(['store/conflict']);
    expect(await numberOf(stand)).toBe(3);
    expect((await stand.session.store.environment('prod')).hold).toBe(true);
  }));

test('a release whose files are gone is not gone back to', () =>
  published(async (stand) => {
    const { store } = stand.session;
    const first = (await store.pointers('prod')).get('b');
    stand.change({ 'assets/b.sql': 'select id, v * 3 as w from a\n' });
    value(await stand.ship());
    const part = first && (await store.snapshot(first.snapshot))?.parts[0];
    rmSync(store.objectPath(part?.object as never));
    const moved = await rollback(store, undefined, mover);
    expect(moved.ok ? [] : moved.problems.map((p) => p.code)).toEqual(['release/objects-gone']);
    expect(await numberOf(stand)).toBe(2);
  }));
