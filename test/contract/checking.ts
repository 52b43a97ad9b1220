// A folder in which a test writes contracts and data, and what `check` says of them there: rule by rule, without the verb around it.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { checkContract, withContractData } from '../../src/cli/contract/check.ts';
import { openContract } from '../../src/cli/contract/open.ts';
import { effects, head } from './rig.ts';

export interface Asked {
  readonly data?: string;
  readonly server?: string;
  readonly table?: string;
}

export function checkingFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-check-data-'));
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  /** Writes a DuckDB file, or whatever else the statements write. */
  const duckdb = async (path: string, ...statements: readonly string[]): Promise<void> => {
    const instance = await DuckDBInstance.create(path === ':memory:' ? path : join(folder, path));
    const connection = await instance.connect();
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
  };
  /** The rules that do not pass, `rule status`, or the Problems; `passed: N` where all pass. `schema` is the contract's, as YAML in one line or more. */
  const failing = async (schema: string, asked: Asked): Promise<readonly string[]> => {
    put('contract.odcs.yaml', `${head}schema:\n${schema}\n`);
    const read = await openContract('contract.odcs.yaml', folder);
    if (!read.ok) return read.problems.map((p) => `${p.code} ${p.message}`);
    const context = { cwd: folder, effects, flags: { clock: '2026-11-23T00:00:00Z', set: {} } };
    const end = await withContractData(read.value, asked, context, checkContract);
    if (!end.ok) return end.problems.map((p) => `${p.code} ${p.message}`);
    const results = end.value.tables.flatMap((table) => table.results);
    const broken = results.flatMap(({ rule, finding }) => (finding.status === 'pass' ? [] : [`${rule.id} ${finding.status}`]));
    return broken.length > 0 ? broken : [`passed: ${results.length}`];
  };
  return { folder, put, duckdb, failing };
}
