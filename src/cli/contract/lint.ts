// What a contract's file is worth as checks: the rules that run, what is wrong with it, and what can't be executed. Reads no data.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import type { Problem } from '../../base/index.ts';
import { rulesOfTable, type TypedRule } from '../../checks/index.ts';
import { type ContractRules, contractRules, type NotRun } from '../../contract/index.ts';
import { type Engine, startEngine } from '../../engine/index.ts';
import { findProduct } from '../../product/index.ts';
import { rulesOfOutput } from '../../session/index.ts';
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
  const { tables } = meant.value;
  const unsound = await unsoundSql(engine, tables);
  const { rules, notRun } = await rulesAt(resolve(cwd, file), meant.value);
  return { ...known, rules, notRun, problems: [...warnings, ...meant.value.warnings, ...unsound] };
}

/** Which of its rules run depends on where the file lies: beside an output of a product only columns are compared. */
async function rulesAt(path: string, meant: ContractRules): Promise<Pick<Linted, 'rules' | 'notRun'>> {
  const folder = await findProduct(dirname(path));
  const inside = folder === undefined ? '' : relative(folder, path);
  if (!/^outputs[/\\]/.test(inside)) return { rules: meant.tables.flatMap(rulesOfTable), notRun: meant.notRun };
  const { compared, notRun } = rulesOfOutput(meant);
  return { rules: compared, notRun };
}
