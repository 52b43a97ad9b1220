// The parts that compute: values of addresses, what is kept, micro-batches, thinned latencies. Properties where there is a law.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ok } from '../../src/base/index.ts';
import type { ColumnBatch } from '../../src/engine/index.ts';
import { negotiate } from '../../src/serving/http/accept.ts';
import { hostName } from '../../src/serving/http/guard.ts';
import { batcher } from '../../src/serving/infer/batcher.ts';
import { answerCache } from '../../src/serving/query/cache.ts';
import { compareValues, parseValue } from '../../src/serving/query/values.ts';
import { p99, tally } from '../../src/serving/tally.ts';
import { trouble } from '../../src/serving/trouble.ts';
import { engineProblem, gate } from './rig.ts';

test.each<[string, string, unknown]>([
  ['text', '  as it is ', '  as it is '],
  ['varchar', 'abcd', 'abcd'],
  ['integer', ' 42 ', 42],
  ['integer', '+42', 42],
  ['integer', '2147483647', 2147483647],
  ['integer', '2147483648', undefined],
  ['integer', '1.0', undefined],
  ['integer', '', undefined],
  ['integer', '-2147483649', undefined],
  ['bigint', '9223372036854775807', '9223372036854775807'],
  ['bigint', '9223372036854775808', undefined],
  ['bigint', '7', 7],
  ['double', '1e3', 1000],
  ['double', '.5', 0.5],
  ['double', 'NaN', undefined],
  ['double', '1e999', undefined],
  ['double', '0x10', undefined],
  ['boolean', 'TRUE', true],
  ['boolean', '1', undefined],
  ['decimal(10,2)', '12.50', '12.50'],
  ['decimal(10,2)', '+0012.5', '0012.5'],
  ['decimal(10,2)', '12.505', undefined],
  ['decimal(10,2)', '12.500', undefined],
  ['decimal(4, 2)', '99.99', '99.99'],
  ['decimal(4, 2)', '100', undefined],
  ['decimal(2,2)', '0.25', '0.25'],
  ['decimal(10,2)', '1,5', undefined],
  ['decimal(10,2)', '', undefined],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', '2026-02-29', undefined],
  ['date', '2026-2-1', undefined],
  ['timestamp', '2026-03-03 15:00', '2026-03-03T15:00:00'],
  ['timestamp', '2026-03-03', '2026-03-03T00:00:00'],
  ['timestamp', '2026-03-03T15:00:00Z', undefined],
  ['timestamp', '2026-03-03T24:00:00', undefined],
  ['timestamptz', '2026-03-03T15:00:00.25z', '2026-03-03T15:00:00.25Z'],
  ['timestamptz', '2026-03-03T15:00:00 01:00', '2026-03-03T15:00:00+01:00'],
  ['timestamptz', '2026-03-03T15:00:00-0800', '2026-03-03T15:00:00-08:00'],
])('%s from %j', (type, text, value) => {
  expect(parseValue(text, type)).toEqual(value);
});

test('values of a type are ordered as the engine orders them', () => {
  expect(compareValues('9007199254740993', '9007199254740992', 'bigint')).toBe(1);
  expect(compareValues('-1.50', '-1.5', 'decimal(4,2)')).toBe(0);
  expect(compareValues('0.1', '0.09', 'decimal(4,2)')).toBe(1);
  expect(compareValues('2026-03-03T15:00:00+01:00', '2026-03-03T14:30:00Z', 'timestamptz')).toBe(-1);
  expect(compareValues('2026-03-03', '2026-10-01', 'date')).toBe(-1);
  expect(compareValues(2, 10, 'integer')).toBe(-1);
});

test('no text makes a value throw, and what is taken is taken again as itself', () => {
  const types = ['text', 'integer', 'bigint', 'double', 'boolean', 'date', 'timestamp', 'timestamptz', 'decimal(9,3)'];
  fc.assert(
    fc.property(
      fc.constantFrom(...types),
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
        fc.double().map(String),
        fc.bigInt().map(String),
      ),
      (type, text) => {
        const value = parseValue(text, type);
        if (value !== undefined && value !== null) {
          expect(parseValue(String(value), type)).toEqual(value);
          expect(compareValues(value, value, type)).toBe(0);
        }
      },
    ),
  );
});

