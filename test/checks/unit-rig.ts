// What the tests of unit tests share: one test of SQL or of a script from a short form, asked on the real engine and in real hosts.

import { type AssetUnderTest, runUnitTests, type UnitTestRequest, type UnitTestResult } from '../../src/checks/index.ts';
import type { Column } from '../../src/engine/index.ts';
import type { Scalar, TestRows, UnitTest } from '../../src/product/index.ts';
import { at, columnsFrom, surroundings, testEngine } from './rig.ts';

export type Rows = readonly Readonly<Record<string, Scalar>>[];

export interface Case extends Partial<Pick<UnitTest, 'fails' | 'metrics' | 'ordered' | 'tolerance'>> {
  /** SQL, unless `makes` says what. */
  readonly code?: string;
  readonly makes?: AssetUnderTest['makes'];
  readonly given?: Readonly<Record<string, Rows | TestRows>>;
  readonly predict?: Rows;
  readonly expect?: Rows | TestRows;
  readonly reads?: readonly string[];
  /** Known columns of inputs. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** They are all there are. */
  readonly complete?: boolean;
  readonly clock?: string;
  readonly settings?: Readonly<Record<string, string>>;
}

/** Rows as a test file gives them; given rows stand in line 7. */
export function rowsOf(rows: Rows | TestRows, line = 7): TestRows {
  if (!Array.isArray(rows)) return rows as TestRows;
  const names: readonly string[] = rows.flatMap((row: Rows[number]) => Object.keys(row));
  const first = (name: string, i: number) => names.findIndex((other) => other.toLowerCase() === name.toLowerCase()) === i;
  return { at: { ...at, line }, columns: names.filter(first), rows };
}

export function testOf({ given = {}, predict, expect, clock, fails, metrics, ordered, tolerance }: Case, name = 'a case'): UnitTest {
  return {
    asset: 'late',
    name,
    at,
    given: new Map(Object.entries(given).map(([table, rows]) => [table, rowsOf(rows)])),
    ...(predict ? { predict: rowsOf(predict, 8) } : {}),
    ...(expect ? { expect: rowsOf(expect, 9) } : {}),
    ...(clock === undefined ? {} : { clock }),
    ...(fails ? { fails } : {}),
    ...(metrics ? { metrics } : {}),
    ...(ordered === undefined ? {} : { ordered }),
    ...(tolerance === undefined ? {} : { tolerance }),
  };
}

export function assetOf({ code = '', makes, given = {}, reads, inputs = {}, complete = true }: Case, tests: readonly UnitTest[]): AssetUnderTest {
  const columnsOf = (name: string): readonly Column[] | undefined => (inputs[name] ? columnsFrom(inputs[name]) : undefined);
  return {
    asset: 'late',
    makes: makes ?? { kind: 'sql', sql: code, origin: { file: 'assets/late.sql', line: 1 } },
    reads: reads ?? Object.keys(given),
    tests,
    known: (name) => {
      const columns = columnsOf(name);
      return columns && { columns, complete };
    },
  };
}

const noScripts: UnitTestRequest['scripts'] = {
  tryRows: () => Promise.reject(new Error('no script was expected to run')),
  tryModel: () => Promise.reject(new Error('no script was expected to run')),
};

/** One engine for a test file; `asked` counts its calls. */
export function unitRig(scripts: UnitTestRequest['scripts'] = noScripts) {
  const { engine, asked, folder } = testEngine();
  const request = (assets: readonly AssetUnderTest[], settings = surroundings.settings): UnitTestRequest => ({
    engine,
    scripts,
    effects: { monotonic: () => 0 },
    assets,
    surroundings: { ...surroundings, settings },
  });
  const run = async (one: Case): Promise<UnitTestResult> => {
    const [result] = await runUnitTests(request([assetOf(one, [testOf(one)])], one.settings));
    return result as UnitTestResult;
  };
  return { engine, asked, folder, request, run };
}
