// Cases of check types: each asked twice, of literal rows (one scan) and of a Parquet file (in parts), with one answer.

import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/checks/index.ts';
import type { InputTable } from '../../../src/engine/index.ts';
import type { CheckArguments, CheckType, Scalar } from '../../../src/product/index.ts';
import { type Asked, findings, type NamedCheck, surroundings, table, testEngine } from '../rig.ts';

type Row = readonly Scalar[];
type Expected = 'pass' | 'fail' | 'error' | (Partial<Omit<Finding, 'problem'>> & { readonly problem?: object });

export interface Case<K extends CheckType> {
  readonly settings: CheckArguments[K];
  /** `n INTEGER, s VARCHAR` */
  readonly columns: string;
  readonly rows: readonly Row[];
  /** A finding that fails, unless it names another status. */
  readonly is: Expected;
  readonly and?: Omit<NamedCheck, 'type' | 'settings'>;
  readonly key?: readonly string[];
  readonly asked?: Asked;
  /** Of a type that Parquet does not keep as it is. */
  readonly rowsOnly?: true;
}

/** An engine for a file of cases; `cases` makes a test of each. */
export function kindTests() {
  const { engine, folder } = testEngine();
  let files = 0;

  async function asFile(rows: InputTable): Promise<InputTable> {
    files += 1;
    const output = join(folder, `case-${files}.parquet`);
    const origin = { file: 'assets/flights.sql', line: 1 };
    const built = await engine.build({
      asset: 'flights',
      sql: 'select * from given',
      origin,
      inputs: { given: rows },
      surroundings,
      ordered: true,
      output,
    });
    if (!built.ok) throw new Error(JSON.stringify(built.problems));
    return { kind: 'files', spec: { format: 'parquet', options: {}, columns: built.value.columns }, files: [output] };
  }

  async function ask(type: CheckType, one: Pick<Case<CheckType>, 'settings' | 'and' | 'key' | 'asked'>, flights: InputTable): Promise<Finding> {
    const form = { ...(one.key ? { key: one.key } : {}), checks: { c: { type, settings: one.settings, ...one.and } } };
    return (await findings(engine, form, flights, one.asked)).get('c') as Finding;
  }

  function cases<K extends CheckType>(type: K, all: Readonly<Record<string, Case<K>>>): void {
    test.each(Object.entries(all))(`${type}: %s`, async (_, one) => {
      const rows = table(one.columns, ...one.rows);
      const expected = typeof one.is === 'string' ? { status: one.is } : { status: 'fail', ...one.is };
      const found = await ask(type, one, rows);
      expect(found).toMatchObject(expected);
      if (one.rowsOnly) return;
      const again = await ask(type, one, await asFile(rows));
      expect(again.status === 'error' ? { ...again, problem: found.problem } : again).toEqual(found);
    });
  }
  return { engine, ask, asFile, cases };
}

/** One column as rows. */
export const cells = (...values: readonly Scalar[]): readonly Row[] => values.map((value) => [value]);
