// A dbt test as one question: the failures that its `fail_calc` counts, compared as `warn_if` and `error_if` say, like dbt's own runner does.

import type { Answer } from '../../engine/index.ts';

export interface TestConfig {
  readonly fail_calc?: string | null | undefined;
  readonly warn_if?: string | null | undefined;
  readonly error_if?: string | null | undefined;
  readonly limit?: number | null | undefined;
}

/** One row: failures, whether that should warn, whether it should fail. */
export function testSql(sql: string, { fail_calc, warn_if, error_if, limit }: TestConfig): string {
  const count = fail_calc ?? 'count(*)';
  const most = limit === null || limit === undefined ? '' : `\nlimit ${limit}`;
  const rows = `(\n${sql.trim().replace(/;\s*$/, '')}\n${most}) as dbt_internal_test`;
  return `select ${count} as failures, ${count} ${warn_if ?? '!= 0'} as warns, ${count} ${error_if ?? '!= 0'} as fails from ${rows}`;
}

export type TestState = 'pass' | 'warn' | 'fail';

/** What dbt would say of such an answer. A comparison with null holds for nothing, as in SQL. */
export function testState({ rows }: Answer, severity: 'error' | 'warn'): TestState {
  const [, warns, fails] = rows[0] ?? [];
  if (severity === 'error' && fails === true) return 'fail';
  return warns === true ? 'warn' : 'pass';
}
