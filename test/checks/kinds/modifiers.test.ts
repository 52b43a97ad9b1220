// where, groupBy, mostly, offending and severity, of rules about rows and of the user's own SELECT; what is expected, parsed, masked. Values and SELECTs: modified-groups.test.ts.

import { expect, test } from 'vitest';
import { masked, type Rule, ruleStatements, settle } from '../../../src/checks/index.ts';
import { findings, rule, table } from '../rig.ts';
import { cells, kindTests } from './cases.ts';

const { cases, engine, ask, asFile } = kindTests();

const percent = (max: number) => ({ tolerance: { unit: 'percent' as const, max } });
const rows = (max: number) => ({ tolerance: { unit: 'rows' as const, max } });
const ag = 'a INTEGER, g VARCHAR';

// how: rows
cases('notNull', {
  'where leaves rows out': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'y'],
      [null, 'y'],
    ],
    and: { where: "g = 'y' -- and no more" },
    is: { offending: 1, keys: [[null, 'y']] },
  },
  'where leaves all out': { settings: { column: 'a' }, columns: ag, rows: [[null, 'x']], and: { where: 'false' }, is: 'pass' },
  'where is unknown of a row': { settings: { column: 'a' }, columns: ag, rows: [[null, null]], and: { where: "g = 'x'" }, is: 'pass' },
  'a where with or': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'y'],
      [1, 'x'],
    ],
    and: { where: "g = 'x' or g = 'z'" },
    is: { offending: 1 },
  },
  'a where that names no column': {
    settings: { column: 'a' },
    columns: ag,
    rows: [],
    and: { where: 'gg = 1' },
    is: { status: 'error', problem: { code: 'engine/unknown-column' } },
  },
  'mostly, just so': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'x'],
      [1, 'x'],
      [1, 'x'],
    ],
    and: percent(25),
    is: { status: 'pass', value: 0.75 },
  },
  'mostly, not so': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'x'],
      [1, 'x'],
    ],
    and: percent(25),
    is: { offending: 0, value: 2 / 3 },
  },
  'mostly of those of where': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'x'],
      [1, 'y'],
      [1, 'y'],
    ],
    and: { ...percent(25), where: "g = 'x'" },
    is: { value: 0.5 },
  },
  'mostly of nothing': { settings: { column: 'a' }, columns: ag, rows: [], and: percent(0), is: { status: 'pass', value: 1 } },
  'offending rows': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'x'],
      [1, 'x'],
    ],
    and: rows(2),
    is: { status: 'pass', value: 2 },
  },
  'one too many': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'x'],
    ],
    and: rows(1),
    is: { value: 2 },
  },
  'at least one must offend': {
    settings: { column: 'a' },
    columns: ag,
    rows: [[1, 'x']],
    and: { tolerance: { unit: 'rows', min: 1 } },
    is: { value: 0 },
  },
  'groups without tolerance are all rows': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'y'],
    ],
    and: { groupBy: ['g'] },
    is: { offending: 1, keys: [[null, 'x']] },
  },
  'mostly in each group': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [1, 'x'],
      [1, 'y'],
      [1, 'y'],
      [null, null],
    ],
    and: { groupBy: ['g'], ...percent(40) },
    is: {
      offending: 2,
      columns: ['g', 'offending', 'rows'],
      keys: [['x'], [null]],
      sample: [
        ['x', 1, 2],
        [null, 1, 1],
      ],
    },
  },
  'so many rows in each group': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'x'],
      [null, 'y'],
    ],
    and: { groupBy: ['G'], ...rows(1) },
    is: { offending: 1, keys: [['x']] },
  },
  'all groups hold': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'y'],
    ],
    and: { groupBy: ['g'], ...rows(1) },
    is: 'pass',
  },
  'groups and where': {
    settings: { column: 'a' },
    columns: ag,
    rows: [
      [null, 'x'],
      [null, 'x'],
      [1, 'x'],
      [null, 'y'],
    ],
    and: { groupBy: ['g'], where: "g is not null and g <> 'y'", ...percent(50) },
    is: { offending: 1, sample: [['x', 2, 3]] },
  },
  'a group that is not there': {
    settings: { column: 'a' },
    columns: ag,
    rows: [],
    and: { groupBy: ['h'] },
    is: { status: 'error', problem: { code: 'checks/unknown-column' } },
  },
  'a key of its own': { settings: { column: 'a' }, columns: ag, rows: [[null, 'x']], and: { key: ['g'] }, is: { keyColumns: ['g'], keys: [['x']] } },
});
cases('regex', {
  'a dear condition, where': {
    settings: { column: 'g', pattern: '^x' },
    columns: ag,
    rows: [
      [1, 'y'],
      [2, 'y'],
      [2, 'x'],
    ],
    and: { where: 'a = 2' },
    is: { offending: 1 },
  },
  'a dear condition, mostly': {
    settings: { column: 'g', pattern: '^x' },
    columns: ag,
    rows: [
      [1, 'y'],
      [2, 'x'],
      [2, 'x'],
      [3, 'x'],
    ],
    and: percent(25),
    is: { status: 'pass', value: 0.75 },
  },
});
cases('expression', {
  'where and mostly': {
    settings: { expression: 'a > 1' },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
      [0, 'y'],
    ],
    and: { where: "g = 'x'", ...percent(50) },
    is: { status: 'pass', value: 0.5 },
  },
});

// how: statement
cases('sql', {
  'severity alters nothing of the finding': {
    settings: { sql: 'select * from flights' },
    columns: ag,
    rows: [[1, 'x']],
    and: { severity: 'warning' },
    is: { offending: 1 },
  },
  mostly: {
    settings: { sql: 'select * from flights where a = 1; -- the end' },
    columns: ag,
    rows: [
      [1, 'x'],
      [2, 'x'],
    ],
    and: percent(50),
    is: { status: 'pass', value: 0.5 },
  },
});

