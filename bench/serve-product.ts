// A product made for serving: a table, an output that reads it, a model of two inputs; shown by a real service over the real engine and hosts.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf, type Outcome } from '../src/base/index.ts';
import { processEffects } from '../src/effects.ts';
import { engineSettings, type Signature, startScripts, startServingEngine } from '../src/engine/index.ts';
import { parseProduct, readFiles } from '../src/product/index.ts';
import { type LiveRelease, startServing } from '../src/serving/index.ts';
import { prometheusMeter } from '../src/telemetry/index.ts';

const files: Readonly<Record<string, string>> = {
  'trivet.yaml': 'product: served\n',
  'sources/flights.yaml': 'path: data/flights.csv\ncolumns: { day: date, origin: text, flights: integer, late: double }\n',
  'data/flights.csv': `day,origin,flights,late\n${Array.from({ length: 300 }, (_, i) => `2026-0${1 + (i % 3)}-${10 + (i % 18)},${['SEA', 'SFO', 'LAS'][i % 3]},${i},${(i % 17) / 17}`).join('\n')}\n`,
  'assets/bad_hour.yaml': 'reads: [flights]\n',
  'assets/bad_hour.ts': [
    "export function train() { return { artifact: { weight: 2, bias: 1 }, metrics: {}, signature: { inputs: { late: 'FP64', origin: 'BYTES' }, outputs: { probability: 'FP64' } } }; }",
    'export function predict(model, { late, origin }) {',
    '  return { probability: late.map((share, i) => 1 / (1 + Math.exp(-(model.weight * share + model.bias * origin[i].length)))) };',
    '}\n',
  ].join('\n'),
  'outputs/late.sql': 'select day, origin, flights, late from flights where origin = $origin order by day, flights limit 10\n',
  'outputs/late.yaml': 'parameters: { origin: { type: text, in: [SEA, SFO, LAS] } }\n',
  'outputs/bad_hour.sql': "select late, origin from flights where origin = 'SEA' order by day desc, flights limit 1\n",
  'outputs/bad_hour.yaml': 'model: bad_hour\n',
};

const signature: Signature = {
  inputs: [
    { name: 'late', datatype: 'FP64' },
    { name: 'origin', datatype: 'BYTES' },
  ],
  outputs: [{ name: 'probability', datatype: 'FP64' }],
};

/** One case, as a planner's program would send it. */
export const inferBody = JSON.stringify({
  inputs: [
    { name: 'late', datatype: 'FP64', shape: [1], data: [0.42] },
    { name: 'origin', datatype: 'BYTES', shape: [1], data: ['SEA'] },
  ],
});

export function outcomeValue<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems.map((problem) => `${problem.code}: ${problem.message} ${problem.cause ?? ''}`).join('; '));
  return outcome.value;
}

async function releaseOf(folder: string): Promise<LiveRelease> {
  const product = outcomeValue(parseProduct({ files: outcomeValue(await readFiles(folder)), codeFolder: folder, folder }));
  const artifact = join(folder, 'artifact.json');
  writeFileSync(artifact, '{"bias":1,"weight":2}');
  const columns = Object.entries({ day: 'DATE', origin: 'VARCHAR', flights: 'INTEGER', late: 'DOUBLE' }).map(([name, type]) => ({ name, type }));
  return {
    environment: 'prod',
    number: 1,
    kind: 'ship',
    by: 'bench',
    at: '2026-01-01T00:00:00Z',
    product,
    tables: { flights: { kind: 'files', spec: { format: 'csv', options: {}, columns }, files: [join(folder, 'data/flights.csv')] } },
    contents: { flights: { content: digestOf('flights'), snapshot: 1 }, bad_hour: { content: digestOf('bad_hour'), snapshot: 2 } },
    models: {
      bad_hour: {
        asset: 'bad_hour',
        content: digestOf('bad_hour'),
        artifact: { path: artifact, encoding: 'json' },
        signature,
        metrics: {},
        code: { folder, script: 'assets/bad_hour.ts' },
        codeDigest: digestOf('code'),
        surroundings: { clock: '1970-01-01T00:00:00Z', seed: digestOf('seed'), variables: {}, settings: {} },
      },
    },
    settings: outcomeValue(engineSettings({}, {}, [])).values,
    variables: {},
  };
}

export interface Service {
  readonly port: number;
  /** Processes beside this one: the engine's host and the model's. */
  pids(): readonly number[];
  end(): Promise<void>;
}

/** As `up` starts it, without a store: the real meter counts, too. */
export async function startService(): Promise<Service> {
  const folder = mkdtempSync(join(tmpdir(), 'trivet bench '));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const engine = startServingEngine({ temporary: folder, readable: [folder], threads: 1, memory: '500MB' });
  const scripts = startScripts({ folder });
  const { meter, text } = prometheusMeter();
  const serving = outcomeValue(
    await startServing({
      host: '127.0.0.1',
      port: 0,
      allowHosts: [],
      engine,
      scripts,
      clock: () => new Date().toISOString(),
      effects: processEffects(),
      emit: () => {},
      meter,
      metrics: text,
      mounted: [],
    }),
  );
  outcomeValue(await serving.show(await releaseOf(folder)));
  const end = async () => {
    await serving.drain(2000);
    await Promise.all([engine.close(), scripts.close()]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: Number(new URL(serving.url).port), pids: () => [engine.hostPid() ?? 0, ...scripts.pids()].filter((pid) => pid > 0), end };
}
