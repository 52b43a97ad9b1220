// Who may ask, on every route and method; and that nothing a stranger sends makes the service fail.

import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Mounted, startServing } from '../../src/serving/index.ts';
import { memoryEngine, modelOutput, output, parameter, release, type Started, started } from './rig.ts';

const page: Mounted = { paths: ['/'], prefixes: ['/page/'], handle: async (request) => new Response(`page ${new URL(request.url).pathname}`) };
const features = ['late_share', 'origin'].map((name, i) => ({ name, type: i ? 'VARCHAR' : 'DOUBLE' }));
const shown = release(9, [
  output('late', { parameters: [parameter('origin', 'text', { default: 'SEA' }), parameter('day', 'date', { default: '2026-03-01' })] }),
  modelOutput('bad_hour'),
]);
const service = (more = {}) => started({ engine: memoryEngine({ bad_hour: { columns: features } }), mounted: [page], ...more }, shown);

const routes = [
  '/',
  '/page/app.js',
  '/outputs/late',
  '/outputs/none',
  '/openapi.json',
  '/metrics',
  '/v2',
  '/v2/health/live',
  '/v2/health/ready',
  '/v2/models/bad_hour',
  '/nothing',
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'];
const everywhere = [...routes.flatMap((path) => methods.map((method) => [method, path] as const)), ['POST', '/v2/models/bad_hour/infer'] as const];

test('a name that is not the loopback’s is refused on every route and method, and the refusal names the flag', async () => {
  const { ask } = await service();
  await ask('/outputs/late');
  for (const [method, path] of everywhere) {
    for (const host of [
      'evil.example',
      'evil.example:80',
      'localhost.evil.example',
      '127.0.0.1.evil.example:4270',
      'sub.localhost',
      '169.254.169.254',
      '[::2]:80',
      'localhost:80:80',
    ]) {
      const reply = await ask(path, { method, headers: { Host: host } });
      expect([method, path, host, reply.status]).toEqual([method, path, host, 403]);
      if (method !== 'HEAD') expect(reply.text).toContain('serving/host-refused');
    }
  }
  expect((await ask('/outputs/late', { headers: { Host: 'evil.example:80' } })).json().remedy).toContain('trivet up --allow-host evil.example');
});

test('loopback names with any port are served, and a declared name', async () => {
  const { ask } = await service({ allowHosts: ['Gate.example'] });
  for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1:4270', '[::1]:4270', 'gate.example', 'GATE.example:8080']) {
    expect((await ask('/outputs/late', { headers: { Host: host } })).status).toBe(200);
  }
});

test('a page of another origin is refused on every route and method', async () => {
  const { ask, url } = await service();
  const { host } = new URL(url);
  for (const [method, path] of everywhere) {
    for (const headers of [
      { Host: host, Origin: 'https://evil.example' },
      { Host: host, Origin: 'null' },
      { Host: host, Origin: 'http://localhost:1' },
      { Host: host, Origin: `http://${host}/path` },
      { Host: host, 'Sec-Fetch-Site': 'cross-site' },
      { Host: host, 'Sec-Fetch-Site': 'same-site' },
      { Host: host, 'Sec-Fetch-Site': 'something' },
    ]) {
      const reply = await ask(path, { method, headers });
      expect([method, path, reply.status]).toEqual([method, path, 403]);
      if (method !== 'HEAD') expect(reply.text).toContain('serving/origin-refused');
    }
  }
  for (const headers of [
    { Origin: `http://${host}` },
    { Origin: `https://${host}` },
    { 'Sec-Fetch-Site': 'same-origin' },
    { 'Sec-Fetch-Site': 'none' },
  ]) {
    expect((await ask('/outputs/late', { headers: { Host: host, ...headers } })).status).toBe(200);
  }
});

test('a link elsewhere may lead to the page, and to nothing else', async () => {
  const { ask } = await service();
  const link = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
  expect((await ask('/', { headers: link })).status).toBe(200);
  expect((await ask('/', { headers: { ...link, 'Sec-Fetch-Dest': 'iframe' } })).status).toBe(403);
  expect((await ask('/outputs/late', { headers: link })).status).toBe(403);
});

