// Every Problem of a product's files: its code, its place (marked by ▸ in the text), and what it says.

import { expect, test } from 'vitest';
import { marks, problemsOf, spell } from './from-text.ts';

type Texts = Readonly<Record<string, string>>;
const trivet = (text: string): Texts => ({ 'trivet.yaml': `product: tested\n${text}\n` });
const asset = (text: string): Texts => ({ 'assets/hourly.sql': 'select 1 as hour', 'assets/hourly.yaml': `${text}\n` });
const source = (text: string): Texts => ({ 'sources/flights.yaml': `${text}\n` });
const tests = (text: string): Texts => ({ 'assets/hourly.sql': 'select 1 as hour', 'tests/hourly.yaml': `${text}\n` });
const acceptances = (text: string): Texts => ({ 'acceptances.yaml': `${text}\n` });

/** Name of the case: the files, the code, and a piece of the message or the remedy. */
const cases: Readonly<Record<string, readonly [Texts, string, string]>> = {
  'yaml syntax': [trivet('problem: ▸gate: planners'), 'yaml-syntax', 'a text that holds `: `'],
  'yaml tab': [asset('columns:\n▸\thour: integer'), 'yaml-syntax', 'indent with spaces'],
  'unclosed list': [asset('key: [hour▸\n'), 'yaml-syntax', 'not valid YAML'],
  'two documents': [trivet('▸---\nproduct: other'), 'yaml-syntax', 'one document'],
  'an alias of nothing': [asset('key: ▸*nowhere'), 'yaml-syntax', '`&nowhere`'],
  'a key twice': [trivet('▸product: again'), 'duplicate-key', 'first in line 1'],
  'a column twice, by case': [
    asset('columns:\n  hour: integer\n  ▸Hour: text'),
    'duplicate-key',
    'first in line 2 as `hour`; names match case-insensitively',
  ],
  'an unknown key': [trivet('▸onwer: { team: departures }'), 'unknown-key', 'did you mean `owner`'],
  'an unknown key far from any': [trivet('▸motto: be early'), 'unknown-key', 'the keys known here are `product`'],
  'an unknown key inside': [asset('columns:\n  hour: { type: integer, ▸requierd: true }'), 'unknown-key', 'did you mean `required`'],
  "an object's own key": [trivet('▸constructor: 1'), 'unknown-key', 'is not a key'],
  'no product': [{ 'trivet.yaml': '▸problem: none\n' }, 'missing-key', '`product` is missing'],
  'an empty trivet.yaml': [{ 'trivet.yaml': '▸' }, 'missing-key', '`product` is missing'],
  'a bad product name': [{ 'trivet.yaml': 'product: ▸Airport Delays\n' }, 'bad-value', 'small letters'],
  'a list for a map': [trivet('owner: ▸[departures]'), 'wrong-kind', '`owner` is a list'],
  'a number for a text': [trivet('problem: ▸5'), 'wrong-kind', 'is a number, `5`; a text is expected'],
  'nothing for a text': [trivet('owner:\n  team: departures\n  contact:▸\n'), 'wrong-kind', '`owner.contact` is empty'],
  'a bad duration': [trivet('impact: { stale: { costs: 20 USD/h, after: ▸1 hour } }'), 'bad-duration', '`24h`'],
  'bad money': [trivet('owner: { team: a, waking_costs: ▸500 dollars }'), 'bad-money', '`500 USD`'],
  'money where a rate is needed': [trivet('impact: { wrong: { costs: ▸4000 USD } }'), 'bad-rate', '`5000 USD/day`'],
  'a number where a rate is needed': [trivet('impact: { wrong: { costs: ▸4000 } }'), 'bad-rate', '`5000 USD/day`'],
  'a bad level': [trivet('impact: ▸hihg'), 'bad-choice', 'did you mean `high`'],
  'two currencies': [trivet('impact: { wrong: { costs: ▸20 EUR/h } }'), 'different-currencies', 'waking_costs: 500 EUR'],
  'a bad clock': [trivet('clock: ▸2001-02-30T06:00:00-08:00'), 'bad-clock', 'no day 2001-02-30'],
  'a clock without offset': [trivet('clock: ▸2001-03-04T06:00:00'), 'bad-clock', 'no offset'],
  'a bad variable': [trivet('variables: [REGION, ▸my-region]'), 'bad-value', 'the name of a variable'],
  'a variable twice but for case': [trivet('variables:\n  - REGION\n  - ▸Region'), 'duplicate-key', 'first in line 3 as `REGION`'],
  'a variable twice': [trivet('variables:\n  - REGION\n  - ▸REGION'), 'duplicate-key', 'first in line 3'],
  'a bad percentage': [asset('columns:\n  hour: { required: ▸99.5 }'), 'bad-percentage', '`99.5%`'],
  'a percentage above all': [asset('columns:\n  hour: { required: ▸101% }'), 'bad-percentage', 'from 0 to 100'],
  'a bad reference': [asset('columns:\n  hour: { references: ▸airports }'), 'bad-value', 'airports.iata'],
  'a reference to nothing': [asset('columns:\n  hour: { references: ▸hourli.hour }'), 'unknown-asset', 'did you mean `hourly`'],
  'a bad severity': [asset('columns:\n  hour: { severity: ▸warn }'), 'bad-choice', 'choose one of `error`, `warning`'],
  'min above max': [asset('columns:\n  ▸hour: { min: 24, max: 0 }'), 'empty-range', 'min 24 is above its max 0'],
  'rows: min above max': [asset('rows:\n  ▸min: 10\n  max: 5'), 'empty-range', '`rows` allows nothing'],
  'a fraction of a row': [asset('rows: { min: ▸1.5 }'), 'bad-value', 'a whole number'],
  'a check without sql': [asset('checks:\n  whole: ▸{ severity: error }'), 'missing-key', '`checks.whole.sql` is missing'],
  'a range without bounds': [asset('checks:\n  c: { range: ▸{ column: a } }'), 'says-nothing', '`checks.c.range` says nothing'],
  'a row count without bounds': [asset('checks:\n  c: { rowCount: ▸{ } }'), 'says-nothing', 'a bound is expected'],
  'a schema of nothing': [asset('checks:\n  c: { schema: ▸{ } }'), 'says-nothing', '`unchanged: true`'],
  'a tolerance of nothing': [
    asset('checks:\n  ▸c: { notNull: { column: a }, offending: { unit: percent } }'),
    'says-nothing',
    '`checks.c.offending`',
  ],
  'bounds that exclude each other': [
    asset('checks:\n  c: { range: ▸{ column: a, between: [1, 5], above: 7 } }'),
    'empty-range',
    'min 7 is above its max 5',
  ],
  'a between from high to low': [asset('checks:\n  c: { rowCount: ▸{ between: [5, 1] } }'), 'empty-range', '`checks.c.rowCount` allows nothing'],
  'a notBetween from high to low': [asset('checks:\n  c: { rowCount: ▸{ notBetween: [5, 1] } }'), 'empty-range', '`checks.c.rowCount.notBetween`'],
  'an open range of one value': [asset('checks:\n  c: { range: ▸{ column: a, min: 5, below: 5 } }'), 'empty-range', 'allows nothing'],
  'a between of three': [asset('checks:\n  c: { range: { column: a, between: ▸[1, 2, 3] } }'), 'bad-value', 'a list of two'],
  'a correlation of one column': [asset('checks:\n  c: { correlation: { columns: ▸[a], min: 0 } }'), 'bad-value', '`[a]`; a list of two'],
  'where of a SELECT': [asset('checks:\n  ▸c: { sql: select 1, where: a > 1 }'), 'no-sense', 'itself says which rows'],
  'groups of a table': [
    asset('checks:\n  ▸c: { schema: { unchanged: true }, groupBy: a }'),
    'no-sense',
    '`groupBy` has no sense with the check type schema',
  ],
  'mostly of one value': [asset('checks:\n  ▸c: { rowCount: { min: 1 }, mostly: 99% }'), 'no-sense', 'with `groupBy` it would be'],
  'offending of one value': [
    asset('checks:\n  ▸c: { sqlValue: { sql: select 1, is: 1 }, offending: { max: 5 } }'),
    'no-sense',
    'judged by one value',
  ],
  'mostly and offending': [asset('checks:\n  ▸c: { notNull: { column: a }, mostly: 99%, offending: { max: 5 } }'), 'no-sense', 'both say'],
  'a key of what names itself': [asset('checks:\n  ▸c: { unique: { columns: a }, key: b }'), 'no-sense', 'name what offends'],
  'percent of a mean': [
    asset('checks:\n  c: { aggregate: ▸{ column: a, measure: mean, percent: 5, min: 1 } }'),
    'no-sense',
    'only `percentile` has one',
  ],
  'a percentile above all': [
    asset('checks:\n  c: { aggregate: ▸{ column: a, measure: percentile, percent: 101, min: 1 } }'),
    'bad-value',
    'from 0 to 100',
  ],
  'a column of no other table': [
    asset('checks:\n  c: { aggregate: ▸{ column: a, measure: mean, other: b, min: 1 } }'),
    'no-sense',
    'no `table` is named',
  ],
  'near to no other table': [
    asset('checks:\n  c: { aggregate: ▸{ column: a, measure: mean, within: 5%, min: 1 } }'),
    'no-sense',
    'no `table` is named',
  ],
  'another table and bounds': [
    asset('checks:\n  c: { aggregate: ▸{ column: a, measure: mean, table: hourly, min: 1 } }'),
    'no-sense',
    'make two checks of it',
  ],
  'an aggregate without bounds': [asset('checks:\n  c: { aggregate: ▸{ column: a, measure: mean } }'), 'says-nothing', 'a bound is expected'],
  'the order of no columns': [asset('checks:\n  c: { schema: ▸{ ordered: true } }'), 'no-sense', 'no `columns` are named'],
  'no others than no columns': [asset('checks:\n  c: { schema: ▸{ unchanged: true, closed: true } }'), 'no-sense', 'no `columns` are named'],
  'a reference with too few partners': [
    asset('checks:\n  c: { foreignKey: ▸{ columns: [a, b], table: hourly, to: [x] } }'),
    'unequal-columns',
    'names 2 of its own columns and 1',
  ],
  'a negative tolerance': [asset('checks:\n  c: { tableDiff: ▸{ table: hourly, key: [a], tolerance: -1 } }'), 'bad-value', '0 or more'],
  'gaps without a step': [asset('checks:\n  c: { gaps: ▸{ column: a, every: 0 } }'), 'bad-value', 'a step greater than 0'],
  'a length of nothing': [asset('columns:\n  ▸hour: { length: { } }'), 'says-nothing', '`columns.hour.length`'],
  'a length from high to low': [asset('columns:\n  ▸hour: { length: { min: 5, max: 1 } }'), 'empty-range', 'min 5 is above its max 1'],
  'a check with a bad name': [asset('checks:\n  ▸usual flights: { sql: select 1 }'), 'bad-value', '`usual flights`'],
  'a check with a taken name': [asset('checks:\n  ▸rows: { sql: select 1 }'), 'reserved-name', '`rows-holds`'],
  'an empty key': [asset('key: ▸[]'), 'bad-value', 'not empty'],
  'a source without path': [source('▸description: flights'), 'missing-key', '`path` is missing'],
  'a source over the network': [source('path: ▸s3://bucket/flights.parquet'), 'bad-path', 'nothing is read over the network'],
  'an unknown ending': [source('path: ▸data/flights/*'), 'unknown-format', '`format: parquet`'],
  'two endings': [source('path: ▸[a.csv, b.parquet]'), 'mixed-formats', 'one format'],
  'an option of another format': [source('path: a.parquet\ndelimiter: ▸";"'), 'option-not-for-format', 'this source is parquet'],
  'a test without a name': [tests('- ▸expect: []'), 'missing-key', '`[1].name` is missing'],
  'a test with a list in a row': [tests('- name: one\n  expect: [{ hour: ▸[1] }]'), 'wrong-kind', 'a single value'],
  'a short row': [
    tests('- name: one\n  expect:\n    columns: [a, b]\n    rows: [[1, 2], ▸[1]]'),
    'row-length',
    'this row has 1 values, and there are 2 columns',
  ],
  'a test twice': [tests('- { name: one, expect: [] }\n- { name: ▸one, expect: [] }'), 'duplicate-key', 'first in line 1'],
  'a test with a bad clock': [tests('- { name: one, clock: ▸yesterday, expect: [] }'), 'bad-clock', 'a day, a time and an offset'],
  'tests that are no list': [tests('▸name: one'), 'wrong-kind', '`tests/hourly.yaml` is a map; a list'],
  'an acceptance without reason': [
    acceptances('- ▸check: a.b\n  by: sam\n  when: 2001-03-01T06:00:00Z\n  value: 1'),
    'missing-key',
    'because` is missing',
  ],
  'an acceptance of nothing': [
    acceptances('- { check: ▸a.b, because: c, by: sam, when: 2001-03-01T06:00:00Z }'),
    'acceptance-of-nothing',
    "`trivet accept a.b --because 'TEXT'`",
  ],
};

