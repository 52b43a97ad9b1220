// The meter as Prometheus reads it: names, labels, bounds.

import { expect, test } from 'vitest';
import { prometheusMeter } from '../../src/telemetry/index.ts';

const answer = { output: 'late', route: 'query', status: 200, seconds: 0.004, cache: 'hit' } as const;

test('answers are counted by output, route, status and cache, and timed by output and route', async () => {
  const { meter, text } = prometheusMeter();
  meter.answered(answer);
  meter.answered(answer);
  meter.answered({ ...answer, status: 504, seconds: 20, cache: 'miss' });
  // On a bound: within it.
  meter.answered({ ...answer, seconds: 0.25 });
  const { type, text: page } = await text();
  expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
  for (const line of [
    'trivet_requests_total{output="late",route="query",status="200",cache="hit"} 3',
    'trivet_requests_total{output="late",route="query",status="504",cache="miss"} 1',
    'trivet_request_seconds_bucket{le="0.0025",output="late",route="query"} 0',
    'trivet_request_seconds_bucket{le="0.005",output="late",route="query"} 2',
    'trivet_request_seconds_bucket{le="0.1",output="late",route="query"} 2',
    'trivet_request_seconds_bucket{le="0.25",output="late",route="query"} 3',
    'trivet_request_seconds_bucket{le="+Inf",output="late",route="query"} 4',
    'trivet_request_seconds_count{output="late",route="query"} 4',
  ]) {
    expect(page).toContain(`${line}\n`);
  }
});

test('batches, refusals, gauges and the process', async () => {
  const { meter, text } = prometheusMeter();
  meter.batch({ model: 'bad_hour', requests: 3, rows: 5, seconds: 0.002 });
  meter.refused({ why: 'busy' });
  meter.gauge('release', 9);
  meter.gauge('engine_ready', 1);
  const { text: page } = await text();
  for (const line of [
    'trivet_batch_requests_sum{model="bad_hour"} 3',
    'trivet_batch_rows_sum{model="bad_hour"} 5',
    'trivet_batch_seconds_count{model="bad_hour"} 1',
    'trivet_refused_total{why="busy"} 1',
    'trivet_release 9',
    'trivet_engine_ready 1',
  ]) {
    expect(page).toContain(`${line}\n`);
  }
  expect(page).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(page).toMatch(/^process_cpu_seconds_total [\d.]+$/m);
});

test('a promise is in one state, and its earlier ones are 0', async () => {
  const { meter, text } = prometheusMeter();
  const promise = { output: 'late', kind: 'fresh', state: 'kept', budgetLeft: 1 };
  meter.promise(promise);
  meter.promise({ ...promise, state: 'broken', budgetLeft: 0.25 });
  const { text: page } = await text();
  expect(page).toContain('trivet_promise_state{output="late",kind="fresh",state="kept"} 0\n');
  expect(page).toContain('trivet_promise_state{output="late",kind="fresh",state="broken"} 1\n');
  expect(page).toContain('trivet_promise_budget_left{output="late",kind="fresh"} 0.25\n');
});

test('however many names are counted, the series stay bounded and no answer is lost', async () => {
  const { meter, text } = prometheusMeter();
  for (let i = 0; i < 10_000; i++) meter.answered({ ...answer, output: `name${i}` });
  const { text: page } = await text();
  const counted = [...page.matchAll(/^trivet_requests_total\{.*\} (\d+)$/gm)].map(([, n]) => Number(n));
  expect(counted.length).toBeLessThanOrEqual(2_001);
  expect(counted.reduce((sum, n) => sum + n, 0)).toBe(10_000);
  expect(page).toContain('trivet_requests_total{output="other",route="query",status="200",cache="hit"} 8000\n');
});
