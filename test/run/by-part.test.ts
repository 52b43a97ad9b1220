// A source in several files whose rules about rows are asked file by file: a new file costs only itself, and the findings are those of the whole.

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import { bring, openToWrite } from '../../src/session/index.ts';

const effects = {
  now: () => Date.parse('2026-01-05T09:00:00Z'),
  monotonic: () => performance.now(),
  randomHex: (bytes: number) => randomBytes(bytes).toString('hex'),
  variables: {},
  user: 'test',
  wait: (milliseconds: number) => setTimeout(milliseconds),
};

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

type WriteSession = Extract<Awaited<ReturnType<typeof openToWrite>>, { readonly ok: true }>['value'];

interface Asked {
  readonly files: number;
  readonly questions: number;
}

/** A product with one source; `run` gives what failed, and of each call of the engine how many files and questions it was about. */
async function product(pattern: string, write: (path: string, part: number, bad?: boolean) => Promise<void> | void) {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-parts-'));
  for (const name of ['data', 'sources']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'trivet.yaml'), 'product: parts\n');
  const declare = (max: number, unique = '') =>
    writeFileSync(
      join(folder, 'sources/parts.yaml'),
      `path: data/*.${pattern}\nkey: [id]\ncolumns:\n  id: { required: true, min: 0 }\n  n: { required: true, max: ${max}${unique} }\n  s: { pattern: "^name" }\n`,
    );
  declare(500);
  const file = (part: number) => join(folder, `data/part${part}.${pattern}`);
  for (const part of [0, 1, 2]) await write(file(part), part);
  const session = await openToWrite({ folder, environment: 'dev', sets: [], effects, emit: () => {}, command: 'trivet run', waitMs: 5_000 });
  if (!session.ok) throw new Error(JSON.stringify(session.problems));
  opened.push(async () => {
    await session.value.close();
    rmSync(folder, { recursive: true });
  });
  return { declare, write: (part: number, bad?: boolean) => write(file(part), part, bad), run: () => run(session.value) };
}

async function run(session: WriteSession): Promise<{ readonly failed: readonly string[]; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = [];
  const ask: typeof session.engine.ask = (request) => {
    const files = Object.values(request.tables).flatMap((table: InputTable) => (table.kind === 'files' ? table.files : []));
    asked.push({ files: files.length, questions: request.questions.length });
    return session.engine.ask(request);
  };
  const end = await bring({ ...session, engine: { ...session.engine, ask } }, { selectors: [], rebuild: false });
  if (!end.ok) throw new Error(JSON.stringify(end.problems));
  return { failed: end.value.problems.map((p) => p.message).sort(), asked };
}

const rows = 50;
const cells = (part: number, bad = false) =>
  Array.from({ length: rows }, (_, i) => [part * rows + i, bad && i === 7 ? 501 : i, bad && i < 3 ? `'other'` : `'name ${i}'`] as const);

async function parquet(path: string, part: number, bad?: boolean): Promise<void> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const values = cells(part, bad).map((row) => `(${row.join(', ')})`);
  await connection.run(`copy (select * from (values ${values.join(', ')}) t(id, n, s)) to '${path}' (format parquet)`);
  connection.closeSync();
}

const csv = (path: string, part: number, bad?: boolean) =>
  writeFileSync(
    path,
    `id,n,s\n${cells(part, bad)
      .map(([id, n, s]) => `${id},${n},${s.slice(1, -1)}`)
      .join('\n')}\n`,
  );

test.each([
  ['csv', csv],
  ['parquet', parquet],
] as const)('%s: rules about rows are asked of the new file alone, others of all', async (pattern, write) => {
  const parts = await product(pattern, write);
  const first = await parts.run();
  expect(first.failed).toEqual([]);
  expect(first.asked.map(({ files }) => files)).toEqual([3]);
  await parts.write(3);
  const second = await parts.run();
  expect(second.failed).toEqual([]);
  // the key of all four, the rows of one
  expect(second.asked.map(({ files }) => files).sort()).toEqual([1, 4]);
  expect((await parts.run()).asked).toEqual([]);
});

test('what offends in a new file is told as of the whole, asked again with the next one, and no more when it is mended', async () => {
  const parts = await product('csv', csv);
  await parts.run();
  await parts.write(3, true);
  const bad = await parts.run();
  expect(bad.failed).toEqual([expect.stringContaining('parts.n.range'), expect.stringContaining('parts.s.pattern')]);
  expect(bad.failed[1]).toContain('3 rows (150; …)');
  await parts.write(4);
  const again = await parts.run();
  expect(again.failed).toEqual(bad.failed);
  // of the rules that failed the two new files, of the others the last
  expect(again.asked.map(({ files }) => files)).toEqual(expect.arrayContaining([1, 2, 5]));
  await parts.write(3);
  expect((await parts.run()).failed).toEqual([]);
});

test('a rule that says something else is asked of every file', async () => {
  const parts = await product('csv', csv);
  await parts.run();
  parts.declare(400);
  const changed = await parts.run();
  expect(changed.failed).toEqual([]);
  expect(changed.asked.map(({ files }) => files)).toEqual([3]);
});

test('a source of one file is asked as a whole', async () => {
  const parts = await product('csv', (path, part) => (part === 0 ? csv(path, part) : undefined));
  expect((await parts.run()).asked.map(({ files }) => files)).toEqual([1]);
});
