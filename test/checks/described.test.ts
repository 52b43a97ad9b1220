// Questions that are told are the questions that are asked first, whatever the tables are made of.

import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { describeChecks, evaluate, rulesOf, type TypedRule } from '../../src/checks/index.ts';
import { followed } from '../../src/checks/planner/described.ts';
import type { InputTable } from '../../src/engine/index.ts';
import { product, type ShortForm, surroundings, table, testEngine } from './rig.ts';

const { engine, folder } = testEngine();

const form: ShortForm = {
  key: ['id'],
  columns: { id: { required: true }, amount: { min: 0, max: 90 } },
  rows: { min: 1 },
  checks: {
    unlike: { type: 'regex', settings: { column: 'code', pattern: '^c[1-9]$' } },
    alike: { type: 'regex', settings: { column: 'code', pattern: '^c' } },
    mean: { type: 'aggregate', settings: { column: 'amount', measure: 'mean', max: 1 } },
    middle: { type: 'aggregate', settings: { column: 'amount', measure: 'median', max: 1 } },
    own: { sql: 'select id from t where amount > 5' },
    lacking: { type: 'notNull', settings: { column: 'gone' } },
    few: { type: 'range', settings: { column: 'amount', max: 3 }, where: 'id > 2', tolerance: { unit: 'rows', max: 1 } },
  },
} as ShortForm;

const typed = rulesOf(product({ t: form })).filter((rule): rule is TypedRule => rule.kind !== 'metric');

async function parquet(): Promise<InputTable> {
  const path = join(folder, 'described.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `copy (select (i * 7919) % 10007 as id, 'c' || (i % 7) as code, i % 100 as amount from range(9000) t(i)) to '${path}' (format parquet)`,
  );
  connection.closeSync();
  const { spec } = await engine.inspect({ source: 's', files: [{ path, label: path }], format: 'parquet', options: {}, declared: [] });
  if (!spec.ok) throw new Error(JSON.stringify(spec.problems));
  return { kind: 'files', spec: spec.value, files: [path] };
}

const literal = table('id BIGINT, code VARCHAR, amount BIGINT', [1, 'c1', 5], [2, 'c22', 95], [3, 'x', 1], [3, null, null]);

test.each([
  ['literal rows', 4],
  ['Parquet', 9000],
  ['Parquet of unknown size', undefined],
])('%s: told and asked are the same, and every rule ends somewhere', async (kind, rows) => {
  const own = kind === 'literal rows' ? literal : await parquet();
  const about = { rules: typed, asset: 't', key: ['id'], table: own, rows, others: {}, surroundings };
  const calls: string[][] = [];
  const ask: typeof engine.ask = (request) => {
    calls.push(request.questions.map(({ sql }) => sql));
    return engine.ask(request);
  };
  const found = await evaluate({ ...about, engine: { ask } });
  const { questions, known, unaskable } = describeChecks(about);
  expect(questions.map(({ sql }) => sql)).toEqual(calls[0]);
  expect(known.map(({ id }) => id)).toEqual(rows === undefined ? [] : ['t.rows']);
  expect(unaskable.map(({ rule, problem }) => [rule.id, problem.code])).toEqual([['t.lacking', 'checks/unknown-column']]);
  const ids = [...questions.flatMap((q) => q.rules), ...known, ...unaskable.map(({ rule }) => rule)].map(({ id }) => id);
  expect(ids.sort()).toEqual(typed.map(({ id }) => id).sort());
  expect(found.map(({ status }) => status)).toContain('fail');
});

test('of a question whose answer only says how to ask, what comes next is told; of a table of one row group all is one scan', async () => {
  const known: TypedRule['kind'] = 'foreignKey';
  const refer = {
    ...form,
    checks: { ...form.checks, found: { type: known, settings: { columns: ['id'], table: 'other', to: ['id'] } } },
  } as ShortForm;
  const rules = rulesOf(product({ t: refer })).filter((rule): rule is TypedRule => rule.kind !== 'metric');
  const own = await parquet();
  const about = { rules, asset: 't', key: ['id'], table: own, others: { other: own }, surroundings };
  const { questions } = describeChecks(about);
  expect(new Set(questions.flatMap(({ how, next }) => (next === undefined ? [] : [how])))).toEqual(new Set(Object.keys(followed)));
  expect(describeChecks({ ...about, rows: 9000 }).questions.map(({ how, next }) => [how, next])).toEqual([
    ['one scan', undefined],
    ['its own statement', undefined],
  ]);
});

test('a question about rows names the SELECT that seeks them', () => {
  const { questions } = describeChecks({ rules: typed, asset: 't', key: ['id'], table: literal, others: {}, surroundings });
  const wrapped = questions.filter(({ seeks }) => seeks !== undefined);
  expect(wrapped.length).toBeGreaterThan(0);
  for (const { sql, seeks } of wrapped) expect(sql).toContain(seeks);
});
