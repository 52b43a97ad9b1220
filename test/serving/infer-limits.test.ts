// What inference may take: room for bodies, places, and time; and that each is given back.

import { request as httpRequest } from 'node:http';
import { expect, test } from 'vitest';
import { features, origin, path, post, service, share, underWay } from './infer-rig.ts';
import { engineProblem, gate, memoryEngine, memoryScripts, modelOutput, predictedRows, release, rememberingMeter, started } from './rig.ts';

test('a body is not read before its request is let in, and the bytes of all of them are bounded', async () => {
  const { meter, heard } = rememberingMeter();
  const here = await service(memoryScripts(), { maxInFlight: 8, meter });
  const { hostname, port } = new URL(here.url);
  const slow = Array.from({ length: 8 }, () => {
    const request = httpRequest({ hostname, port, path, method: 'POST', agent: false });
    const status = new Promise<string>((resolve, reject) => {
      request.on('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => resolve(response.statusCode === 200 ? 'answered' : (/serving\/[a-z-]+/.exec(text)?.[0] ?? text)));
      });
      request.on('error', reject);
    });
    request.write('{"inputs": [');
    return { request, status };
  });
  await underWay(here, heard, 8);
  const turned = await post(here, { inputs: [share(), origin()] });
  expect([turned.status, turned.json().error]).toEqual([429, expect.stringContaining('serving/busy')]);
  // All are handed over before the first may end, so that they are there together.
  const filler = ' '.repeat(15.9 * 1024 * 1024);
  await Promise.all(slow.map(({ request }) => new Promise((resolve) => request.write(filler, resolve))));
  for (const { request } of slow) request.end(`${JSON.stringify(share())}, ${JSON.stringify(origin())}]}`);
  const statuses = await Promise.all(slow.map((one) => one.status));
  expect(new Set(statuses)).toEqual(new Set(['answered', 'serving/bodies-full']));
  expect((await post(here, { inputs: [share(), origin()] })).status).toBe(200);
  await underWay(here, heard, 0);
});

test('a body that is cut off or wrong leaves nothing behind', async () => {
  const { meter, heard } = rememberingMeter();
  const here = await service(memoryScripts(), { maxInFlight: 1, meter });
  const { hostname, port } = new URL(here.url);
  const request = httpRequest({ hostname, port, path, method: 'POST', agent: false });
  request.on('error', () => {});
  request.write('{');
  await underWay(here, heard, 1);
  request.destroy();
  await underWay(here, heard, 0);
  for (let i = 0; i < 3; i++) expect((await post(here, 'x')).status).toBe(400);
  expect((await post(here, { inputs: [share(), origin()] })).status).toBe(200);
});

test('a prediction that does not end is ended with its host; who waits goes on, and no place is lost', async () => {
  const hang = gate();
  let runs = 0;
  const scripts = memoryScripts(async (batch) => {
    if (++runs > 1) return predictedRows(batch);
    await hang.closed;
    return { ok: false, problems: [engineProblem('process/crashed')] };
  });
  const { meter, heard } = rememberingMeter();
  const quick = modelOutput('bad_hour', { timeout: 200 });
  const engine = memoryEngine({ bad_hour: features });
  const here = { scripts, ...(await started({ engine, scripts, meter }, release(9, [quick]))) };
  const stuck = await post(here, { inputs: [share(), origin()] });
  expect([stuck.status, stuck.json().error]).toEqual([504, expect.stringContaining('serving/timeout')]);
  await expect.poll(() => scripts.restarts).toEqual(['bad_hour']);
  expect(here.problems).toMatchObject([{ code: 'serving/model-stuck', message: expect.stringContaining('within 200 ms') }]);
  // The host is not gone yet: its rows are still under way, and those that wait for it are given up without being kept.
  await underWay(here, heard, 1);
  expect((await post(here, { inputs: [share(), origin()] })).status).toBe(504);
  await underWay(here, heard, 1);
  hang.open();
  await underWay(here, heard, 0);
  expect(runs).toBe(1);
  expect((await post(here, { inputs: [share(), origin()] })).status).toBe(200);
});

test('a model without a process says that it is not ready', async () => {
  const here = await service();
  here.scripts.isReady = false;
  const reply = await here.ask('/v2/models/bad_hour/ready');
  expect([reply.status, reply.json()]).toEqual([503, { name: 'bad_hour', ready: false }]);
});
