// What is built again, and why: the template under one change after the other. `plan` and `run` are read as JSON.

import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnvironment, productFolder, program, trivet } from '../rig/index.ts';

interface Plan {
  readonly idle: boolean;
  readonly stages: readonly {
    readonly kind: string;
    readonly asset: string;
    readonly when: unknown;
    readonly reasons: readonly { leg: string; text: string }[];
  }[];
}
interface Run {
  readonly assets: readonly { readonly asset: string; readonly outcome: string }[];
}

const folder = productFolder('airport-delays');
const departures = join(folder, 'assets/departures.sql');

async function document(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const end = await trivet([...args, '--json'], { cwd: folder, env });
  if (end.code !== 0) throw new Error(`exit ${end.code}: ${end.stdout}${end.stderr}`);
  return end.json();
}

/** The stages that read or build, each with its first reason. */
async function planned(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, string>>> {
  const { stages } = (await document(['plan', ...args], env)) as Plan;
  const working = stages.filter((s) => s.kind === 'read' || s.kind === 'build');
  return Object.fromEntries(
    working.map((s) => [s.asset, `${s.reasons[0]?.leg}: ${s.reasons[0]?.text}${s.when === 'always' ? '' : ' (if changed)'}`]),
  );
}

/** Assets that were read or built, in order of name. */
async function worked(args: readonly string[] = []): Promise<readonly string[]> {
  const { assets } = (await document(['run', ...args])) as Run;
  return assets
    .filter((a) => a.outcome === 'read' || a.outcome === 'built')
    .map((a) => a.asset)
    .sort();
}

test('the first run builds all, the second nothing, and says so', async () => {
  expect(await worked()).toEqual(['airports', 'bad_hour', 'departures', 'flights', 'hourly', 'late_by_day']);
  expect((await document(['plan'])) as Plan).toMatchObject({ idle: true });
  const second = await trivet(['run', '--quiet'], { cwd: folder });
  expect([second.code, second.stdout]).toEqual([0, '✓ nothing to build, 6 assets reused\n']);
});

test('a comment or white space builds nothing', async () => {
  const sql = readFileSync(departures, 'utf8');
  writeFileSync(departures, `-- a comment\n${sql.replace('delay > 15', 'delay\n  >  /* minutes */ 15')}`);
  expect(await planned()).toEqual({});
  expect(await worked()).toEqual([]);
  writeFileSync(departures, sql);
});

test('a changed expression builds that asset and its readers; changed back, nothing', async () => {
  const sql = readFileSync(departures, 'utf8');
  writeFileSync(departures, sql.replace('delay > 15', 'delay > 14'));
  expect(await planned()).toEqual({
    departures: 'code: assets/departures.sql',
    hourly: 'data: if departures changes (if changed)',
    bad_hour: 'data: if hourly changes (if changed)',
    late_by_day: 'data: if departures changes (if changed)',
  });
  expect(await worked()).toEqual(['bad_hour', 'departures', 'hourly', 'late_by_day']);
  writeFileSync(departures, sql);
  expect(await worked()).toEqual([]);
});

test('the same content built again stops at its readers', async () => {
  expect(await planned(['--rebuild', 'departures'])).toMatchObject({ departures: 'code: asked for: --rebuild' });
  expect(await worked(['--rebuild', 'departures+'])).toEqual(['departures']);
});

test('another setting of the machine is a reason of the environment, for all', async () => {
  const reasons = Object.values(await planned([], { TRIVET_ENGINE_TIMEZONE: 'UTC' }));
  expect(reasons).toHaveLength(6);
  expect(new Set(reasons)).toEqual(new Set(['environment: timezone America/Los_Angeles → UTC']));
});

test('a new file builds what reads it, and nothing else', async () => {
  copyFileSync(join(folder, 'deliveries/2001-02-24.parquet'), join(folder, 'data/flights/2001-02-24.parquet'));
  expect(await planned()).toEqual({
    flights: 'data: flights has 1 new file, 879 rows (data/flights/2001-02-24.parquet)',
    departures: 'data: if flights changes (if changed)',
    hourly: 'data: if departures changes (if changed)',
    bad_hour: 'data: if hourly changes (if changed)',
    late_by_day: 'data: if departures changes (if changed)',
  });
  expect(await worked()).toEqual(['bad_hour', 'departures', 'flights', 'hourly', 'late_by_day']);
});

test('plan works on a store that may not be written, and leaves it as it is', async () => {
  copyFileSync(join(folder, 'deliveries/2001-02-25.parquet'), join(folder, 'data/flights/2001-02-25.parquet'));
  const catalog = join(folder, '.trivet/catalog.db');
  const before = statSync(catalog).mtimeMs;
  const mine = await trivet(['plan', '--json'], { cwd: folder });
  for (let parent = dirname(folder); parent.length > '/tmp'.length; parent = dirname(parent)) chmodSync(parent, 0o755);
  spawnSync('chmod', ['-R', 'a+rX,a-w', folder]);
  // Root may write anywhere: then another user looks.
  const id = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const end = spawnSync(process.execPath, [program, 'plan', '--json'], { cwd: folder, env: cleanEnvironment(), encoding: 'utf8', ...id });
  expect([end.status, end.stderr]).toEqual([0, '']);
  expect(JSON.parse(end.stdout)).toEqual(mine.json());
  expect(statSync(catalog).mtimeMs).toBe(before);
});
