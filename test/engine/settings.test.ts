// Settings: who wins, what is refused, and that each one that is said to alter results does, and only where it is set.

import { expect, test } from 'vitest';
import { engineSettings, engineVersion } from '../../src/engine/index.ts';
import { answer, problemOf, rig, surroundings, value } from './rig.ts';

const { engine } = rig();
const inForce = (...arguments_: Parameters<typeof engineSettings>) => value(engineSettings(...arguments_));

test('--set wins over the variable, the variable over the wish, the wish over the default', () => {
  const wish = { timezone: 'America/Los_Angeles', null_order: 'NULLS_FIRST', integer_division: 'true' };
  const { values } = inForce(wish, { TRIVET_ENGINE_TIMEZONE: 'UTC', TRIVET_ENGINE_NULL_ORDER: 'nulls_last', OTHER: 'x' }, [
    'engine.timezone=asia/tokyo',
  ]);
  expect(values).toMatchObject({
    timezone: 'Asia/Tokyo',
    null_order: 'nulls_last',
    integer_division: 'true',
    default_order: 'asc',
    collation: 'binary',
  });
});

test('threads and memory are the machine’s and no part of what is in force for results', () => {
  const { values, machine } = inForce({ threads: '3' }, {}, ['engine.memory_limit=2GB']);
  expect(machine).toEqual({ threads: 3, memory: '2GB' });
  expect(Object.keys(values)).not.toContain('threads');
});

test.each([
  [{ time_zone: 'UTC' }, {}, [], 'engine/unknown-setting', 'timezone'],
  [{ timezone: 'America/Los_Angles' }, {}, [], 'engine/bad-setting', 'America/Los_Angeles'],
  [{ timezone: '+02:00' }, {}, [], 'engine/bad-setting', 'trivet.yaml'],
  [{}, { TRIVET_ENGINE_NUL_ORDER: 'nulls_first' }, [], 'engine/unknown-setting', 'null_order'],
  [{}, { TRIVET_ENGINE_INTEGER_DIVISION: 'yes' }, [], 'engine/bad-setting', 'TRIVET_ENGINE_INTEGER_DIVISION'],
  [{}, {}, ['engine.toString=1'], 'engine/unknown-setting', 'tostring'],
  [{}, {}, ['timezone=UTC'], 'engine/bad-set', 'timezone=UTC'],
  [{}, {}, ['engine.memory_limit=lots'], 'engine/bad-setting', 'memory_limit'],
] as const)('wish %j, variables %j, sets %j: %s', (wish, variables, sets, code, says) => {
  const problem = problemOf(engineSettings(wish, variables, sets));
  expect(problem.code).toBe(code);
  expect(problem.message).toContain(says);
});

const effects: readonly (readonly [Readonly<Record<string, string>>, string, unknown, unknown])[] = [
  [{ timezone: 'America/Los_Angeles' }, "select timestamptz '2001-03-01 02:00:00+00'::date::varchar", '2001-03-01', '2001-02-28'],
  [{ null_order: 'nulls_first' }, 'select first(x) from (from (values (1), (null)) t(x) order by x)', 1, null],
  [{ default_order: 'desc' }, 'select x from (values (1), (2)) t(x) order by x limit 1', 1, 2],
  [{ integer_division: 'true' }, 'select 7 / 2', 3.5, 3],
  [{ collation: 'nocase' }, "select x = 'A' from (values ('a')) t(x)", false, true],
  [{ ieee_floating_point_ops: 'false' }, 'select 1::double / 0', 'inf', null],
  [{ scalar_subquery_error_on_multiple_rows: 'false' }, 'select coalesce((select 5 from range(2)), 0)', undefined, 5],
  [{ old_implicit_casting: 'true' }, 'select substring(12345, 2, 1)', undefined, '2'],
  [{ disable_timestamptz_casts: 'true' }, "select year(timestamp '2001-01-01 00:00:00'::timestamptz)", 2001, undefined],
];

test.each(effects)('%j alters %s, and only there', async (settings, sql, standard, set) => {
  const ask = async (around = surroundings()) => {
    const [outcome] = await engine.ask({ tables: {}, questions: [{ sql }], surroundings: around });
    return outcome?.ok ? outcome.value.rows[0]?.[0] : undefined;
  };
  expect(await ask()).toEqual(standard);
  expect(await ask(surroundings(settings))).toEqual(set);
  expect(await ask()).toEqual(standard);
});

test('calls under different settings do not disturb each other side by side', async () => {
  const zones = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles', 'Europe/Berlin'];
  const all = await Promise.all(
    [...zones, ...zones].map((timezone) => answer(engine, "select timestamptz '2001-03-01 12:00:00+00'::varchar", {}, surroundings({ timezone }))),
  );
  const expected = ['2001-03-01 12:00:00+00', '2001-03-01 21:00:00+09', '2001-03-01 04:00:00-08', '2001-03-01 13:00:00+01'];
  expect(all.map((a) => a.rows[0]?.[0])).toEqual([...expected, ...expected]);
});

test('the version is that of the package', async () => {
  expect(engineVersion()).toMatch(/^\d+\.\d+\.\d+/);
  expect((await answer(engine, 'select version()')).rows[0]?.[0]).toBe(`v${engineVersion().replace(/-.*/, '')}`);
});
