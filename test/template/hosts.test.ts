// The template's model in its host process and its statements in the engine: what Trivet makes of them is what they are by hand.

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, type Outcome } from '../../src/base/index.ts';
import {
  type ColumnBatch,
  type Engine,
  engineSettings,
  type InputTable,
  type Predictor,
  type Scripts,
  startEngine,
  startScripts,
  startServingEngine,
  type Trained,
} from '../../src/engine/index.ts';
import { parseProduct, readFiles } from '../../src/product/index.ts';
import { productFolder, temporaryFolder } from '../rig/index.ts';
import { columnsOf, predict, spec, trainedOn } from './model.ts';
import { type Tables, tablesAfter, textOf } from './tables.ts';

const folder = productFolder('airport-delays');
const temporary = join(temporaryFolder(), 'temporary');
mkdirSync(temporary);
const script = 'assets/bad_hour.ts';
const artifact = { path: join(temporary, 'artifact.json'), encoding: 'json' } as const;

function value<T>(outcome: Outcome<T> | undefined): T {
  if (!outcome?.ok) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

let tables: Tables;
let engine: Engine;
let scripts: Scripts;
let hourly: ColumnBatch;
let trained: Trained;
let predictor: Predictor | undefined;
const kept: Record<string, InputTable> = {};
const atThree = '2001-03-03T15:00:00-08:00';
const settings = value(engineSettings({ timezone: 'America/Los_Angeles' }, {}, [])).values;

/** A table of the hand-made ones as a Parquet file, as a snapshot is kept. */
async function keptAs(name: string): Promise<InputTable> {
  const file = join(temporary, `${name}.parquet`);
  await tables.run(`copy (from ${name} order by all) to '${file.replaceAll("'", "''")}' (format parquet)`);
  const columns = await tables.rows(`select column_name as name, column_type as type from (describe ${name})`);
  const said = columns.map((column) => ({ name: String(column.name), type: String(column.type) }));
  return { kind: 'files', spec: { format: 'parquet', options: {}, columns: said }, files: [file] };
}

const step = () => ({
  asset: 'bad_hour',
  code: { folder, script },
  surroundings: { clock: '1970-01-01T00:00:00Z', seed: digestOf('seed'), variables: {}, settings: spec.settings },
});

beforeAll(async () => {
  tables = await tablesAfter(8, atThree);
  engine = startEngine({ temporary, readable: [temporary], threads: 1, memory: '1GB' });
  scripts = startScripts({ temporary, folder });
  for (const name of ['departures', 'hourly', 'late_by_day']) kept[name] = await keptAs(name);
  hourly = value(
    await engine.columns({ table: kept.hourly as InputTable, only: spec.reads.hourly, surroundings: { settings, variables: {}, clock: atThree } }),
  );
  trained = value(await scripts.train({ ...step(), inputs: { hourly }, output: artifact.path }));
});
afterAll(async () => {
  await predictor?.close();
  await scripts?.close();
  await engine?.close();
  tables?.close();
});

test('its text says it is a model that imports nothing and does not look at the clock', async () => {
  const files = value(await readFiles(folder));
  const [facts] = await scripts.parse([{ script, files: new Map(files.map((file) => [file.path, file])) }]);
  expect(value(facts)).toEqual({ kind: 'model', files: [script], packages: [], clock: false });
});

test('trained in its host it is the model that it is by hand', async () => {
  const byHand = await trainedOn(tables);
  expect(trained.metrics).toEqual(byHand.metrics);
  expect(JSON.parse(readFileSync(artifact.path, 'utf8'))).toEqual(byHand.artifact);
  expect(trained.log).toEqual([`${byHand.metrics.rows_train} hours to learn from, ${byHand.metrics.rows_test} to be tested on`]);
  expect(Object.fromEntries(trained.signature.inputs.map(({ name, datatype }) => [name, datatype]))).toEqual(byHand.signature.inputs);
});

test('loaded from its artifact it answers as by hand, in a batch and alone', async () => {
  predictor = value(await scripts.load({ ...step(), artifact, signature: trained.signature }));
  const byHand = await trainedOn(tables);
  const rows = await tables.rows('select * from hourly where flights >= 5 and usual_share_next is not null order by origin, hour limit 100');
  const columns = columnsOf(byHand, rows);
  const batch = value(await predictor.predict({ columns, rowCount: rows.length }));
  expect([...(batch.columns.probability ?? [])]).toEqual([...predict(byHand.artifact, columns).probability]);
  const alone = value(await predictor.predict({ columns: columnsOf(byHand, rows.slice(7, 8)), rowCount: 1 }));
  expect(alone.columns.probability?.[0]).toBe(batch.columns.probability?.[7]);
});

test('the statements of its outputs parse: what they read, ask and leave open', async () => {
  const { outputs } = value(parseProduct({ folder, codeFolder: folder, files: value(await readFiles(folder)) }));
  const both = [...outputs.values()];
  const parsed = await engine.parse(both.map(({ sql, sqlAt }) => ({ sql, origin: { file: sqlAt.file, line: sqlAt.line ?? 1 }, parameters: true })));
  const facts = parsed.map(value).map(({ reads, clock, parameters, unstable, ordered }) => ({
    reads: reads.map(({ name }) => name).sort(),
    clock,
    parameters: [...new Set(parameters.map(({ name }) => name))],
    unstable: unstable.length,
    ordered,
  }));
  expect(Object.fromEntries(both.map(({ name }, i) => [name, facts[i]]))).toEqual({
    bad_hour: { reads: ['departures', 'hourly'], clock: true, parameters: ['origin'], unstable: 0, ordered: false },
    late: { reads: ['late_by_day'], clock: false, parameters: ['origin'], unstable: 0, ordered: true },
  });
  expect(textOf('outputs/bad_hour.sql')).toContain('$origin');
});

test('served, they answer what they answer by hand: at 15:00 on 3 March, and when that hour has begun', async () => {
  const { outputs } = value(parseProduct({ folder, codeFolder: folder, files: value(await readFiles(folder)) }));
  const serving = startServingEngine({ temporary, readable: [temporary], threads: 1, memory: '1GB' });
  try {
    const queries = [...outputs.values()].map(({ name, sql, sqlAt, parameters }) => ({
      name,
      sql,
      origin: { file: sqlAt.file, line: 1 },
      parameters,
    }));
    const loaded = value(await serving.load({ key: 'release', tables: kept, queries, settings, variables: {} }));
    expect(loaded.map(({ name, clock }) => [name, clock])).toEqual([
      ['bad_hour', true],
      ['late', false],
    ]);
    const ask = async (query: string, origin: string, clock: string) => {
      const answer = value(await serving.rows({ release: 'release', query, parameters: { origin }, clock, maxRows: 100, timeout: 10_000 }));
      return answer.rows.map((row) => Object.fromEntries(answer.columns.map(({ name }, i) => [name, row[i]])));
    };
    for (const origin of ['SEA', 'SFO', 'LAS']) {
      const late = await tables.rows(textOf('outputs/late.sql'), { origin });
      const served = await ask('late', origin, atThree);
      expect(served.map(({ day, late_share }) => [day, late_share])).toEqual(late.map(({ day, late_share }) => [day, late_share]));
      const [asked] = await tables.rows(textOf('outputs/bad_hour.sql'), { origin });
      const [open] = await ask('bad_hour', origin, atThree);
      for (const name of ['origin', 'late_share', 'late_share_3h', 'late_share_today', 'usual_share_next', 'mean_delay', 'reason'])
        expect([name, open?.[name]]).toEqual([name, asked?.[name]]);
      expect((await ask('bad_hour', origin, '2001-03-03T16:00:00-08:00'))[0]?.reason).toBe(
        'the predicted hour has begun: it is past 15:15 on 3 March',
      );
    }
  } finally {
    await serving.close();
  }
});
