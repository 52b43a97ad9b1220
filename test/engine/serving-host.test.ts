// The serving host's life: several releases at once, dropped when their last question is answered; killed, it is back with all of them.

import { execFile } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type ServingEngine, startServingEngine } from '../../src/engine/index.ts';
import { problemOf, value } from './rig.ts';
import { bodyText, parameter, query, question, release, servingRig } from './serving-rig.ts';

const { serving, folder, table, json } = servingRig(3);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const until = async (holds: () => boolean) => {
  while (!holds()) await wait(5);
};

/** Every row of a release carries its name, in both tables. */
const queries = [
  query('both', 'select a.mark as a, b.mark as b, count(*) as n from a join b using (k) where k < $k group by all', [parameter('k', 'integer')]),
  query('now', 'select now() as at, min(mark) as mark from a'),
];
async function made(key: string, settings = {}) {
  const [a, b] = [
    await table(`select i as k, '${key}' as mark from range(2000) t(i)`),
    await table(`select i as k, '${key}' as mark from range(2000) t(i)`),
  ];
  return release(key, { a, b }, queries, settings);
}
const slow = query('slow', 'select count(*) as n from range($n) t(i) where hash(i) % 7 = 3', [parameter('n', 'bigint')]);

test('200 questions of two releases while one is dropped and others come: each answer is wholly of its release', async () => {
  value(await serving.load(await made('old')));
  value(await serving.load(await made('new')));
  const third = await made('third');
  let gone = 0;
  const asked = Array.from({ length: 200 }, async (_, i) => {
    if (i % 4 === 3) await wait(i);
    const key = i % 2 === 0 ? 'old' : 'new';
    const named = i % 5 === 0 ? 'now' : 'both';
    const one = { ...question({ release: key, query: named, parameters: named === 'both' ? { k: 1 + i } : {} }), format: 'json' as const };
    const outcome = await serving.answer(one);
    if (!outcome.ok) {
      expect([key, problemOf(outcome).code]).toEqual(['old', 'engine/not-loaded']);
      gone++;
      return;
    }
    const rows = JSON.parse(bodyText(outcome.value.body));
    if (named === 'both') expect(rows).toEqual([{ a: key, b: key, n: 1 + i }]);
    else expect(rows).toEqual([{ at: '2001-03-04T14:00:00Z', mark: key }]);
  });
  const dropped = wait(5).then(() => serving.drop('old'));
  const loaded = serving.load(third);
  await Promise.all([...asked, dropped, loaded]);
  // What was asked before the drop was answered: at once 200 less those that waited.
  expect(gone).toBeLessThanOrEqual(50);
  expect(problemOf(await serving.answer({ ...question({ release: 'old', query: 'now' }), format: 'json' })).code).toBe('engine/not-loaded');
  expect(JSON.parse(await json({ release: 'third', query: 'both', parameters: { k: 3 } }))).toEqual([{ a: 'third', b: 'third', n: 3 }]);
});

test('a dropped release ends when its last question is answered, not before; drop knows nothing of others', async () => {
  value(await serving.load(release('busy', {}, [slow])));
  const ends: string[] = [];
  const under = [1, 2, 3, 4, 5].map(() => json({ release: 'busy', query: 'slow', parameters: { n: '10000000' } }).then(() => ends.push('answer')));
  await wait(20);
  await Promise.all([...under, serving.drop('busy').then(() => ends.push('drop'))]);
  expect(ends).toEqual(['answer', 'answer', 'answer', 'answer', 'answer', 'drop']);
  await serving.drop('never loaded');
});

test('a release loaded again under its key answers with the new tables', async () => {
  value(await serving.load(await made('again')));
  const before = json({ release: 'again', query: 'both', parameters: { k: 2000 } });
  const other = await made('other');
  value(await serving.load({ ...other, key: 'again' }));
  expect(JSON.parse(await before)).toEqual([{ a: 'again', b: 'again', n: 2000 }]);
  expect(JSON.parse(await json({ release: 'again', query: 'both', parameters: { k: 7 } }))).toEqual([{ a: 'other', b: 'other', n: 7 }]);
});

test('killed, it settles what it owed, is started again at once, and holds every release again', async () => {
  value(await serving.load(await made('one')));
  value(await serving.load(await made('two', { timezone: 'Europe/Berlin' })));
  value(await serving.load(release('three', {}, [slow])));
  await serving.drop('third');
  const pid = serving.hostPid() ?? 0;
  const pending = [1, 2, 3, 4, 5].map(() =>
    serving.answer({ ...question({ release: 'three', query: 'slow', parameters: { n: '1000000000000' } }), format: 'json' }),
  );
  process.kill(pid, 'SIGKILL');
  for (const outcome of await Promise.all(pending)) expect(problemOf(outcome)).toMatchObject({ code: 'engine/crashed', leg: 'operations' });
  expect(serving.ready()).toBe(false);
  expect(problemOf(await serving.rows(question({ release: 'one', query: 'now' })))).toMatchObject({ code: 'engine/not-ready', leg: 'operations' });
  // A load meanwhile waits for the successor.
  const late = serving.load(await made('late'));
  await until(serving.ready);
  value(await late);
  expect(serving.hostPid()).not.toBe(pid);
  for (const key of ['one', 'two', 'late']) {
    expect(JSON.parse(await json({ release: key, query: 'both', parameters: { k: 9 } }))).toEqual([{ a: key, b: key, n: 9 }]);
  }
  expect(problemOf(await serving.answer({ ...question({ release: 'third', query: 'now' }), format: 'json' })).code).toBe('engine/not-loaded');
});

