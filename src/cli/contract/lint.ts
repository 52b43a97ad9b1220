// What a contract's file is worth as checks: the rules that run, what is wrong with it, and what can't be executed. Reads no data.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '../../base/index.ts';
import { rulesOfTable, type TypedRule } from '../../checks/index.ts';
import { contractRules, type NotRun } from '../../contract/index.ts';
import { type Engine, startEngine } from '../../engine/index.ts';
import { openContract } from './open.ts';
import { unsoundSql } from './sound-sql.ts';

export interface Linted {
  readonly file: string;
  /** As declared; null where the file is no contract. */
  readonly apiVersion: string | null;
  readonly tables: number;
  readonly rules: readonly TypedRule[];
  readonly notRun: readonly NotRun[];
  readonly problems: readonly Problem[];
}

/** Looks at each file by itself; their SQL is parsed by one engine, which starts only if there is some. */
export async function lint(files: readonly string[], cwd: string): Promise<readonly Linted[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'trivet-lint-'));
  const engine = startEngine({ temporary, readable: [] });
  try {
    const linted: Linted[] = [];
    for (const file of files) linted.push(await lintOne(file, cwd, engine));
    return linted;
  } finally {
    await engine.close();
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function lintOne(file: string, cwd: string, engine: Pick<Engine, 'parse'>): Promise<Linted> {
  const nothing = { file, apiVersion: null, tables: 0, rules: [], notRun: [] };
  const contract = await openContract(file, cwd);
  if (!contract.ok) return { ...nothing, problems: contract.problems };
  const { document, warnings } = contract.value;
  const known = { ...nothing, apiVersion: document.apiVersion, tables: document.schema.length };
  const meant = contractRules(document);
  if (!meant.ok) return { ...known, problems: [...warnings, ...meant.problems] };
  const { tables, notRun } = meant.value;
  const unsound = await unsoundSql(engine, tables);
  return { ...known, rules: tables.flatMap(rulesOfTable), notRun, problems: [...warnings, ...meant.value.warnings, ...unsound] };
}
