// Publication is a compare-and-set on the live release; pointers show a whole release or the one before.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openReader, type Pointer, type Release, type Store } from '../../src/store/index.ts';
import { built, child, effects, opened, problemOf, publication, value } from './rig.ts';

test('dev shows its moved pointers; null drops one', async () => {
  const { store } = await opened();
  const [a, b] = [await built(store, 'a'), await built(store, 'b')];
  await store.movePointers(
    'dev@1',
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  expect(await store.pointers('dev@1')).toEqual(
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  const newer = await built(store, 'b', { data: '2' });
  await store.movePointers(
    'dev@1',
    new Map([
      ['a', null],
      ['b', newer],
    ]),
  );
  expect(await store.pointers('dev@1')).toEqual(new Map([['b', newer]]));
  expect(await store.pointers('dev@2')).toEqual(new Map());
  expect(await store.environments()).toEqual([{ name: 'dev@1', live: null, hold: false }]);
});

test('once an environment has a release, its moved pointers are shown no more', async () => {
  const { store } = await opened();
  const [a, b] = [await built(store, 'a'), await built(store, 'b')];
  await store.movePointers('prod', new Map([['a', a]]));
  value(await store.publish(publication([b])));
  expect(await store.pointers('prod')).toEqual(new Map([['b', b]]));
});

test('a release is numbered from 1 in its environment, and an environment shows its live one', async () => {
  const { store } = await opened();
  const [a, b] = [await built(store, 'a'), await built(store, 'b')];
  const first = value(await store.publish(publication([a, b], { because: 'first', gates: [{ gate: 'checks', open: true }] })));
  expect(first).toMatchObject({
    environment: 'prod',
    number: 1,
    parent: null,
    kind: 'ship',
    because: 'first',
    gates: [{ gate: 'checks', open: true }],
  });
  const second = value(await store.publish(publication([b], { parent: 1, kind: 'rollback', hold: true })));
  const other = value(await store.publish(publication([a], { environment: 'staging' })));
  expect([second.number, other.number]).toEqual([2, 1]);
  expect(await store.pointers('prod')).toEqual(new Map([['b', b]]));
  expect(await store.releasePointers('prod', 1)).toEqual(
    new Map([
      ['a', a],
      ['b', b],
    ]),
  );
  expect(await store.releasePointers('prod', 9)).toEqual(new Map());
  expect(await store.releases('prod')).toEqual([second, first]);
  expect(await store.releases('prod', 1)).toEqual([second]);
  expect(await store.environment('prod')).toEqual({ name: 'prod', live: 2, hold: true });
  await store.resume('prod');
  expect(await store.environment('prod')).toEqual({ name: 'prod', live: 2, hold: false });
  expect(await store.environment('nowhere')).toEqual({ name: 'nowhere', live: null, hold: false });
  await expect(store.movePointers('prod', new Map([['a', a]]))).rejects.toThrow('by publication only');
});

test('a publication made from another release than the live one is a conflict and changes nothing', async () => {
  const { store } = await opened();
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  const late = problemOf(await store.publish(publication([], { hold: true })));
  expect(late).toMatchObject({ code: 'store/conflict', leg: 'operations' });
  expect(late.message).toContain('release 1 of prod is live');
  expect(problemOf(await store.publish(publication([], { parent: 7 }))).code).toBe('store/conflict');
  expect(problemOf(await store.publish(publication([], { environment: 'empty', parent: 1 }))).message).toContain('no release of empty');
  expect(await store.releases('prod')).toHaveLength(1);
  expect(await store.pointers('prod')).toEqual(new Map([['a', a]]));
  expect(await store.environment('prod')).toMatchObject({ live: 1, hold: false });
});

test('a rollback from another process needs no lock, and the writer then meets a conflict', async () => {
  const { store, folder } = await opened();
  const a = await built(store, 'a');
  value(await store.publish(publication([a])));
  expect(await child('publish', folder, '1').next()).toMatchObject({ ok: true, value: { number: 2 } });
  expect(problemOf(await store.publish(publication([a], { parent: 1, kind: 'refresh' }))).message).toContain('release 2 of prod is live');
  expect(await store.pointers('prod')).toEqual(new Map());
});

interface Model {
  readonly releases: { readonly pointers: readonly Pointer[]; readonly hold: boolean }[];
  hold: boolean;
}
type Step =
  | { readonly kind: 'publish' | 'stale'; readonly assets: readonly number[]; readonly hold: boolean }
  | { readonly kind: 'back'; readonly to: number }
  | { readonly kind: 'resume' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('publish' as const, 'stale' as const), assets: fc.uniqueArray(fc.nat(5)), hold: fc.boolean() }),
  fc.record({ kind: fc.constant('back' as const), to: fc.nat(20) }),
  fc.record({ kind: fc.constant('resume' as const) }),
);

test('any sequence of publications, rollbacks and resumes agrees with a model', async () => {
  const { store, folder } = await opened();
  const known = await Promise.all([0, 1, 2, 3, 4, 5].map((n) => built(store, `asset ${n}`)));
  const reader = value(await openReader({ folder, effects }));
  let sequence = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (sequenceOfSteps) => {
      const environment = `prod ${sequence++}`;
      const model: Model = { releases: [], hold: false };
      for (const step of sequenceOfSteps) {
        await take(store, environment, known, model, step);
        const shown = model.releases.at(-1);
        expect(await reader.pointers(environment)).toEqual(new Map(shown?.pointers.map((p) => [p.asset, p])));
        expect(await reader.environment(environment)).toMatchObject({ live: model.releases.length || null, hold: model.hold });
      }
      expect((await reader.releases(environment)).map((r: Release) => r.number)).toEqual(model.releases.map((_, i) => model.releases.length - i));
      for (const [i, release] of model.releases.entries()) {
        expect([...(await reader.releasePointers(environment, i + 1)).values()]).toEqual(release.pointers);
      }
    }),
    { numRuns: 25 },
  );
  await reader.close();
});

async function take(store: Store, environment: string, known: readonly Pointer[], model: Model, step: Step): Promise<void> {
  const live = model.releases.length || null;
  if (step.kind === 'resume') {
    await store.resume(environment);
    model.hold = false;
    return;
  }
  if (step.kind === 'stale') {
    const parent = live === null ? 1 : live - 1 || null;
    expect(problemOf(await store.publish(publication([], { environment, parent }))).code).toBe('store/conflict');
    return;
  }
  const target = step.kind === 'back' ? model.releases[step.to % Math.max(1, model.releases.length)] : undefined;
  if (step.kind === 'back' && !target) return;
  const pointers = target?.pointers ?? (step.kind === 'publish' ? step.assets.toSorted().flatMap((n) => known[n] ?? []) : []);
  const hold = step.kind === 'back' || step.hold;
  const made = value(
    await store.publish(publication(pointers, { environment, parent: live, kind: step.kind === 'back' ? 'rollback' : 'refresh', hold })),
  );
  model.releases.push({ pointers, hold });
  model.hold = hold;
  expect(made.number).toBe(model.releases.length);
}
