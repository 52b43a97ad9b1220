// A service over the real engine and the real script hosts: a table of flights, outputs that read it, and a model of two inputs.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../src/base/index.ts';
import { type InputTable, type Scripts, type ServingEngine, startScripts } from '../../src/engine/index.ts';
import type { Output } from '../../src/product/index.ts';
import type { LiveRelease, ServedModel, ServingOptions } from '../../src/serving/index.ts';
import { surroundings } from '../engine/rig.ts';
import { servingRig } from '../engine/serving-rig.ts';
import { modelOutput, output, parameter, release, type Started, servedModel, signature, started } from './rig.ts';

const script = `
export function train() { throw new Error('not asked for'); }
export function predict(artifact: { weight: number; bias: Record<string, number> }, columns: { late_share: Float64Array; origin: string[] }) {
  for (; columns.origin.includes('for ever'); );
  return { probability: columns.late_share.map((share, i) => 1 / (1 + Math.exp(-(artifact.weight * share + (artifact.bias[columns.origin[i]] ?? 0))))) };
}
`;
const artifact = { weight: 2, bias: { SEA: -1, SFO: 0.25 } };

/** What the model above says, computed here. */
export function expected(share: number, origin: string): number {
  const bias: Readonly<Record<string, number>> = artifact.bias;
  return 1 / (1 + Math.exp(-(artifact.weight * share + (bias[origin] ?? 0))));
}

export const outputs: readonly Output[] = [
  output('late', {
    sql: 'select n, origin, late_share, big, amount from flights where origin = $origin order by n',
    parameters: [parameter('origin', 'text', { in: ['SEA', 'SFO', 'LAS'] })],
  }),
  output('now', { sql: 'select now() as at' }),
  output('cast', { sql: 'select cast($text as integer) as n', parameters: [parameter('text', 'text', { default: '1' })] }),
  output('many', { sql: 'select n from flights', maxRows: 2 }),
  output('slow', { sql: 'select count(*) as n from range(100000000000) a, range(1000) b where a.range % 7 = b.range', timeout: 200 }),
  output('typed', {
    sql: 'select $big as big, $day as day, $at as at, $yes as yes, $share as share, $amount as amount',
    parameters: [
      parameter('big', 'bigint'),
      parameter('day', 'date'),
      parameter('at', 'timestamptz'),
      parameter('yes', 'boolean'),
      parameter('share', 'double'),
      parameter('amount', 'decimal(10,2)'),
    ],
  }),
  modelOutput('bad_hour', {
    sql: "select n, late_share, origin, case when n = 3 then 'no eligible hour' end as reason from flights where ($n is null or n = $n) order by n",
    parameters: [parameter('n', 'integer', { default: null })],
  }),
];

const flights = `select * from (values
  (1, 'SEA', 0.5::double, 9007199254740993::bigint, 1.50::decimal(10,2)),
  (2, 'SEA', 'nan'::double, null, null),
  (3, 'SFO', 0.25, 3, 2.00),
  (4, 'LAS', null, 4, 2.50)) t(n, origin, late_share, big, amount)`;

export interface Real extends Started {
  readonly engine: ServingEngine;
  readonly scripts: Scripts;
  readonly folder: string;
  readonly flights: InputTable;
  /** A release of these outputs over the table. */
  of(number: number, more?: Partial<LiveRelease>): LiveRelease;
}

export async function real(options: Partial<ServingOptions> = {}): Promise<Real> {
  const { serving: engine, folder, table } = servingRig();
  const scripts = startScripts({ folder });
  const code = join(folder, 'code');
  mkdirSync(join(code, 'assets'), { recursive: true });
  writeFileSync(join(code, 'assets/bad_hour.ts'), script);
  const path = join(folder, 'artifact.json');
  writeFileSync(path, JSON.stringify(artifact));
  const model: ServedModel = servedModel('bad_hour', {
    artifact: { path, encoding: 'json' },
    code: { folder: code, script: 'assets/bad_hour.ts' },
    signature,
  });
  const made = await table(flights);
  const of: Real['of'] = (number, more) =>
    release(number, outputs, {
      tables: { flights: made },
      contents: { flights: { content: digestOf(flights), snapshot: 12 }, bad_hour: { content: model.content, snapshot: 5 } },
      models: { bad_hour: model },
      settings: surroundings().settings,
      ...more,
    });
  const service = await started({ engine, scripts, ...options }, of(1));
  return { ...service, engine, scripts, folder, flights: made, of };
}