test('killed again and again, also while it comes back, it is back in the end', async () => {
  for (let i = 0; i < 4; i++) {
    process.kill(serving.hostPid() ?? 0, 'SIGKILL');
    await until(() => !serving.ready());
    await wait(60 * i);
    await until(() => serving.hostPid() !== undefined);
  }
  await until(serving.ready);
  expect(JSON.parse(await json({ release: 'one', query: 'both', parameters: { k: 2 } }))).toEqual([{ a: 'one', b: 'one', n: 2 }]);
});

test('while a release cannot be loaded again it is not ready; when its files are back, it is', async () => {
  const fragile = startServingEngine({ temporary: folder, readable: [folder], memory: '200MB' });
  const given = await made('fragile');
  value(await fragile.load(given));
  const { a } = given.tables;
  const file = a?.kind === 'files' ? (a.files[0] ?? '') : '';
  renameSync(file, `${file}.away`);
  process.kill(fragile.hostPid() ?? 0, 'SIGKILL');
  await until(() => !fragile.ready());
  await wait(700);
  expect(fragile.ready()).toBe(false);
  renameSync(`${file}.away`, file);
  await until(fragile.ready);
  expect(value(await fragile.rows(question({ release: 'fragile', query: 'both', parameters: { k: 1 } }))).rows).toEqual([['fragile', 'fragile', 1]]);
  await fragile.close();
});

test('too little memory is a Problem, and the host lives on', async () => {
  const tight = startServingEngine({ temporary: folder, readable: [folder], memory: '50MB', threads: 1 });
  const greedy = query('greedy', 'select length(string_agg(i::varchar, $s order by hash(i))) as l from range(30000000) t(i)', [
    parameter('s', 'text'),
  ]);
  value(await tight.load(release('1', {}, [greedy, query('small', 'select 1 as x')])));
  const pid = tight.hostPid();
  const outcome = await tight.answer({
    ...question({ release: '1', query: 'greedy', parameters: { n: 12_000_000 }, timeout: 60_000 }),
    format: 'json',
  });
  expect(problemOf(outcome)).toMatchObject({ code: 'engine/out-of-memory', leg: 'operations' });
  expect(value(await tight.rows(question({ release: '1', query: 'small' }))).rows).toEqual([[1]]);
  expect(tight.hostPid()).toBe(pid);
  await tight.close();
});

test('close ends a busy host, and what is asked afterwards is a Problem', async () => {
  const one: ServingEngine = startServingEngine({ temporary: folder, readable: [folder] });
  value(await one.load(release('1', {}, [slow])));
  const pid = one.hostPid() ?? 0;
  const pending = one.answer({ ...question({ release: '1', query: 'slow', parameters: { n: '1000000000000' } }), format: 'json' });
  await wait(20);
  await one.close();
  expect(problemOf(await pending).code).toBe('engine/crashed');
  expect(alive(pid)).toBe(false);
  expect(one.ready()).toBe(false);
  expect(problemOf(await one.rows(question({ release: '1', query: 'slow' }))).code).toBe('engine/not-ready');
  await one.close();
});

test('signals that end the parent do not end the host; a parent that is gone does, whatever is under way', async () => {
  const pid = serving.hostPid() ?? 0;
  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGTERM');
  expect(JSON.parse(await json({ release: 'one', query: 'both', parameters: { k: 1 } }))).toHaveLength(1);
  expect(serving.hostPid()).toBe(pid);
  const script = join(folder, 'serving parent.ts');
  const room = pathToFileURL(join(import.meta.dirname, '../../src/engine/index.ts')).href;
  const given = JSON.stringify({
    load: release('1', {}, [slow]),
    ask: { ...question({ release: '1', query: 'slow', parameters: { n: '1000000000000' } }), format: 'json' },
  });
  writeFileSync(
    script,
    `import { startServingEngine } from ${JSON.stringify(room)};
     const given = ${given};
     const serving = startServingEngine({ temporary: ${JSON.stringify(folder)}, readable: [] });
     await serving.load(given.load);
     void serving.answer(given.ask);
     console.log(serving.hostPid());
     setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script]).catch((error: { stdout: string }) => error);
  const orphan = Number(stdout);
  expect(orphan).toBeGreaterThan(0);
  for (let i = 0; i < 200 && alive(orphan); i++) await wait(20);
  expect(alive(orphan)).toBe(false);
});