test('a host’s name is what stands before its port, and nothing else', () => {
  expect(['localhost:80', '[::1]:80', 'A.B', 'a:b', 'a:80:80', 'a@localhost', '', ':80'].map(hostName)).toEqual([
    'localhost',
    '[::1]',
    'a.b',
    '',
    '',
    'a@localhost',
    '',
    '',
  ]);
});

test('no Accept makes negotiation throw, and what is chosen was offered', () => {
  fc.assert(fc.property(fc.string(), (accept) => [undefined, 'json', 'csv'].includes(negotiate(accept, ['json', 'csv']))));
});

const body = (size: number) => ({ body: Buffer.alloc(size) });

test('kept answers never take more than allowed, and the least recently used go first', async () => {
  const cache = answerCache(16 * 1024);
  const keep = (key: string, size = 1024) => cache.once(key, true, async () => ok(body(size)));
  for (const key of 'abcdefghij') await keep(key);
  expect(cache.get('a')).toBeDefined();
  await keep('k');
  expect([cache.get('a') !== undefined, cache.get('b'), cache.bytes() <= 16 * 1024]).toEqual([true, undefined, true]);
  await keep('large', 4 * 1024);
  expect([cache.get('large'), cache.get('a') !== undefined]).toEqual([undefined, true]);
});

test('what is kept and how much it is stays in step, whatever is done', async () => {
  const doing = fc.array(fc.tuple(fc.constantFrom('get', 'keep'), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 600 })), {
    maxLength: 60,
  });
  await fc.assert(
    fc.asyncProperty(doing, async (steps) => {
      const cache = answerCache(10_000);
      // The model: keys in order of use, each with its size.
      const model = new Map<number, number>();
      for (const [what, key, size] of steps) {
        const found = cache.get(String(key));
        expect(found?.body.length).toBe(model.get(key));
        if (found) {
          model.delete(key);
          model.set(key, found.body.length);
        }
        if (what === 'keep' && !found) {
          await cache.once(String(key), true, async () => ok(body(size)));
          model.set(key, size);
          for (const [old] of model) {
            if ([...model.values()].reduce((sum, one) => sum + one + 512, 0) <= 10_000) break;
            model.delete(old);
          }
        }
        expect(cache.bytes()).toBe([...model.values()].reduce((sum, one) => sum + one + 512, 0));
      }
    }),
    { numRuns: 50 },
  );
});

