// What is around the answers: the end without losing a request, other rooms' routes, the interface's description, probes and figures.

import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import type { Mounted } from '../../src/serving/index.ts';
import { engineProblem, gate, memoryEngine, memoryScripts, modelOutput, output, parameter, release, rememberingMeter, started } from './rig.ts';

const late = output('late', {
  description: 'Late flights.',
  parameters: [parameter('origin', 'text', { in: ['SEA', 'SFO'] }), parameter('days', 'integer', { min: 1, default: 7 })],
});
const columns = ['late_share', 'origin'].map((name, i) => ({ name, type: i ? 'VARCHAR' : 'DOUBLE' }));
const engineWith = (more = {}) => memoryEngine({ bad_hour: { columns, rows: () => [[0.5, 'SEA']] }, ...more });

/** One request over a kept-alive connection. */
async function kept(agent: Agent, url: string, path: string): Promise<{ status: number; connection: string | undefined; body: string }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const one = request(`${url}${path}`, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, body }));
    });
    one.on('error', reject);
    one.end();
  });
}

test('at the end what is under way is answered, what comes is told to come back, and then nobody listens', async () => {
  const { closed, open } = gate();
  const engine = engineWith({ late: { gate: closed } });
  const { url, ask, serving } = await started({ engine }, release(1, [late]));
  const agent = new Agent({ keepAlive: true });
  expect((await kept(agent, url, '/v2/health/ready')).connection).toBe('keep-alive');
  const under = ask('/outputs/late?origin=SEA');
  await expect.poll(() => engine.asked.length).toBe(1);
  const drained = serving.drain(20_000);
  const ready = await kept(agent, url, '/v2/health/ready');
  expect([ready.status, ready.connection]).toEqual([503, 'close']);
  const refused = await ask('/outputs/late?origin=SFO');
  expect([refused.status, refused.headers['retry-after'], refused.json().code]).toEqual([503, '5', 'serving/draining']);
  expect((await ask('/v2/health/live')).status).toBe(200);
  const listening = () =>
    ask('/v2/health/live').then(
      () => 'yes',
      (error: NodeJS.ErrnoException) => error.code,
    );
  await expect.poll(listening, { timeout: 4000 }).toBe('ECONNREFUSED');
  // Longer than what is left over is given.
  await new Promise((resolve) => setTimeout(resolve, 300));
  open();
  expect((await under).status).toBe(200);
  await drained;
  expect([engine.loaded.size, await serving.probe()]).toEqual([0, []]);
  agent.destroy();
});

/** Clients in a process of their own, as fast as they can, until nobody listens; then how each request ended. */
const hammering = String.raw`
import { Agent, request } from 'node:http';
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const seen = {};
const ask = () => new Promise((resolve) => {
  const one = request(process.argv[1], { agent }, (response) => {
    response.resume();
    response.on('end', () => resolve(String(response.statusCode)));
    response.on('error', (error) => resolve('cut off: ' + error.code));
  });
  one.on('error', (error) => resolve(one.reusedSocket ? 'reused: ' + error.code : error.code));
  one.end();
});
const client = async () => {
  for (;;) {
    const end = await ask();
    seen[end] = (seen[end] ?? 0) + 1;
    if (seen[end] === 1) process.stdout.write(end + '\n');
    if (end === 'ECONNREFUSED') return;
    if (end === '503') await new Promise((resolve) => setTimeout(resolve, 20));
  }
};
await Promise.all(Array.from({ length: 8 }, client));
`;

