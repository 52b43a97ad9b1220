// The catalog's tables, as forward-only migrations: entry N takes version N to N + 1. Never edit one that was released.

import type { Effects } from '../../base/index.ts';
import { StoreFailure } from '../failure.ts';
import { problem } from '../problems.ts';
import type { Connection } from './connection.ts';

const v1 = `
create table meta (key text primary key, value text not null) strict;
create table object (digest text primary key, size integer not null, added_at text not null) strict, without rowid;
create table manifest (digest text primary key, text text not null) strict;

create table run (
  id integer primary key autoincrement, kind text not null, environment text not null, actor text not null, clock text not null,
  started_at text not null, finished_at text, state text not null, bundle text not null, environment_digest text not null,
  problem text, summary text not null default 'null'
) strict;
create index run_environment on run (environment);
create index run_state on run (state);

create table snapshot (
  id integer primary key autoincrement, asset text not null, kind text not null, content text not null, storage text not null,
  rows integer not null, about text not null
) strict;
create table part (
  snapshot integer not null references snapshot, position integer not null, object text not null references object,
  path text, rows integer not null, size integer not null, primary key (snapshot, position)
) strict, without rowid;

-- key: what buildsByKeys looks up by (see lookupKey)
create table build (
  id integer primary key autoincrement, key text not null, asset text not null, run integer not null references run, state text not null,
  data text not null, code text not null, environment text not null, clock text not null, started_at text not null,
  seconds real, rows integer, memory integer, snapshot integer references snapshot, problem text
) strict;
create index build_key on build (key) where state = 'ok';
create index build_asset on build (asset);
create index build_run on build (run);
create index build_state on build (state);

create table run_stage (
  run integer not null references run, position integer not null, asset text not null, kind text not null, outcome text not null,
  build integer references build, reasons text not null, seconds real not null, primary key (run, position)
) strict;

create table check_result (key text primary key, result text not null) strict;
create table check_run (
  id integer primary key autoincrement, run integer not null references run, check_id text not null, asset text not null,
  build integer not null references build, rule text not null, status text not null, offending integer not null, value real, detail text not null
) strict;
create index check_run_check on check_run (check_id);
create index check_run_asset on check_run (asset);
create index check_run_run on check_run (run);
create index check_run_build on check_run (build);

create table environment (name text primary key, live integer, hold integer not null default 0) strict;
create table release (
  environment text not null references environment, number integer not null, kind text not null, parent integer, bundle text not null,
  environment_digest text not null, run integer references run, actor text not null, at text not null, because text, gates text not null,
  primary key (environment, number)
) strict;
create table release_pointer (
  environment text not null, number integer not null, asset text not null, build integer not null references build,
  snapshot integer not null references snapshot, primary key (environment, number, asset),
  foreign key (environment, number) references release (environment, number)
) strict, without rowid;

-- what an environment without releases (dev) shows
create table pointer (
  environment text not null references environment, asset text not null, build integer not null references build,
  snapshot integer not null references snapshot, primary key (environment, asset)
) strict, without rowid;

create table cache (kind text not null, key text not null, value text not null, primary key (kind, key)) strict;
`;

const v2 = `
create table sample (
  environment text not null, series text not null, minute integer not null, good real not null, seen real not null, value real,
  primary key (environment, series, minute)
) strict, without rowid;

create table notice (
  id integer primary key autoincrement, environment text not null, subject text not null, state text not null, target text not null,
  body text not null, decided_at text not null, attempts integer not null default 0, next_at text, delivered_at text, error text
) strict;
create index notice_subject on notice (environment, subject, target);
create index notice_due on notice (environment) where delivered_at is null and next_at is not null;
`;

const v3 = `
create table rehearsal (
  id integer primary key autoincrement, product text not null, key text not null, actor text not null, at text not null, score real,
  false_alarms real, versions integer not null, survived integer not null, document text not null
) strict;
create index rehearsal_product on rehearsal (product, key);
`;

const migrations: readonly string[] = [v1, v2, v3];

/** The catalog's version that this Trivet writes. */
export const known = migrations.length;

/** The version of a catalog, 0 for an empty one. Fails with `newer` where this Trivet does not know it. */
export async function versionOf(connection: Connection): Promise<number> {
  const version = await connection.read(() => readVersion(connection));
  if (version > known) throw new StoreFailure(problem('newer', { folder: connection.folder, version, known }));
  return version;
}

/** Takes a catalog to the known version, one transaction for each step. */
export async function migrate(connection: Connection, effects: Effects): Promise<void> {
  for (let version = await versionOf(connection); version < known; version = await versionOf(connection)) {
    await connection.write(() => {
      const at = readVersion(connection); // another process may have migrated meanwhile
      const step = migrations[at];
      if (step === undefined) return;
      connection.script(`${step}; pragma user_version = ${at + 1}`);
      if (at > 0) return;
      connection.run(
        'insert into meta (key, value) values (?, ?), (?, ?)',
        'salt',
        effects.randomHex(16),
        'made_at',
        new Date(effects.now()).toISOString(),
      );
    });
  }
}

const readVersion = (connection: Connection): number => connection.get<{ user_version: number }>('pragma user_version')?.user_version ?? 0;
