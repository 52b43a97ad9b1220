// The counters against a ledger that the client keeps of the answers it got: an independent recomputation, equal exactly.

import { Agent, request } from 'node:http';
import { expect, test } from 'vitest';
import { prometheusMeter } from '../../src/telemetry/index.ts';
import { engineProblem, memoryEngine, memoryScripts, modelOutput, output, parameter, release, started } from './rig.ts';

interface Line {
  readonly output: string;
  readonly route: string;
  readonly status: number;
  readonly cache: string;
  /** As the server says in Server-Timing. */
  readonly milliseconds: number;
}

const columns = ['late_share', 'origin'].map((name, i) => ({ name, type: i ? 'VARCHAR' : 'DOUBLE' }));
const infer = JSON.stringify({
  inputs: [
    { name: 'late_share', datatype: 'FP64', shape: [1], data: [0.5] },
    { name: 'origin', datatype: 'BYTES', shape: [1], data: ['SEA'] },
  ],
});

/** What is asked, and what it must count as. */
const questions: readonly { readonly path: string; readonly body?: string; readonly output: string; readonly route: string }[] = [
  { path: '/outputs/late?day=1', output: 'late', route: 'query' },
  { path: '/outputs/late?day=2', output: 'late', route: 'query' },
  { path: '/outputs/late?day=x', output: 'late', route: 'query' },
  { path: '/outputs/now', output: 'now', route: 'query' },
  { path: '/outputs/broken', output: 'broken', route: 'query' },
  { path: '/outputs/none', output: 'unknown', route: 'query' },
  { path: '/outputs/bad_hour', output: 'bad_hour', route: 'query' },
  { path: '/v2/models/bad_hour/infer', body: infer, output: 'bad_hour', route: 'infer' },
  { path: '/v2/models/bad_hour/infer', body: '{', output: 'bad_hour', route: 'infer' },
  { path: '/v2/models/late/infer', body: infer, output: 'unknown', route: 'infer' },
  { path: '/v2/health/ready', output: 'health', route: 'other' },
  { path: '/v2/models/bad_hour', output: 'v2', route: 'other' },
  { path: '/nothing', output: 'unknown', route: 'other' },
];

function asked(url: string, agent: Agent, path: string, body: string | undefined): Promise<{ status: number; milliseconds: number }> {
  return new Promise((resolve, reject) => {
    const one = request(`${url}${path}`, { agent, method: body === undefined ? 'GET' : 'POST' }, (response) => {
      response.resume();
      const milliseconds = Number(/dur=([\d.]+)/.exec(String(response.headers['server-timing']))?.[1]);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, milliseconds }));
    });
    one.on('error', reject);
    one.end(body);
  });
}

/** Samples of a metric: labels without order → value. */
function samples(text: string, metric: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const [, name, labels = '', value] of text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm))
    if (name === metric) found.set(labels.split(',').toSorted().join(), Number(value));
  return found;
}

const labelled = (labels: Readonly<Record<string, string | number>>) =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .toSorted()
    .join();

test('counters, histograms and the tally equal a client’s own ledger', async () => {
  const { meter, text } = prometheusMeter();
  const engine = memoryEngine({
    bad_hour: { columns, rows: () => [[0.5, 'SEA']] },
    now: { clock: true },
    broken: { problem: engineProblem('engine/step-failed') },
  });
  const outputs = [output('late', { parameters: [parameter('day', 'integer')] }), output('now'), output('broken'), modelOutput('bad_hour')];
  const { url, serving } = await started({ engine, scripts: memoryScripts(), meter, metrics: text }, release(1, outputs));
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const ledger: Line[] = [];
  // The first answers to late are misses; from then on they are kept. The client knows that from having asked.
  const warm = new Set<string>();
  const take = async (i: number) => {
    const question = questions[i % questions.length];
    if (!question) return;
    const { path, body, ...counted } = question;
    const first = !warm.has(path);
    warm.add(path);
    const answer = await asked(url, agent, path, body);
    const cache =
      answer.status >= 400 && !path.includes('broken')
        ? 'none'
        : counted.route !== 'query'
          ? 'none'
          : path.includes('now') || path.includes('broken') || first
            ? 'miss'
            : 'hit';
    ledger.push({ ...counted, ...answer, cache });
  };
  for (let i = 0; i < questions.length; i++) await take(i);
  await Promise.all(Array.from({ length: 800 }, (_, i) => take(i)));
  agent.destroy();
  const { body: metrics } = await import('./rig.ts').then(({ ask }) => ask(url, '/metrics'));

  const counts = new Map<string, number>();
  for (const { output: name, route, status, cache } of ledger) {
    const key = labelled({ output: name, route, status, cache });
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(samples(String(metrics), 'trivet_requests_total')).toEqual(counts);

  const buckets = samples(String(metrics), 'trivet_request_seconds_bucket');
  const bounds = [...new Set([...buckets.keys()].map((key) => /le="([^"]+)"/.exec(key)?.[1] ?? ''))];
  const expected = new Map<string, number>();
  const sums = new Map<string, number>();
  for (const { output: name, route, milliseconds } of ledger) {
    sums.set(labelled({ output: name, route }), (sums.get(labelled({ output: name, route })) ?? 0) + 1);
    for (const le of bounds) {
      const key = labelled({ le, output: name, route });
      expected.set(key, (expected.get(key) ?? 0) + (le === '+Inf' || milliseconds / 1000 <= Number(le) ? 1 : 0));
    }
  }
  expect(buckets).toEqual(expected);
  expect(samples(String(metrics), 'trivet_request_seconds_count')).toEqual(sums);

  const answered = new Map(serving.take().map((one) => [one.output, one]));
  for (const name of ['late', 'now', 'broken', 'bad_hour']) {
    const counted = ledger.filter((line) => line.output === name && (line.status < 400 || line.status >= 500 || line.status === 429));
    const bad = counted.filter((line) => line.status >= 500 || line.status === 429);
    const good = counted.filter((line) => !bad.includes(line)).map((line) => line.milliseconds);
    const one = answered.get(name);
    expect([one?.requests, one?.errors]).toEqual([counted.length, bad.length]);
    expect(one?.latencies.toSorted((a, b) => a - b)).toEqual(good.toSorted((a, b) => a - b));
  }
  expect(answered.size).toBe(4);
  expect(serving.take()).toEqual([]);
  const figures = serving.figures();
  const total = [...answered.values()].reduce((sum, one) => sum + one.requests, 0);
  expect(figures.reduce((sum, one) => sum + one.requests, 0)).toBe(total);
});