test('under load the end loses no request: each is answered, and later ones find nobody', async () => {
  const { url, serving } = await started({ engine: engineWith() }, release(1, [late]));
  const child = spawn(process.execPath, ['--input-type=module', '-e', hammering, `${url}/outputs/late?origin=SEA`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let seen = '';
  child.stdout.on('data', (chunk) => {
    seen += chunk;
  });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  await expect.poll(() => seen, { timeout: 10_000 }).toBe('200\n');
  await serving.drain(5000);
  await ended;
  // Who connects in the very moment in which the port closes may be cut off before a word is said; nobody who was heard is.
  expect(
    seen
      .split('\n')
      .filter((end) => end !== '' && end !== 'ECONNRESET')
      .toSorted(),
  ).toEqual(['200', '503', 'ECONNREFUSED']);
});

test('the end does not wait for a stream that never ends, nor for a request past its time', async () => {
  const { closed, open } = gate();
  const stream: Mounted = {
    paths: ['/page/events'],
    prefixes: [],
    handle: async () =>
      new Response(new ReadableStream({ start: (to) => to.enqueue(new TextEncoder().encode(': here\n\n')) }), {
        headers: { 'Content-Type': 'text/event-stream' },
      }),
  };
  const engine = engineWith({ late: { gate: closed } });
  const { url, ask, serving } = await started({ engine, mounted: [stream] }, release(1, [late]));
  const controller = new AbortController();
  const events = await fetch(`${url}/page/events`, { signal: controller.signal });
  expect(events.headers.get('content-type')).toBe('text/event-stream');
  const stuck = ask('/outputs/late?origin=SEA').catch((error: NodeJS.ErrnoException) => error.code);
  await expect.poll(() => engine.asked.length).toBe(1);
  await serving.drain(300);
  expect(await stuck).toBe('ECONNRESET');
  open();
  controller.abort();
});

test('other rooms’ routes are matched exactly or by prefix, and counted once as the page', async () => {
  const { meter, heard } = rememberingMeter();
  const page: Mounted = {
    paths: ['/'],
    prefixes: ['/page/'],
    handle: async (request) => {
      const { pathname, search } = new URL(request.url);
      if (pathname === '/page/broken') throw new Error('the inside');
      return new Response(request.method === 'HEAD' ? null : `${pathname}${search}`, {
        headers: { 'Content-Security-Policy': "default-src 'none'", 'Referrer-Policy': 'same-origin' },
      });
    },
  };
  const { ask, problems } = await started({ mounted: [page], meter }, release(1, [late]));
  const home = await ask('/?x=1');
  expect([home.status, home.text]).toEqual([200, '/?x=1']);
  expect(home.headers).toMatchObject({
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'server-timing': expect.stringContaining('total;dur='),
  });
  expect((await ask('/page/asset/departures')).text).toBe('/page/asset/departures');
  expect([(await ask('/page')).status, (await ask('/x')).status]).toEqual([404, 404]);
  expect((await ask('/page/x', { method: 'POST', body: 'x' })).status).toBe(405);
  const broken = await ask('/page/broken');
  expect([broken.status, broken.json().code]).toEqual([500, 'serving/broken']);
  expect(problems).toMatchObject([{ code: 'serving/broken', cause: expect.stringContaining('the inside') }]);
  expect(heard.filter((one) => one.output === 'page').map((one) => one.status)).toEqual([200, 200, 405, 500]);
});

type Node = Readonly<Record<string, unknown>>;
const members = (value: unknown): Node => value as Node;

/** What OpenAPI 3.1 asks of a document of this kind; schemas must compile, references must lead somewhere. */
function wellFormed(document: Node): void {
  expect(document.openapi).toMatch(/^3\.1\./);
  expect(document.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const ids: unknown[] = [];
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const schemas = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, one] of Object.entries(value)) {
      if (name === '$ref') {
        const found = String(one)
          .slice(2)
          .split('/')
          .reduce<unknown>((at, part) => members(at)[part], document);
        expect([one, typeof found]).toEqual([one, 'object']);
      }
      if (name === 'schema') ajv.compile(JSON.parse(JSON.stringify(one).replaceAll('#/components/schemas/', 'https://schemas/')));
      schemas(one);
    }
  };
  for (const [name, schema] of Object.entries(members(members(document.components).schemas)))
    ajv.addSchema(members(schema), `https://schemas/${name}`);
  schemas(document);
  for (const [path, item] of Object.entries(members(document.paths))) {
    expect(path).toMatch(/^\//);
    for (const operation of Object.values(members(item)).map(members)) {
      ids.push(operation.operationId);
      expect(Object.keys(members(operation.responses)).length).toBeGreaterThan(0);
      for (const response of Object.values(members(operation.responses)))
        expect('$ref' in members(response) || typeof members(response).description === 'string').toBe(true);
      for (const one of (operation.parameters ?? []) as Node[])
        expect(one).toMatchObject({ name: expect.any(String), in: 'query', required: expect.any(Boolean), schema: expect.any(Object) });
    }
  }
  expect(new Set(ids).size).toBe(ids.length);
}

test('the interface is described as OpenAPI 3.1, and the answers are of its schemas', async () => {
  const { ask } = await started({ engine: engineWith(), scripts: memoryScripts() }, release(9, [late, modelOutput('bad_hour')]));
  const document = (await ask('/openapi.json')).json();
  wellFormed(document);
  expect(Object.keys(members(document.paths))).toEqual([
    '/outputs/late',
    '/outputs/bad_hour',
    '/v2/models/bad_hour/infer',
    '/v2/health/live',
    '/v2/health/ready',
  ]);
  const get = members(members(members(document.paths)['/outputs/late']).get);
  expect(get.parameters).toMatchObject([
    { name: 'origin', required: true, schema: { type: 'string', enum: ['SEA', 'SFO'] } },
    { name: 'days', required: false, schema: { type: 'integer', minimum: 1, default: 7 } },
  ]);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const name of ['late?origin=SEA', 'bad_hour']) {
    const path = `/outputs/${name.split('?')[0]}`;
    const content = members(members(members(members(members(members(document.paths)[path]).get).responses)['200']).content);
    const answer = JSON.parse((await ask(`/outputs/${name}`)).text);
    expect([ajv.validate(members(members(content['application/json']).schema), answer), ajv.errors]).toEqual([true, null]);
  }
  const problem = (await ask('/outputs/late')).json();
  expect([ajv.validate(members(members(members(document.components).schemas).Problem), problem), ajv.errors]).toEqual([true, null]);
});

