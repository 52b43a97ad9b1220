// What an asset's SQL makes of a test's rows: one question over tables of literal rows.

import { failed } from '../../base/index.ts';
import type { UnitTest } from '../../product/index.ts';
import { givenTables, misfits } from './given.ts';
import { type AssetUnderTest, type SqlUnderTest, surroundingsOf, type Tried, type UnitTestRequest } from './request.ts';

export async function trySql(
  test: UnitTest,
  asset: AssetUnderTest,
  { sql, origin }: SqlUnderTest,
  request: UnitTestRequest,
  limit: number,
): Promise<Tried> {
  const tables = givenTables(test, asset);
  if (!tables.ok) return { asked: false, problems: tables };
  const surroundings = surroundingsOf(test, request);
  const [answer] = await request.engine.ask({ tables: tables.value, questions: [{ sql, origin, limit }], surroundings });
  if (answer?.ok) return { asked: true, made: answer };
  const problems = answer?.problems ?? [];
  // rows that do not fit have no place in the SQL: theirs is the test
  const wrong = problems.some((p) => p.code === 'engine/bad-row') ? await misfits(test, tables.value, request) : undefined;
  if (wrong) return { asked: false, problems: failed(...wrong) };
  return { asked: true, made: failed(...problems.map((p) => (p.at ? p : { ...p, at: test.at }))) };
}
