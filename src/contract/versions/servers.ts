// Which keys a server of each type has, in 3.0 and in 3.1.0. `!` after a key: it must be there; `:int`: a whole number.

import { choice, type Member, type Members, number, type Shape, text } from '../shape.ts';
import type { V3 } from './building.ts';

const keys: Readonly<Record<string, string>> = {
  api: 'location!',
  athena: 'stagingDir! schema! catalog regionName',
  azure: 'location! format! delimiter',
  bigquery: 'project! dataset!',
  clickhouse: 'host! port!:int database!',
  cloudsql: 'host! port!:int database! schema!',
  custom:
    'account catalog database dataset delimiter endpointUrl format host location path port:int project region regionName schema serviceName stagingDir stream warehouse',
  databricks: 'catalog! schema! host',
  db2: 'host! port!:int database! schema',
  denodo: 'host! port!:int database',
  dremio: 'host! port!:int schema',
  duckdb: 'database! schema',
  glue: 'account! database! location format',
  hive: 'host! database! port:int',
  impala: 'host! database! port:int',
  informix: 'host! database! port:int',
  kafka: 'host! format',
  kinesis: 'region format',
  local: 'path! format!',
  mysql: 'host! port!:int database!',
  oracle: 'host! port!:int serviceName!',
  postgres: 'host! port!:int database! schema!',
  postgresql: 'host! port!:int database! schema!',
  presto: 'host! catalog schema',
  pubsub: 'project!',
  redshift: 'database! schema! host region account',
  s3: 'location! endpointUrl format delimiter',
  sftp: 'location! format delimiter',
  snowflake: 'account! database! schema! host port:int warehouse',
  sqlserver: 'host! database! schema! port:int',
  synapse: 'host! port!:int database!',
  trino: 'host! port!:int catalog! schema!',
  vertica: 'host! port!:int database! schema!',
  zen: 'host! database! port:int',
};
const since31 = ['hive', 'impala', 'zen'];

export const serverTypes = (version: V3): readonly string[] => Object.keys(keys).filter((type) => version === '3.1.0' || !since31.includes(type));

const examples: Readonly<Record<string, string>> = {
  path: 'data/*.parquet',
  database: 'data.duckdb',
  format: 'parquet',
  location: 's3://bucket/orders/*.parquet',
  host: 'db.example.com',
};

/** The keys of one type's servers; of a type that is not known, none. */
export function serverMembers(type: string, version: V3): Members {
  const members: Record<string, Member> = {};
  for (const key of (keys[type] ?? '').split(' ').filter((k) => k !== '')) {
    const [, name = '', must, kind] = /^(\w+)(!?)(:int)?$/.exec(key) ?? [];
    const shape = kind ? number({ whole: true, example: '5432' }) : text({ example: examples[name] ?? 'name' });
    members[name] = { shape: (version === '3.1.0' ? undefined : old(type, name)) ?? shape, needed: must === '!' };
  }
  const { stagingDir, ...others } = members;
  const staging = type === 'athena' && (version === '3.0.0' || version === '3.0.1');
  return staging && stagingDir
    ? { ...others, stagingDir: stagingDir.shape, staging_dir: { shape: text({ example: 's3://bucket/tmp' }), needed: true } }
    : members;
}

/** What 3.0 said otherwise. */
function old(type: string, key: string): Shape | undefined {
  if (type === 'duckdb' && key === 'schema') return number({ whole: true });
  if (!['azure', 's3', 'sftp'].includes(type)) return undefined;
  if (key === 'format') return choice(['parquet', 'delta', 'json', 'csv']);
  return key === 'delimiter' ? choice(['new_line', 'array']) : undefined;
}

/** An sftp server's location begins with its protocol, in every version. */
export const sftpLocation = text({ expects: 'a URL that begins with sftp://', example: 'sftp://host/orders/*.csv', pattern: /^sftp:\/\// });