for (const [name, [texts, code, says]] of Object.entries(cases)) {
  test(`${name} is a Problem at its place`, () => {
    const problems = problemsOf(texts);
    expect(problems.map(spell)).toEqual(marks(texts).map((mark) => `product/${code} ${mark}`));
    const [problem] = problems;
    expect(`${problem?.message}\n${problem?.remedy}`).toContain(says);
    expect(problem).toMatchObject({ leg: 'development', severity: 'error' });
    const { file = '', line = 0 } = problem?.at ?? {};
    expect(problem?.at?.source).toBe(texts[file]?.replaceAll('▸', '').split('\n')[line - 1] ?? '');
  });
}

/** Problems of a whole file have no line. */
const ofFiles: Readonly<Record<string, readonly [Texts, string, string]>> = {
  'a bad name': [{ 'assets/by-hour.sql': 'select 1' }, 'bad-name assets/by-hour.sql', "mv 'assets/by-hour.sql' 'assets/by_hour.sql'"],
  'two files of one name': [
    { 'assets/Hourly.sql': 'select 1', 'assets/old/hourly.sql': 'select 1' },
    'duplicate-name assets/old/hourly.sql',
    'assets/Hourly.sql and assets/old/hourly.sql',
  ],
  'a source and an asset of one name': [
    { 'sources/hourly.yaml': 'path: a.csv', 'assets/hourly.sql': 'select 1' },
    'duplicate-name assets/hourly.sql',
    'sources/hourly.yaml and assets/hourly.sql',
  ],
  'two yaml files of one asset': [
    { 'assets/hourly.sql': 'select 1', 'assets/hourly.yaml': '', 'assets/hourly.yml': '' },
    'duplicate-name assets/hourly.yml',
    'assets/hourly.yaml and assets/hourly.yml',
  ],
  'a yaml without its sql': [
    { 'assets/hourly.sql': 'select 1', 'assets/houly.yaml': 'key: hour' },
    'yaml-without-code assets/houly.yaml',
    'did you mean `assets/hourly.sql`',
  ],
  'other code': [{ 'assets/model.py': 'pass' }, 'unsupported-code assets/model.py', 'belongs into lib/'],
  'a file of types': [{ 'assets/model.d.ts': '' }, 'unsupported-code assets/model.d.ts', 'a .sql or a .ts file'],
  'sql and typescript of one name': [
    { 'assets/hourly.sql': 'select 1', 'assets/hourly.ts': '' },
    'duplicate-name assets/hourly.ts',
    'assets/hourly.sql and assets/hourly.ts',
  ],
  'an output with a bad name': [{ 'outputs/by-hour.sql': 'select 1' }, 'bad-name outputs/by-hour.sql', "the output's name"],
  'two outputs of one name': [
    { 'outputs/late.sql': 'select 1', 'outputs/old/Late.sql': 'select 1' },
    'duplicate-name outputs/old/Late.sql',
    'outputs/late.sql and outputs/old/Late.sql',
  ],
  'an output without its sql': [
    { 'outputs/late.sql': 'select 1', 'outputs/laet.yaml': '' },
    'output-without-query outputs/laet.yaml',
    'did you mean `outputs/late.sql`',
  ],
  'an output of nothing': [{ 'outputs/late.yaml': 'description: late' }, 'output-without-query outputs/late.yaml', '`model: NAME`'],
  'sql among the sources': [{ 'sources/hourly.sql': 'select 1' }, 'stray-file sources/hourly.sql', "mv 'sources/hourly.sql' assets/"],
  'tests of nothing': [{ 'assets/hourly.sql': 'select 1', 'tests/hourli.yaml': '' }, 'unknown-asset tests/hourli.yaml', 'did you mean `hourly`'],
  'tests of a source': [
    { 'sources/hourly.yaml': 'path: a.csv', 'tests/hourly.yaml': '' },
    'source-is-not-tested tests/hourly.yaml',
    'sources/hourly.yaml',
  ],
};

