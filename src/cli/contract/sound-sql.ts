// SQL in a contract: one SELECT, of functions that give the same answer each time. The engine's parser says so, with the place in the contract.

import type { Problem } from '../../base/index.ts';
import { ruleStatements, rulesOfTable } from '../../checks/index.ts';
import type { ContractTable } from '../../contract/index.ts';
import type { Engine } from '../../engine/index.ts';

/** What the parser refuses of the tables' rules. */
export async function unsoundSql(engine: Pick<Engine, 'parse'>, tables: readonly ContractTable[]): Promise<readonly Problem[]> {
  const statements = tables.flatMap((table) => {
    const written = new Map(table.checks.map((check) => [`${table.name}.${check.name}`, check.sqlAt]));
    return rulesOfTable(table).flatMap((rule) => {
      // where the text begins: names stand in it for placeholders, so that no place inside of it is the contract's
      const at = written.get(rule.id) ?? rule.at;
      return ruleStatements(rule).map((sql) => ({ sql, origin: { file: at.file, line: at.line ?? 1, at } }));
    });
  });
  const parsed = await engine.parse(statements);
  return parsed.flatMap((outcome) => (outcome.ok ? [] : outcome.problems));
}