test('a failure and a throw are not kept', async () => {
  const cache = answerCache(16 * 1024);
  await cache.once('a', true, async () => ({ ok: false, problems: [] }));
  await expect(cache.once('b', true, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect([cache.get('a'), cache.get('b'), cache.asked('a'), cache.asked('b')]).toEqual([undefined, undefined, false, false]);
});

const silent = { batch: () => {} };
const time = { milliseconds: 60_000, signal: new AbortController().signal };
/** A row's answer, of itself alone. */
const answerTo = (batch: ColumnBatch): ColumnBatch => ({
  columns: {
    y: Float64Array.from(batch.columns.x as Float64Array, (x) => x * 3),
    name: (batch.columns.name as readonly string[]).map((name) => `${name}!`),
    big: BigInt64Array.from(batch.columns.big as BigInt64Array, (big) => -big),
  },
  rowCount: batch.rowCount,
});

test('batched answers equal single ones, and no batch is larger than allowed', async () => {
  const request = fc.array(fc.tuple(fc.double(), fc.string(), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n })), { maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(fc.array(request, { maxLength: 20 }), fc.integer({ min: 1, max: 10 }), async (requests, mostRows) => {
      const sizes: number[] = [];
      const predict = async (batch: ColumnBatch) => {
        sizes.push(batch.rowCount);
        await new Promise((resolve) => setImmediate(resolve));
        return ok(answerTo(batch));
      };
      const batches = batcher({ model: 'm', predict, overdue: () => {}, meter: silent, monotonic: () => 0, mostRows });
      const columns = requests.map(
        (rows): ColumnBatch => ({
          columns: { x: Float64Array.from(rows, (r) => r[0]), name: rows.map((r) => r[1]), big: BigInt64Array.from(rows, (r) => r[2]) },
          rowCount: rows.length,
        }),
      );
      const answers = await Promise.all(columns.map((one) => batches.run(one, time)));
      expect(answers).toEqual(columns.map((one) => ok(answerTo(one))));
      const largest = Math.max(0, ...requests.map((rows) => rows.length));
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(Math.max(mostRows, largest));
      if (requests.length > 2 && requests.slice(1).reduce((sum, rows) => sum + rows.length, 0) <= mostRows) expect(sizes.length).toBe(2);
    }),
    { numRuns: 100 },
  );
});

test('a run that throws fails its requests, and the next ones run', async () => {
  const { closed, open } = gate();
  let runs = 0;
  const predict = async (batch: ColumnBatch) => {
    if (++runs === 1) await closed;
    if (runs === 2) throw new Error('gone');
    return ok({ columns: { y: batch.columns.x ?? [] }, rowCount: batch.rowCount });
  };
  const batches = batcher({ model: 'm', predict, overdue: () => {}, meter: silent, monotonic: () => 0, mostRows: 10 });
  const one = { columns: { x: Float64Array.of(1) }, rowCount: 1 };
  const [first, second, third] = [batches.run(one, time), batches.run(one, time), batches.run(one, time)];
  open();
  expect((await first).ok).toBe(true);
  await expect(second).rejects.toThrow('gone');
  await expect(third).rejects.toThrow('gone');
  expect((await batches.run(one, time)).ok).toBe(true);
});

test('who is given up before his turn is forgotten, and a run that takes its time is said to be overdue once', async () => {
  const { closed, open } = gate();
  const asked: number[] = [];
  const overdue: number[] = [];
  const predict = async (batch: ColumnBatch) => {
    asked.push(batch.rowCount);
    if (asked.length === 1) await closed;
    return ok({ columns: { y: batch.columns.x ?? [] }, rowCount: batch.rowCount });
  };
  const over = (milliseconds: number) => {
    overdue.push(milliseconds);
    open();
  };
  const batches = batcher({ model: 'm', predict, overdue: over, meter: silent, monotonic: () => 0, mostRows: 10 });
  const rows = (rowCount: number): ColumnBatch => ({ columns: { x: new Float64Array(rowCount) }, rowCount });
  const first = batches.run(rows(1), { ...time, milliseconds: 40 });
  const impatient = new AbortController();
  const second = batches.run(rows(2), { milliseconds: 5, signal: impatient.signal });
  const third = batches.run(rows(3), time);
  impatient.abort();
  expect(await second).toMatchObject({ ok: false, problems: [{ code: 'serving/timeout' }] });
  expect(await batches.run(rows(4), { milliseconds: 5, signal: impatient.signal })).toMatchObject({ ok: false });
  expect([(await first).ok, (await third).ok, asked, overdue]).toEqual([true, true, [1, 3], [40]]);
});

test('trouble is told with its cause, and the very same once a minute', () => {
  const told: unknown[] = [];
  let now = 0;
  const tell = trouble({ emit: (event) => void told.push(event), clock: () => '2026-03-03T15:00:00Z', monotonic: () => now });
  const broken = (cause: string) => ({ ...engineProblem('serving/broken'), cause });
  for (const cause of ['a', 'b', 'a']) tell(broken(cause));
  now = 60_000;
  tell(broken('a'));
  const event = (cause: string) => ({ kind: 'trouble', at: '2026-03-03T15:00:00Z', problem: broken(cause) });
  expect(told).toEqual(['a', 'b', 'a'].map(event));
});

test('latencies are thinned evenly and never more than ten thousand; counts stay exact', () => {
  const counts = tally(() => 1);
  for (let i = 0; i < 45_000; i++) counts.answered('late', i % 100 === 0 ? 500 : 200, i);
  counts.answered('late', 404, 1);
  counts.answered('late', 429, 1);
  const [late] = counts.take();
  expect([late?.requests, late?.errors]).toEqual([45_001, 451]);
  const latencies = late?.latencies ?? [];
  expect(latencies.length).toBeGreaterThan(5_000);
  expect(latencies.length).toBeLessThanOrEqual(10_000);
  expect(Math.abs((p99(latencies) ?? 0) - 44_550)).toBeLessThan(100);
  expect(p99([])).toBeNull();
  expect(p99(Array.from({ length: 100 }, (_, i) => i + 1))).toBe(99);
});