for (const [name, [texts, spelled, says]] of Object.entries(ofFiles)) {
  test(`${name} is a Problem of the file`, () => {
    const problems = problemsOf(texts);
    expect(problems.map(spell)).toEqual([`product/${spelled}`]);
    expect(`${problems[0]?.message}\n${problems[0]?.remedy}`).toContain(says);
  });
}

test('all Problems of all files come at once, in order of file and line', () => {
  const texts = {
    'acceptances.yaml': '- { check: a, because: b, by: c, when: ▸never, value: 1 }\n',
    'assets/hourly.sql': 'select 1 as hour',
    'assets/hourly.yaml': '▸kye: hour\nrows: { min: ▸-1 }\ncolumns:\n  hour: { references: ▸x.y, min: ▸[1] }\n',
    'sources/flights.yaml': 'path: a.csv\nrows: ▸10\n',
    'trivet.yaml': 'product: tested\nclock: ▸now\nimpact: ▸none\n',
  };
  expect(problemsOf(texts).map((p) => spell(p).split(' ')[1])).toEqual(marks(texts));
});

test("a syntax error in one file leaves the others' Problems, and adds none about its absence", () => {
  const texts = {
    'sources/flights.yaml': 'path: [a.csv\n',
    'assets/hourly.sql': 'select 1',
    'assets/hourly.yaml': 'columns:\n  a: { references: flights.x, mni: 1 }\n',
  };
  expect(problemsOf(texts).map((p) => p.code)).toEqual(['product/unknown-key', 'product/yaml-syntax']);
});

test('no trivet.yaml is a Problem that says how to make one', async () => {
  const { parseProduct } = await import('../../src/product/index.ts');
  const outcome = parseProduct({ files: [], codeFolder: '/nowhere', folder: '/nowhere' });
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'product/no-trivet-file', leg: 'development' }] });
});

test('windows line ends do not move a place, nor stay in the source line', () => {
  const [problem] = problemsOf({ 'trivet.yaml': 'product: tested\r\nonwer: a\r\n' });
  expect(problem?.at).toEqual({ file: 'trivet.yaml', line: 2, column: 1, source: 'onwer: a', length: 5 });
});
