// The host process: its crash is a Problem and the next call works; steps get at nothing outside; a parent that ends takes it along.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startEngine } from '../../src/engine/index.ts';
import { answer, problemOf, rig, surroundings } from './rig.ts';

const { engine, folder } = rig();
const ask = (sql: string) => engine.ask({ tables: {}, questions: [{ sql }], surroundings: surroundings() }).then((o) => o[0]);

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('nothing is started before the first call, and close is safe at any time', async () => {
  const idle = startEngine({ temporary: folder, readable: [folder] });
  expect(await idle.parse([])).toEqual([]);
  expect(idle.hostPid?.()).toBeUndefined();
  await idle.close();
  await idle.close();
});

test('a killed host is a Problem of operations, and the next call starts another', async () => {
  await ask('select 1');
  const pid = engine.hostPid?.() ?? 0;
  const pending = [
    ask('select count(*) from range(100000000000) t(i) where i % 7 = 3'),
    engine.agree({ kind: 'rows', columns: [], rows: [] }, { kind: 'rows', columns: [], rows: [] }),
  ];
  process.kill(pid, 'SIGKILL');
  for (const outcome of await Promise.all(pending)) expect(problemOf(outcome)).toMatchObject({ code: 'engine/crashed', leg: 'operations' });
  expect((await answer(engine, 'select 42')).rows).toEqual([[42]]);
  expect(engine.hostPid?.()).not.toBe(pid);
});

test('close ends a host that is busy', async () => {
  const busy = startEngine({ temporary: folder, readable: [folder] });
  const pending = busy.ask({
    tables: {},
    questions: [{ sql: 'select count(*) from range(100000000000) t(i) where i % 7 = 3' }],
    surroundings: surroundings(),
  });
  while (busy.hostPid?.() === undefined) await wait(5);
  const pid = busy.hostPid?.() ?? 0;
  await busy.close();
  expect(problemOf((await pending)[0]).code).toBe('engine/crashed');
  expect(alive(pid)).toBe(false);
});

test('the host ends with its parent, and does not keep it', async () => {
  const script = join(folder, 'parent.ts');
  const room = pathToFileURL(join(import.meta.dirname, '../../src/engine/index.ts')).href;
  writeFileSync(
    script,
    `import { startEngine } from ${JSON.stringify(room)};
     const engine = startEngine({ temporary: ${JSON.stringify(folder)}, readable: [] });
     await engine.parse([{ sql: 'select 1', origin: { file: 'a', line: 1 } }]);
     console.log(engine.hostPid());`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [script]);
  const pid = Number(stdout);
  expect(pid).toBeGreaterThan(0);
  for (let i = 0; i < 200 && alive(pid); i++) await wait(20);
  expect(alive(pid)).toBe(false);
});

test('the interrupt that ends the parent does not end the host', async () => {
  await ask('select 1');
  const pid = engine.hostPid?.() ?? 0;
  process.kill(pid, 'SIGINT');
  expect((await answer(engine, 'select 43')).rows).toEqual([[43]]);
  expect(engine.hostPid?.()).toBe(pid);
});

test.each([
  "from read_text('/etc/passwd')",
  "from read_csv('/etc/passwd')",
  "from '/etc/passwd.csv'",
  "from glob('/etc/*')",
  "from read_parquet('https://example.org/x.parquet')",
  'from duckdb_secrets()',
])('%s is refused by the engine itself, past the parser', async (sql) => {
  const problem = problemOf(await ask(sql));
  expect(problem).toMatchObject({ code: 'engine/access-refused', leg: 'development' });
});

test.each([
  "set timezone = 'Asia/Tokyo'",
  'set enable_external_access = true',
  "copy (select 1) to '/tmp/x.csv'",
  "attach '/tmp/x.db'",
  'install httpfs',
  'create table x as select 1',
  'call enable_logging()',
  'select 1; select 2',
])('%s is no SELECT, past the parser', async (sql) => {
  expect(['engine/not-a-select', 'engine/access-refused', 'engine/does-not-bind']).toContain(problemOf(await ask(sql)).code);
  expect((await answer(engine, "select current_setting('TimeZone')")).rows).toEqual([['UTC']]);
});

test('threads and memory learnt before the first call are in force', async () => {
  const options = { temporary: folder, readable: [folder] };
  const late = startEngine(options);
  Object.assign(options, { threads: 1, memory: '300MB' });
  expect((await answer(late, "select current_setting('threads'), current_setting('memory_limit')")).rows).toEqual([[1, '286.1 MiB']]);
  await late.close();
});

test('too little memory is a Problem of operations', async () => {
  const small = join(folder, 'small');
  mkdirSync(small);
  const tight = startEngine({ temporary: small, readable: [small], memory: '50MB', threads: 1 });
  const [outcome] = await tight.ask({
    tables: {},
    questions: [{ sql: 'select list(i) as l from range(30000000) t(i)' }],
    surroundings: surroundings(),
  });
  expect(problemOf(outcome)).toMatchObject({ code: 'engine/out-of-memory', leg: 'operations' });
  await tight.close();
});