test('other methods are refused with those that are answered; every answer has the headers of safety', async () => {
  const { ask } = await service();
  for (const [method, path] of everywhere) {
    const reply = await ask(path, { method });
    expect(reply.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    if (path === '/nothing' || path === '/outputs/none') continue;
    if (method === 'GET' || method === 'HEAD' || path.endsWith('/infer')) expect([200, 400]).toContain(reply.status);
    else expect([path, reply.status, reply.headers.allow]).toEqual([path, 405, 'GET, HEAD']);
  }
  const put = await ask('/outputs/late', { method: 'PUT' });
  expect(put.json()).toMatchObject({ code: 'serving/wrong-method', remedy: 'curl -X GET /outputs/late' });
  expect((await ask('/v2/models/bad_hour/infer')).headers.allow).toBe('POST');
});

test('what is nowhere is told with what is near', async () => {
  const { ask } = await service();
  expect((await ask('/outputs/lat')).json()).toMatchObject({
    status: 404,
    code: 'serving/unknown-output',
    detail: 'no output is named lat; did you mean late?',
  });
  expect((await ask('/output/late')).json()).toMatchObject({
    status: 404,
    code: 'serving/unknown-path',
    detail: expect.stringContaining('did you mean /outputs/late?'),
  });
  for (const path of ['/outputs/%E0%A4%A', '/outputs/%', '/v2/models/%ff/ready']) expect((await ask(path)).status).toBe(400);
  expect((await ask('/outputs/%')).json().code).toBe('serving/bad-address');
});

/** Raw text to the port; what comes back until the connection ends or is idle. */
function raw(url: string, text: string | Buffer): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.setTimeout(300, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.end(text);
  });
}