test('every output is probed with its defaults, past what is kept; what needs a value that nobody named is left out', async () => {
  const engine = engineWith({ broken: { problem: engineProblem('engine/crashed') } });
  const { meter, heard } = rememberingMeter();
  const free = output('free', { parameters: [parameter('name', 'text')] });
  const { ask, serving } = await started(
    { engine, scripts: memoryScripts(), meter },
    release(1, [late, free, output('broken'), modelOutput('bad_hour')]),
  );
  await ask('/outputs/late?origin=SEA');
  const before = heard.length;
  const probed = await serving.probe();
  expect(probed.map(({ output: name, requests, errors, latencies }) => [name, requests, errors, latencies.length])).toEqual([
    ['late', 1, 0, 1],
    ['broken', 1, 1, 0],
    ['bad_hour', 1, 0, 1],
  ]);
  expect(engine.asked.filter((one) => one.query === 'late').map((one) => one.parameters)).toEqual([
    { origin: 'SEA', days: 7 },
    { origin: 'SEA', days: 7 },
  ]);
  // A probe is no request of anybody.
  expect([heard.slice(before).filter((one) => one.kind === 'answered'), serving.take().map((one) => one.output)]).toEqual([[], ['late']]);
});

test('figures are of the logical clock’s minutes, the last hour, oldest first', async () => {
  let clock = '2026-03-03T15:00:30Z';
  let now = 0;
  const { processEffects } = await import('../../src/effects.ts');
  const effects = { ...processEffects(), now: () => now };
  const engine = engineWith({ broken: { problem: engineProblem('engine/crashed') } });
  const { ask, serving } = await started({ engine, effects, clock: () => clock }, release(1, [late, output('broken')]));
  const minute = Date.parse('2026-03-03T15:00:00Z') / 60_000;
  await ask('/outputs/late?origin=SEA');
  await ask('/outputs/late?origin=LAX');
  await ask('/outputs/broken');
  [clock, now] = ['2026-03-03T15:02:01Z', 1000];
  await ask('/outputs/late?origin=SEA');
  expect(serving.figures()).toEqual([
    { minute, requests: 2, errors: 1, p99: expect.any(Number) },
    { minute: minute + 1, requests: 0, errors: 0, p99: null },
    { minute: minute + 2, requests: 1, errors: 0, p99: expect.any(Number) },
  ]);
  [clock, now] = ['2026-03-03T16:01:59Z', 2000];
  const figures = serving.figures();
  expect([figures.length, figures[0]?.minute, figures.at(-1)?.minute, figures.reduce((sum, one) => sum + one.requests, 0)]).toEqual([
    60,
    minute + 2,
    minute + 61,
    1,
  ]);
});

test('/metrics is the meter’s text, with what stands now', async () => {
  const { meter, heard } = rememberingMeter();
  const { ask } = await started({ meter, metrics: async () => ({ type: 'text/plain; version=0.0.4', text: 'a 1\n' }) }, release(7, [late]));
  const reply = await ask('/metrics');
  expect([reply.status, reply.headers['content-type'], reply.text]).toEqual([200, 'text/plain; version=0.0.4', 'a 1\n']);
  expect(heard.filter((one) => one.kind === 'gauge').map((one) => [one.name, one.value])).toEqual([
    ['release', 7],
    ['in_flight', 0],
    ['engine_ready', 1],
  ]);
});
