// What the tests of inference share: a service with one model in memory, and requests to it.

import { expect } from 'vitest';
import { type Heard, memoryEngine, memoryScripts, modelOutput, output, release, type Started, started } from './rig.ts';

export const path = '/v2/models/bad_hour/infer';
export const model = modelOutput('bad_hour');
export const features = { columns: ['late_share', 'origin'].map((name, i) => ({ name, type: i ? 'VARCHAR' : 'DOUBLE' })) };

export async function service(scripts = memoryScripts(), more = {}) {
  const engine = memoryEngine({ bad_hour: features });
  return { scripts, ...(await started({ engine, scripts, ...more }, release(9, [model, output('late')]))) };
}

export const share = (data: readonly unknown[] = [0.5], more = {}) => ({ name: 'late_share', datatype: 'FP64', shape: [data.length], data, ...more });
export const origin = (data: readonly unknown[] = ['SEA'], more = {}) => ({ name: 'origin', datatype: 'BYTES', shape: [data.length], data, ...more });
export const post = ({ ask }: Started, body: unknown, headers = {}) =>
  ask(path, { method: 'POST', body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body), headers });

/** Waits until so many inferences have begun, as the service itself says. */
export const underWay = ({ ask }: Started, heard: readonly Heard[], count: number) =>
  expect
    .poll(async () => {
      await ask('/metrics');
      return heard.findLast((one) => one.name === 'in_flight')?.value;
    })
    .toBe(count);
