// The query of a rule, as people read it: it runs, and returns what the rule says offends.

import { expect, test } from 'vitest';
import { evaluate, ruleQuery, rulesOf, type TypedRule } from '../../src/checks/index.ts';
import { product, type ShortForm, surroundings, table, testEngine } from './rig.ts';

const { engine } = testEngine();

const form: ShortForm = {
  key: ['id'],
  columns: {
    id: { required: true },
    code: { required: true, in: ['a', 'b'], references: { asset: 'codes', column: 'code' } },
    amount: { min: 0, max: 9 },
  },
  rows: { min: 9 },
  checks: {
    own: { sql: 'select id from t where amount > 5' },
    odd: { type: 'expression', settings: { expression: 'amount % 2 = 0' }, where: 'id > 1' },
    some: { type: 'regex', settings: { column: 'code', pattern: '^[ab]$' }, tolerance: { unit: 'rows', max: 1 } },
    mean: { type: 'aggregate', settings: { column: 'amount', measure: 'mean', max: 1 } },
    each: { type: 'aggregate', settings: { column: 'amount', measure: 'mean', max: 5 }, groupBy: ['code'] },
    most: { type: 'range', settings: { column: 'amount', max: 3 }, groupBy: ['code'], tolerance: { unit: 'percent', max: 10 } },
    once: { type: 'unique', settings: { columns: ['code', 'amount'] } },
    gone: { type: 'notNull', settings: { column: 'gone' } },
  },
};

const own = table('id BIGINT, code VARCHAR, amount BIGINT', [1, 'a', 5], [2, 'b', 95], [3, 'x', 1], [3, null, -3], [4, 'a', 5]);
const others = { codes: table('code VARCHAR', ['a']) };
const about = { asset: 't', key: ['id'], table: own, others, surroundings };
const typed = rulesOf(product({ t: form, codes: {} })).filter((rule): rule is TypedRule => rule.kind !== 'metric');

async function answer(sql: string) {
  const [found] = await engine.ask({ tables: { ...others, t: own }, questions: [{ sql }], surroundings });
  if (!found?.ok) throw new Error(`${sql}: ${JSON.stringify(found?.problems)}`);
  return found.value;
}

test('each query runs, and finds what the rule finds', async () => {
  const found = await evaluate({ ...about, engine, rules: typed });
  const failing = new Set<string>();
  for (const [i, rule] of typed.entries()) {
    const query = ruleQuery(rule, about);
    const { status, offending, value } = found[i] as (typeof found)[number];
    if (status === 'error') {
      expect([rule.id, query]).toEqual(['t.gone', undefined]);
      continue;
    }
    const { rows, columns } = await answer(query ?? '');
    if (status === 'fail') failing.add(rule.kind);
    if (columns.length === 1 && columns[0]?.name === 'value') expect([rule.id, Number(rows[0]?.[0])]).toEqual([rule.id, value]);
    else if (rule.kind === 'primaryKey' || rule.kind === 'unique') expect([rule.id, rows.length > 0]).toEqual([rule.id, offending > 0]);
    else if (!rule.tolerance || rule.groupBy) expect([rule.id, rows.length]).toEqual([rule.id, offending]);
    else expect([rule.id, rows.length]).toEqual([rule.id, value]);
  }
  expect([...failing].sort()).toEqual([
    'aggregate',
    'expression',
    'foreignKey',
    'inSet',
    'notNull',
    'primaryKey',
    'range',
    'rowCount',
    'sql',
    'unique',
  ]);
});

test('rows come in the order of the key, and what somebody wrote stays as it is', () => {
  const query = (name: string) => ruleQuery(typed.find(({ id }) => id === `t.${name}`) as TypedRule, about);
  expect(query('amount.range')).toBe('select * from "t" where ("amount" < 0 or "amount" > 9) order by "id"');
  expect(query('own')).toBe('select id from t where amount > 5');
  expect(query('odd')).toContain('where (id > 1');
});