test('what is no HTTP, or too much of it, is answered 4xx and the service goes on', async () => {
  const { url, ask } = await service();
  const host = new URL(url).host;
  for (const [text, status] of [
    ['nonsense\r\n\r\n', '400'],
    [`GET /outputs/late HTTP/1.1\r\n\r\n`, '400'],
    [`GET /outputs/late HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, '431'],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '431'],
    [`GET http://evil.example/outputs/late HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '400'],
    [`OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '400'],
    [`POST /v2/models/bad_hour/infer HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, '400'],
    [`POST /v2/models/bad_hour/infer HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`, '400'],
    [`GET /../../etc/passwd HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '404'],
    [`GET /outputs/..%2f..%2fetc%2fpasswd HTTP/1.1\r\nHost: ${host}\r\n\r\n`, '404'],
    [`GET /outputs/late HTTP/1.0\r\n\r\n`, '403'],
    [`GET /outputs/late HTTP/1.1\r\nHost: \r\n\r\n`, '403'],
  ] as const) {
    expect([text.slice(0, 60), (await raw(url, text)).slice(0, 12)]).toEqual([text.slice(0, 60), `HTTP/1.1 ${status}`]);
  }
  expect((await ask('/outputs/late')).status).toBe(200);
});

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,12}$/);
const path = fc.oneof(
  fc.constantFrom(
    ...routes,
    '/v2/models/bad_hour/infer',
    '/v2/models/bad_hour/versions/9',
    '/outputs/late?origin=SEA',
    '/outputs/late?day=2026-02-30',
    '/outputs/bad_hour',
  ),
  fc.webPath().map((text) => `/${text.replace(/^\/*/, '')}`),
  fc.stringMatching(/^\/(outputs|v2|v2\/models|page)\/[!-~]{0,30}$/),
);
const search = fc.oneof(
  fc.constant(''),
  fc.stringMatching(/^\?[!-~]{0,40}$/),
  fc.webQueryParameters().map((text) => `?origin=${text}`),
);
const value = fc.stringMatching(/^[\t -~]{0,40}$/).map((text) => text.trim());
const headers = fc.dictionary(
  fc.oneof(
    fc.constantFrom(
      'Accept',
      'If-None-Match',
      'Content-Encoding',
      'Inference-Header-Content-Length',
      'Origin',
      'Sec-Fetch-Site',
      'Range',
      'Expect',
      'Upgrade',
      'Cookie',
    ),
    token,
  ),
  value,
  { maxKeys: 4 },
);
const json = fc.oneof(
  fc.json(),
  fc
    .record(
      {
        id: fc.anything(),
        inputs: fc.array(
          fc.record(
            {
              name: fc.constantFrom('late_share', 'origin', 'x'),
              shape: fc.anything(),
              datatype: fc.constantFrom('FP64', 'BYTES'),
              data: fc.anything(),
              parameters: fc.anything(),
            },
            { requiredKeys: [] },
          ),
        ),
        outputs: fc.anything(),
        parameters: fc.anything(),
      },
      { requiredKeys: [] },
    )
    .map((one) => safeJson(one)),
  fc.string(),
  fc.nat(3000).map((depth) => `{"inputs":[{"name":"late_share","datatype":"FP64","shape":${'['.repeat(depth)}${']'.repeat(depth)}}]}`),
);
const safeJson = (one: unknown): string => {
  try {
    return JSON.stringify(one, (_, member) => (typeof member === 'bigint' ? String(member) : member)) ?? '';
  } catch {
    return '';
  }
};

/** Sent through the socket, so that no client corrects it. */
async function sent({ url }: Started, method: string, target: string, more: Readonly<Record<string, string>>, body: string): Promise<string> {
  const lines = Object.entries({ Host: new URL(url).host, Connection: 'close', 'Content-Length': String(Buffer.byteLength(body)), ...more });
  const head = `${method} ${target} HTTP/1.1\r\n${lines.map(([name, text]) => `${name}: ${text}\r\n`).join('')}\r\n`;
  return raw(url, Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]));
}

test('whatever is sent, nothing is a failure of the service', async () => {
  const here = await service();
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'PUT'), path, search, headers, json, async (method, target, query, more, body) => {
      const reply = await sent(here, method, `${target}${query}`, more, method === 'GET' || method === 'HEAD' ? '' : body);
      const status = Number(reply.slice(9, 12));
      // Some requests are never complete, and get no answer.
      if (reply === '') return;
      answered++;
      expect([status >= 100 && status < 500, status === 500, reply.slice(0, 400)]).toEqual([true, false, reply.slice(0, 400)]);
    }),
    { numRuns: 600, ...(process.env.FUZZ_SEED ? { seed: Number(process.env.FUZZ_SEED) } : {}) },
  );
  expect(answered).toBeGreaterThan(500);
  expect(here.problems).toEqual([]);
  expect((await here.ask('/outputs/late')).status).toBe(200);
});

test('a port that is taken, and an address that is not this machine’s, are Problems', async () => {
  const first = await service();
  const options = { host: '127.0.0.1', port: Number(new URL(first.url).port) };
  const again = await startAt(options);
  expect(again).toMatchObject({ ok: false, problems: [{ code: 'serving/port-in-use', remedy: expect.stringMatching(/trivet up --port 0$/) }] });
  expect(await startAt({ host: '203.0.113.1', port: 0 })).toMatchObject({ ok: false, problems: [{ code: 'serving/cannot-listen' }] });
});

async function startAt(options: { readonly host: string; readonly port: number }) {
  const { memoryScripts, rememberingMeter } = await import('./rig.ts');
  const { processEffects } = await import('../../src/effects.ts');
  return startServing({
    ...options,
    allowHosts: [],
    engine: memoryEngine(),
    scripts: memoryScripts(),
    clock: () => '2026-03-03T15:00:00Z',
    effects: processEffects(),
    emit: () => {},
    meter: rememberingMeter().meter,
    metrics: async () => ({ type: 'text/plain', text: '' }),
    mounted: [],
  });
}