test('a failure of severity warning warns, and holds nothing back', async () => {
  const form = { checks: { c: { type: 'notNull' as const, settings: { column: 'a' }, severity: 'warning' as const } } };
  const found = await findings(engine, form, table('a INTEGER', ...cells(null)));
  const [finding] = [...found.values()];
  expect(finding && settle(rule(form) as Rule, finding, []).settled).toBe('warn');
});

test('a condition and an expression are given to the parser as statements of their own', () => {
  const statements = (type: 'expression' | 'notNull', settings: object, where?: string) =>
    ruleStatements(rule({ checks: { c: { type, settings, ...(where === undefined ? {} : { where }) } } }));
  expect(statements('expression', { expression: 'a > 1 -- one' }, 'b')).toEqual([
    'select * from "flights" where (a > 1 -- one\n)',
    'select * from "flights" where (b\n)',
  ]);
  expect(statements('notNull', { column: 'a' })).toEqual([]);
});

test('of several rules in one question the one with the bad condition alone is an error', async () => {
  for (const flights of [table('a INTEGER', [1], [null]), await asFile(table('a INTEGER', [1], [null]))]) {
    const notNull = { type: 'notNull' as const, settings: { column: 'a' } };
    const found = await findings(
      engine,
      { checks: { good: notNull, bad: { ...notNull, where: 'nope' }, other: { type: 'rowCount', settings: { min: 1 } } } },
      flights,
    );
    expect([...found.values()].map((f) => f.status)).toEqual(['fail', 'error', 'pass']);
  }
});

test('what is expected is told with its modifiers', async () => {
  const text = (modifiers: object) => rule({ checks: { c: { type: 'notNull', settings: { column: 'a' }, ...modifiers } } }).expectation;
  expect(text({ where: 'a > 1', groupBy: ['g'], ...percent(0.5) })).toBe('not null in at least 99.5 % of the rows for each g where a > 1');
  expect(text({ tolerance: { unit: 'rows', between: [1, 5] } })).toBe('not null offending between 1 and 5 rows');
  expect(await ask('notNull', { settings: { column: 'a' }, and: rows(0) }, table('a INTEGER', [1]))).toMatchObject({ status: 'pass', value: 0 });
});

test('what an expression or a condition may call is what any SQL may', async () => {
  const parsed = async (sql: string) => (await engine.parse([{ sql, origin: { file: 'a.yaml', line: 1 } }]))[0];
  const of = (expression: string) => ruleStatements(rule({ checks: { c: { type: 'expression', settings: { expression } } } }))[0] ?? '';
  expect(await parsed(of('a > 1'))).toMatchObject({ ok: true, value: { clock: false } });
  expect(await parsed(of('a < now() and b in (select x from o)'))).toMatchObject({
    ok: true,
    value: { clock: true, reads: [{ name: 'flights' }, { name: 'o' }] },
  });
  expect(await parsed(of('random() < 0.5'))).toMatchObject({ ok: false, problems: [{ code: 'engine/function-refused' }] });
  expect(await parsed(of("a in (select 1 from read_csv('/etc/hosts'))"))).toMatchObject({ ok: false, problems: [{ code: 'engine/file-read' }] });
  expect((await parsed(of('a > 1); select (1')))?.ok).toBe(false);
});

test('what a rule puts beside the values of a personal column is masked with them', async () => {
  const form = { key: ['id'], checks: { c: { type: 'monotone' as const, settings: { column: 'Weight', by: ['id'] } } } };
  const found = (await findings(engine, form, table('id INTEGER, weight INTEGER', [1, 80], [2, 79]))).get('c');
  if (!found) throw new Error('no finding');
  expect(found).toMatchObject({ columns: ['id', 'weight', 'previous'], sample: [[2, 79, 80]], keys: [['2']] });
  expect(masked(found, rule(form), ['weight'])).toMatchObject({ sample: [[2, '•••', '•••']], keys: [['2']] });
  expect(masked(found, rule(form), ['ID'])).toMatchObject({ sample: [['•••', 79, '•••']], keys: [['•••']] });
  expect(masked(found, rule(form), [])).toEqual(found);
});

// an expression may call a column by its table, whatever the rule is narrowed by
const byTable = { settings: { expression: 'flights.a > 0' }, columns: ag };
const ofGroups = [
  [1, 'x'],
  [-1, 'x'],
  [-2, 'y'],
] as const;
cases('expression', {
  'of the table by its name': { ...byTable, rows: ofGroups, is: { offending: 2 } },
  'of the table by its name, with where': {
    ...byTable,
    rows: ofGroups,
    and: { where: "flights.g = 'x'" },
    is: { offending: 1, sample: [[-1, 'x']] },
  },
  'of the table by its name, with where and mostly': {
    ...byTable,
    rows: ofGroups,
    and: { where: "flights.g = 'x'", ...percent(60) },
    is: { status: 'pass', value: 0.5 },
  },
  'of the table by its name, with where and groups': {
    ...byTable,
    rows: ofGroups,
    and: { where: 'flights.a > -2', groupBy: ['g'], ...rows(0) },
    is: { offending: 1, sample: [['x', 1, 2]] },
  },
});
cases('foreignKey', {
  'with where': {
    settings: { columns: ['a'], table: 'flights', to: ['b'] },
    columns: 'a INTEGER, b INTEGER',
    rows: [
      [1, 1],
      [2, 1],
      [3, 1],
    ],
    and: { where: 'flights.a < 3' },
    is: { offending: 1, sample: [[2, 1]] },
  },
});
