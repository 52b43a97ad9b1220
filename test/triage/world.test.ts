// Which worlds are compared: the run of `test` with its own checks, a whole good run, the files inside a leg, a nested asset's real path.

import { expect, test } from 'vitest';
import { test as ask, bring } from '../../src/session/index.ts';
import { why } from '../../src/triage/index.ts';
import { type Stand, standOf, value } from '../faults/stand.ts';

const product = {
  'trivet.yaml': 'product: compared\n',
  'sources/s.yaml': 'path: data/s-*.csv\n',
  'data/s-1.csv': 'id,v\n1,10\n2,20\n',
  'assets/a.sql': 'select id, v from s\n',
  'assets/a.yaml': 'columns: { v: { max: 90 } }\n',
};

async function on(files: Readonly<Record<string, string>>, work: (stand: Stand) => Promise<void>): Promise<void> {
  const stand = await standOf(files);
  try {
    value(await stand.run());
    await work(stand);
  } finally {
    await stand.close();
  }
}

test('a check that was tightened and fails in `test` is code, in the yaml', () =>
  on(product, async (stand) => {
    stand.change({ 'assets/a.yaml': 'columns: { v: { max: 15 } }\n' });
    const tested = value(await ask(stand.session, []));
    expect(tested.problems.map((p) => [p.code, p.leg])).toEqual([['run/check-failed', 'development']]);
    const told = await stand.why();
    expect(told?.judgement).toEqual({ kind: 'single', legs: ['code'] });
    expect(told?.causes.map((c) => c.file)).toEqual(['assets/a.yaml']);
  }));

test('one bad file among nine new ones is named alone', () =>
  on(product, async (stand) => {
    const files = Object.fromEntries([2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => [`data/s-${n}.csv`, `id,v\n${n},${n === 7 ? 900 : n}\n`]));
    stand.change(files);
    await stand.run();
    const told = await stand.why();
    expect(told?.judgement).toEqual({ kind: 'single', legs: ['data'] });
    expect(told?.causes.map((c) => c.file)).toEqual(['data/s-7.csv']);
  }));

test('two files that break it only together are both named, and no third', () =>
  on({ ...product, 'assets/a.yaml': 'rows: { max: 5 }\n' }, async (stand) => {
    stand.change({ 'data/s-2.csv': 'id,v\n3,1\n4,1\n', 'data/s-3.csv': 'id,v\n', 'data/s-4.csv': 'id,v\n5,1\n6,1\n' });
    await stand.run();
    const told = await stand.why();
    expect(told?.causes.map((c) => c.file)).toEqual(['data/s-2.csv', 'data/s-4.csv']);
  }));

test('an asset in a folder of its own is named where it stands', () => {
  const { 'assets/a.sql': sql, 'assets/a.yaml': yaml, ...rest } = product;
  return on({ ...rest, 'assets/deep/a.sql': sql, 'assets/deep/a.yaml': yaml }, async (stand) => {
    stand.change({ 'assets/deep/a.sql': 'select id, v * 9 as v from s\n' });
    await stand.run();
    expect((await stand.why())?.causes.map((c) => [c.file, c.lines])).toEqual([['assets/deep/a.sql', '1']]);
  });
});

test('an interrupt gives no verdict', () =>
  on(product, async (stand) => {
    stand.change({ 'data/s-2.csv': 'id,v\n3,900\n' });
    await stand.run();
    const stop = new AbortController();
    const asked = await why(
      { ...stand.session, signal: stop.signal, emit: (event) => event.kind === 'replay' && stop.abort() },
      { subject: undefined, variables: [] },
    );
    expect(asked.ok ? [] : asked.problems.map((p) => p.code)).toEqual(['triage/interrupted']);
  }));

test('a replay is no good build: the leg of a failure is the same before and after `why`', () =>
  on(product, async (stand) => {
    stand.change({ 'data/s-2.csv': 'id,v\n3,900\n' });
    const legs = async () => value(await stand.run()).problems.map((p) => p.leg);
    expect(await legs()).toEqual(['data']);
    await stand.why();
    expect(await legs()).toEqual(['data']);
  }));

test('after `test`, each asset has the SQL of the run that built it', () =>
  on(
    { ...product, 'assets/d.sql': 'select id from s\n', 'assets/a.yaml': 'checks: { small: { sql: select * from d where id > 100 } }\n' },
    async (stand) => {
      stand.change({ 'assets/d.sql': 'select id * 1000 as id from s\n' });
      value(await bring(stand.session, { selectors: ['d'], rebuild: false }));
      value(await ask(stand.session, []));
      const told = await stand.why();
      expect(told?.failure.check?.check).toBe('a.small');
      expect(told?.judgement).toEqual({ kind: 'single', legs: ['code'] });
      expect(told?.causes.map((c) => c.file)).toEqual(['assets/d.sql']);
    },
  ));

test('SQL that was never built is not blamed for what `test` found', () =>
  on(product, async (stand) => {
    value(await ask(stand.session, []));
    stand.change({ 'assets/a.sql': 'select id, v * 50 as v from s\n', 'assets/a.yaml': 'columns: { v: { max: 15 } }\n' });
    value(await ask(stand.session, []));
    expect((await stand.why())?.causes.map((c) => c.file)).toEqual(['assets/a.yaml']);
  }));
