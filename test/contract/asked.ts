// A contract's rules asked of data in a folder of its own, for the tests of this room. `opened` of a folder that is gone at the end is the caller's.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { checkContract, withContractData } from '../../src/cli/contract/check.ts';
import { openContract } from '../../src/cli/contract/open.ts';
import { effects } from './rig.ts';

export function putIn(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A DuckDB file of these statements. */
export async function databaseIn(folder: string, path: string, ...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(join(folder, path));
  const connection = await instance.connect();
  try {
    for (const statement of statements) await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** `rule status` of each rule without the table's name, `rule: not run` of what is not asked; or what is wrong with the contract. */
export async function asked(folder: string, contract: string, data: string): Promise<readonly string[]> {
  const read = await openContract(contract, folder);
  if (!read.ok) return read.problems.map((p) => p.code);
  const context = { cwd: folder, effects, flags: { clock: '2026-11-23T00:00:00Z', set: {} } };
  const end = await withContractData(read.value, { data }, context, checkContract);
  if (!end.ok) return end.problems.map((p) => `${p.code} ${p.message}`);
  const { tables, notRun } = end.value;
  return [
    ...tables.flatMap(({ results }) => results.map(({ rule, finding }) => `${rule.id.slice(rule.asset.length + 1)} ${finding.status}`)),
    ...notRun.map(({ rule }) => `${rule}: not run`),
  ];
}
