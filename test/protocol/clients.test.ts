// Unmodified clients from PyPI against a real service: tritonclient infers, duckdb opens the released database.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { python, runPython, type Service, service } from './rig.ts';

const features = [
  ['origin', 'BYTES', ['SEA', 'SFO', 'LAS']],
  ['hour_of_day', 'INT64', [7, 14, 20]],
] as const;

interface Metadata {
  readonly name: string;
  readonly inputs: readonly { readonly name: string; readonly datatype: string }[];
}
interface Inferred {
  readonly live: boolean;
  readonly ready: boolean;
  readonly model_ready: boolean;
  readonly server: { readonly name: string; readonly extensions: readonly string[] };
  readonly metadata: Metadata;
  readonly json: { readonly probability: readonly number[] };
  readonly binary: { readonly probability: readonly number[] };
  readonly gzip: { readonly probability: readonly number[] };
  readonly unknown_input: string | null;
  readonly unknown_model: string | null;
}

const why = 'no Python with tritonclient and duckdb: run npm test, which sets one up (TRIVET_PYTHON)';

describe.skipIf(!python && process.env.CI !== 'true')(`foreign clients (${python ? 'set up' : why})`, () => {
  let running: Service;
  beforeAll(async () => {
    if (!python) throw new Error(why);
    running = await service();
  }, 120_000);
  afterAll(() => running?.stop());

  test('tritonclient infers in JSON and in binary tensors, and reads errors', async () => {
    const described = (await (await fetch(`${running.url}/v2/models/bad_hour`)).json()) as Metadata;
    const given = described.inputs.map(({ name, datatype }) => {
      const known = features.find((f) => f[0] === name);
      return known ? [name, datatype, known[2]] : [name, datatype, [0.1, 0.35, 0.8]];
    });
    const inferred = runPython('infer.py', [new URL(running.url).host, 'bad_hour', JSON.stringify(given)]) as Inferred;
    expect(inferred).toMatchObject({ live: true, ready: true, model_ready: true, metadata: { name: 'bad_hour' } });
    expect(inferred.json.probability).toHaveLength(3);
    for (const probability of inferred.json.probability) expect(probability > 0 && probability < 1).toBe(true);
    expect(inferred.binary).toEqual(inferred.json);
    expect(inferred.gzip).toEqual(inferred.json);
    expect(inferred.unknown_input).toContain('no_such_input');
    expect(inferred.unknown_model).toContain('no_such_model');
  });

  test('a DuckDB client opens the released database: every table, and the output with its parameter', () => {
    const { counts, late } = runPython('open_database.py', [join(running.folder, '.trivet', 'prod.duckdb')]) as {
      counts: Readonly<Record<string, number>>;
      late: readonly [number, string, string];
    };
    expect(Object.keys(counts)).toEqual(
      expect.arrayContaining(['main.airports', 'main.departures', 'main.flights', 'main.hourly', 'main.late_by_day']),
    );
    expect(counts['main.flights']).toBe(counts['main.departures']);
    expect(late[0]).toBeGreaterThan(40);
    expect(late[2]).toBe('2001-02-23');
  });
});
