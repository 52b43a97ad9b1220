// What the planner answers of any small table: the same on Parquet, CSV and literal rows, and the same as a count made without it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InputTable } from '../../src/engine/index.ts';
import type { Scalar } from '../../src/product/index.ts';
import { type Asked, columnsFrom, findings, type NamedCheck, testEngine } from './rig.ts';

const { engine, folder } = testEngine();
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();

const declared = 'i BIGINT, f DOUBLE, s VARCHAR, g VARCHAR';
const quoted = (value: Scalar) => (value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`);
const valuesOf = (row: readonly Scalar[]) => `(${row.map((v, i) => `cast(${quoted(v)} as ${columnsFrom(declared)[i]?.type})`).join(', ')})`;

let files = 0;

/** The rows as literals, as Parquet in several row groups, as two Parquet files and as CSV. */
async function tables(rows: readonly (readonly Scalar[])[]): Promise<readonly (readonly [string, InputTable])[]> {
  const columns = columnsFrom(declared);
  const base = join(folder, `any-${++files}`);
  await connection.run(`create or replace table t(${declared})`);
  if (rows.length > 0) await connection.run(`insert into t values ${rows.map(valuesOf).join(', ')}`);
  const middle = Math.floor(rows.length / 2);
  await connection.run(`copy t to '${base}.parquet' (format parquet, row_group_size 2048)`);
  await connection.run(`copy (select * from t limit ${middle}) to '${base}-1.parquet' (format parquet)`);
  await connection.run(`copy (select * from t offset ${middle}) to '${base}-2.parquet' (format parquet)`);
  const cell = (value: Scalar) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
  writeFileSync(`${base}.csv`, [columns.map((c) => c.name).join(','), ...rows.map((row) => row.map(cell).join(','))].join('\n'));
  const files_ = (format: 'parquet' | 'csv', ...paths: string[]): InputTable => ({
    kind: 'files',
    spec: { format, options: {}, columns },
    files: paths,
  });
  return [
    ['rows', { kind: 'rows', columns, rows }],
    ['parquet', files_('parquet', `${base}.parquet`)],
    ['two files', files_('parquet', `${base}-1.parquet`, `${base}-2.parquet`)],
    ['csv', files_('csv', `${base}.csv`)],
  ];
}

/** Each table as it is, and those that can be asked in parts also as what is known to be small, which is asked at once. */
function asked(all: readonly (readonly [string, InputTable])[], rows: number): readonly (readonly [string, InputTable, Asked])[] {
  return all.flatMap(([kind, own]) => [
    [kind, own, {}] as const,
    ...(own.kind === 'files' && own.spec.format === 'parquet' ? [[`small ${kind}`, own, { rows }] as const] : []),
  ]);
}

interface Stated {
  readonly check: NamedCheck;
  /** The number of offending rows (of repeated values: rows that have one), as SQL over t and a `where`. */
  readonly count: (rows: string) => string;
}

const counted = (condition: string) => (rows: string) => `select count(*) from ${rows} where ${condition}`;
const repeated = (list: string, nulls: 'pass' | 'offend') => (rows: string) =>
  `select count(*) from (select count(*) over (partition by ${list}) as n, ${list.replaceAll(',', ' is null or ')} is null as lost from ${rows})
    where ${nulls === 'pass' ? 'n > 1 and not lost' : 'n > 1 or lost'}`;

const stated: Readonly<Record<string, Stated>> = {
  required: { check: { type: 'notNull', settings: { column: 'f' } }, count: counted('f is null') },
  range: { check: { type: 'range', settings: { column: 'f', min: -2, max: 2 } }, count: counted('f < -2 or f > 2') },
  numbers: { check: { type: 'range', settings: { column: 'i', above: -3, below: 5 } }, count: counted('i <= -3 or i >= 5') },
  set: { check: { type: 'inSet', settings: { column: 's', values: ['a', 'b', ''] } }, count: counted("s not in ('a', 'b', '')") },
  pattern: { check: { type: 'regex', settings: { column: 's', pattern: '^[a-c]$' } }, count: counted("not regexp_matches(s, '^[a-c]$')") },
  nowhere: { check: { type: 'regex', settings: { column: 's', pattern: 'ü', not: true } }, count: counted("contains(s, 'ü')") },
  floats: { check: { type: 'regex', settings: { column: 'f', pattern: '^-' } }, count: counted("not starts_with(f::varchar, '-')") },
  compared: { check: { type: 'expression', settings: { expression: 'i <= f' } }, count: counted('not (i <= f)') },
  onceI: { check: { type: 'unique', settings: { columns: ['i'] } }, count: repeated('i', 'pass') },
  onceS: { check: { type: 'unique', settings: { columns: ['s'] } }, count: repeated('s', 'pass') },
  onceF: { check: { type: 'unique', settings: { columns: ['f'] } }, count: repeated('f', 'pass') },
  both: { check: { type: 'unique', settings: { columns: ['g', 'i'] } }, count: repeated('g, i', 'pass') },
  key: { check: { type: 'primaryKey', settings: { columns: ['i'] } }, count: repeated('i', 'offend') },
  keys: { check: { type: 'primaryKey', settings: { columns: ['g', 'i'] } }, count: repeated('g, i', 'offend') },
};

const wheres = [undefined, 'i > 0', "g = 'x'", 'f is not null and f < 1'] as const;
const tolerances = [undefined, { unit: 'rows', max: 1 }, { unit: 'percent', max: 40 }, { unit: 'rows', above: 0 }] as const;

async function number(sql: string): Promise<number> {
  return Number((await (await connection.run(sql)).getRows())[0]?.[0]);
}

const i = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -6, max: 8 }) },
  fc.constantFrom(null, '4611686018427387904', '4611686018427387905', '-9223372036854775808', '9223372036854775807'),
);
const f = fc.oneof(fc.constantFrom(null, 'NaN', 'inf', '-inf', '-0.0', '0.0', '2', '2.0000000001'), fc.integer({ min: -3, max: 3 }));
const s = fc.constantFrom(null, 'a', 'b', 'c', 'ü', 'a"', 'x y', 'A');
const g = fc.constantFrom(null, 'x', 'y');
const anyRows = fc
  .tuple(fc.array(fc.tuple(i, f, s, g), { maxLength: 12 }), fc.boolean())
  .map(([rows, sorted]) => (sorted ? rows.toSorted(([a], [b]) => Number(a ?? -1e30) - Number(b ?? -1e30)) : rows));

test('every verdict and count is that of a naive statement, on literal rows, Parquet, two files of it, and CSV', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.constantFrom(...wheres), fc.constantFrom(...tolerances), async (rows, where, tolerance) => {
      const all = await tables(rows as readonly (readonly Scalar[])[]);
      const form = {
        checks: Object.fromEntries(
          Object.entries(stated).map(([name, { check }]) => [name, { ...check, ...(where ? { where } : {}), ...(tolerance ? { tolerance } : {}) }]),
        ),
      };
      const from = `(select * from t where ${where ?? 'true'})`;
      const expected: Record<string, string> = {};
      const total = await number(`select count(*) from ${from}`);
      for (const [name, { count }] of Object.entries(stated)) {
        const offending = await number(count(from));
        expected[name] = `${judge(offending, total, tolerance) ? 'pass' : 'fail'} ${tolerance ? 0 : offending}`;
      }
      for (const [kind, own, known] of asked(all, rows.length)) {
        const found = await findings(engine, form, own, known);
        const said = Object.fromEntries([...found].map(([id, one]) => [id, `${one.status} ${one.offending}`]));
        expect({ kind, said }).toEqual({ kind, said: expected });
      }
    }),
    { numRuns: 14 },
  );
});

function judge(offending: number, total: number, tolerance: (typeof tolerances)[number]): boolean {
  if (!tolerance) return offending === 0;
  if ('above' in tolerance) return offending > 0;
  if (tolerance.unit === 'rows') return offending <= tolerance.max;
  return total === 0 || (total - offending) / total >= 0.6;
}

test('by group, and tolerated group by group, the same', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, fc.constantFrom(...wheres), async (rows, where) => {
      const from = `(select * from t where ${where ?? 'true'})`;
      const own = await tables(rows as readonly (readonly Scalar[])[]);
      const shared = { groupBy: ['g'], ...(where ? { where } : {}) };
      const form = {
        checks: {
          tolerated: { ...shared, tolerance: { unit: 'rows' as const, max: 1 }, type: 'range' as const, settings: { column: 'f', max: 2 } },
          measured: { ...shared, type: 'aggregate' as const, settings: { column: 'i', measure: 'distinct', max: 2 } },
          once: { ...shared, type: 'unique' as const, settings: { columns: ['i'] } },
        },
      };
      const expected = [
        await number(`select count(*) from (select g from ${from} group by g having count(*) filter (where f > 2) > 1)`),
        await number(`select count(*) from (select g from ${from} group by g having count(distinct i) > 2)`),
        await number(`select coalesce(sum(n), 0)::bigint from (select count(*) as n from ${from} where i is not null group by g, i having n > 1)`),
      ];
      for (const [kind, table, known] of asked(own, rows.length)) {
        const found = await findings(engine, form, table, known);
        expect([kind, ...[...found.values()].map((one) => one.offending)]).toEqual([kind, ...expected]);
      }
    }),
    { numRuns: 9 },
  );
});

test('references to any other table, with and without a bit for each value, and who offends', async () => {
  await fc.assert(
    fc.asyncProperty(anyRows, anyRows, fc.constantFrom(...wheres), async (others, rows, where) => {
      const other = await tables(others as readonly (readonly Scalar[])[]);
      await connection.run('create or replace table o as from t');
      const own = await tables(rows as readonly (readonly Scalar[])[]);
      const check = { type: 'foreignKey' as const, settings: { columns: ['i'], table: 'o', to: ['i'] }, key: ['i'], ...(where ? { where } : {}) };
      const offending = `(select i from t where i is not null and i not in (select i from o where i is not null) and (${where ?? 'true'}))`;
      const number_ = await number(`select count(*) from ${offending}`);
      const keys = (await (await connection.run(`select distinct i::varchar, i from ${offending} order by i`)).getRows()).map(([key]) => [key]);
      for (const [kind, table, known] of asked(own, rows.length)) {
        for (const [named, o] of other.filter(([name]) => name === 'parquet' || name === 'csv')) {
          const found = (await findings(engine, { checks: { refers: check } }, table, { ...known, others: { o } })).get('refers');
          expect([kind, named, found?.status, found?.offending, found?.keys]).toEqual([kind, named, number_ > 0 ? 'fail' : 'pass', number_, keys]);
        }
      }
    }),
    { numRuns: 8 },
  );
});
