// Valid products that run as a service: outputs, scripts, promises, addressees, shorthands and long forms alike.

import { expect, test } from 'vitest';
import { valid } from './from-text.ts';

const day = 86_400_000;
const files = {
  'trivet.yaml': `product: airport-delays
solved: { metric: Bad_Hour.auc, better_than: [seen_share, bad_hour.usual_share], by: 0.02 }
owner: { team: departures, hours: Mon-Fri 08:00-18:00 America/Los_Angeles }
promises:
  LATE: { right: 99%, fresh: 24h, available: 99.9%, fast: 250ms }
  bad_hour:
    fresh: { within: 24h, by: Hourly.hour, target: 95%, over: 7d }
    available: { target: 100% }
    fast: { within: 1s, target: 90%, over: 1m }
notify:
  - file: alerts.ndjson
  - webhook: $HOOK_URL
  - slack: https://example.org/$TOKEN
  - pagerduty: $PAGERDUTY_KEY
  - command: ./tell.sh --loud
deadman: https://example.org/beat
schedule: "*/15  8-18 * JAN-MAR MON,wed"
publish: { parquet: ./published/here/ }
`,
  'assets/hourly.sql': 'select 1 as hour',
  'assets/bad_hour.ts': 'export function train() {}',
  'assets/bad_hour.yaml': `description: whether the coming hour is bad
reads: { HOURLY: [origin, hour], flights: }
settings: { epochs: 400, rate: 0.5, name: steep, verbose: false, seed: null }
columns:
  name: { personal: true }
`,
  'assets/plain.ts': 'export default () => []',
  'assets/listed.ts': 'export default () => []',
  'assets/listed.yaml': 'reads: [flights]\n',
  'sources/flights.yaml': 'path: data/flights/*.csv\ncolumns: { name: { personal: false } }\n',
  'outputs/late.sql': 'select * from hourly where origin = $origin',
  'outputs/Late.yaml': `description: how late each hour was
parameters:
  origin: { type: text, in: [SEA, SFO], default: SEA, description: airport }
  since: date
  share: { type: double, min: 0, max: 1, default: null }
consumers: [gate-planners, { name: board, contact: board@example.org, uses: the morning screen }]
timeout: 2s
max_rows: 500
`,
  'outputs/bad_hour.yaml': `model: BAD_HOUR
features: |
  -- the newest hour
  select * from hourly
`,
  'outputs/more/again.sql': 'select 1',
  'outputs/more/again.yaml': 'model: bad_hour\n',
  'lib/logistic.ts': 'export const sum = 1',
};

test('what the product is to solve names its model as the product writes it', () => {
  expect(valid(files).solved).toEqual({
    model: 'bad_hour',
    metric: 'auc',
    betterThan: ['seen_share', 'usual_share'],
    by: 0.02,
    at: expect.objectContaining({ file: 'trivet.yaml', line: 2, column: 19 }),
  });
  const short = { ...files, 'trivet.yaml': 'product: tested\nsolved: { metric: bad_hour.auc, better_than: seen }\n' };
  expect(valid(short).solved).toMatchObject({ betterThan: ['seen'], by: 0 });
});

test('promises come in the order of the outputs, with what is usual where nothing is said', () => {
  const { promises } = valid(files);
  expect(promises.map(({ at, ...rule }) => rule)).toEqual([
    { output: 'late', kind: 'fresh', within: day, target: 0.99, over: 30 * day },
    { output: 'late', kind: 'available', target: 0.999, over: 30 * day },
    { output: 'late', kind: 'fast', within: 250, target: 0.99, over: 30 * day },
    { output: 'late', kind: 'right', target: 0.99, over: 30 * day },
    { output: 'bad_hour', kind: 'fresh', within: day, by: { asset: 'hourly', column: 'hour' }, target: 0.95, over: 7 * day },
    { output: 'bad_hour', kind: 'available', target: 1, over: 30 * day },
    { output: 'bad_hour', kind: 'fast', within: 1000, target: 0.9, over: 60_000 },
  ]);
  expect(promises[0]?.at).toMatchObject({ file: 'trivet.yaml', line: 5, column: 30 });
  expect(promises[4]?.at).toMatchObject({ line: 7 });
});

test('addressees, the beat, the schedule and the folder that is published are as written', () => {
  const { notify, deadman, schedule, publish, owner } = valid(files);
  expect(notify.map(({ kind, target, at }) => [kind, target, at.line])).toEqual([
    ['file', 'alerts.ndjson', 11],
    ['webhook', '$HOOK_URL', 12],
    ['slack', 'https://example.org/$TOKEN', 13],
    ['pagerduty', '$PAGERDUTY_KEY', 14],
    ['command', './tell.sh --loud', 15],
  ]);
  expect(deadman).toMatchObject({ kind: 'webhook', target: 'https://example.org/beat', at: { line: 16 } });
  expect(schedule).toMatchObject({ cron: '*/15 8-18 * JAN-MAR MON,wed', at: { line: 17 } });
  expect(publish).toMatchObject({ parquet: './published/here/', at: { line: 18 } });
  expect(owner?.hours).toEqual({
    text: 'Mon-Fri 08:00-18:00 America/Los_Angeles',
    days: [1, 2, 3, 4, 5],
    from: 480,
    to: 1080,
    zone: 'America/Los_Angeles',
  });
});

test('a product that says none of it has none of it', () => {
  const product = valid({});
  expect(product).toMatchObject({ promises: [], notify: [], outputs: new Map() });
  for (const key of ['solved', 'deadman', 'schedule', 'publish'] as const) expect(product[key]).toBeUndefined();
});

test('a script has what it reads, as the product writes it, and its settings', () => {
  const { assets, files: all } = valid(files);
  expect([...assets.keys()]).toEqual(['flights', 'bad_hour', 'hourly', 'listed', 'plain']);
  const script = assets.get('bad_hour');
  expect(script).toMatchObject({
    kind: 'script',
    code: { path: 'assets/bad_hour.ts' },
    specFile: { path: 'assets/bad_hour.yaml' },
    description: 'whether the coming hour is bad',
    columns: [{ name: 'name', personal: true }],
    settings: { epochs: 400, rate: 0.5, name: 'steep', verbose: false, seed: null },
  });
  const reads = (name: string) => {
    const asset = assets.get(name);
    return asset?.kind === 'script' ? [...asset.reads].map(([table, { columns, at }]) => [table, columns, at.line]) : undefined;
  };
  expect(reads('bad_hour')).toEqual([
    ['hourly', ['origin', 'hour'], 2],
    ['flights', undefined, 2],
  ]);
  expect(reads('listed')).toEqual([['flights', undefined, 1]]);
  expect(reads('plain')).toEqual([]);
  expect(assets.get('plain')).not.toHaveProperty('specFile');
  for (const asset of assets.values()) expect(asset).not.toHaveProperty('scriptKeys');
  expect(assets.get('hourly')).not.toHaveProperty('reads');
  expect(assets.get('flights')?.columns[0]?.personal).toBe(false);
  expect(all.map((file) => file.path)).toContain('lib/logistic.ts');
});

test('an output of SQL has its parameters, its consumers and its limits', () => {
  const { outputs } = valid(files);
  expect([...outputs.keys()]).toEqual(['again', 'bad_hour', 'late']);
  const late = outputs.get('late');
  expect(late).toMatchObject({
    kind: 'sql',
    name: 'late',
    specFile: { path: 'outputs/Late.yaml' },
    description: 'how late each hour was',
    sql: 'select * from hourly where origin = $origin',
    sqlAt: { file: 'outputs/late.sql', line: 1, column: 1 },
    timeout: 2000,
    maxRows: 500,
    consumers: [{ name: 'gate-planners' }, { name: 'board', contact: 'board@example.org', uses: 'the morning screen' }],
  });
  expect(late?.parameters).toMatchObject([
    { name: 'origin', type: 'text', in: ['SEA', 'SFO'], default: 'SEA', description: 'airport', at: { line: 3, column: 3 } },
    { name: 'since', type: 'date' },
    { name: 'share', type: 'double', min: 0, max: 1, default: null },
  ]);
  expect(late?.parameters[1]).not.toHaveProperty('default');
  expect(late).not.toHaveProperty('model');
});

test("an output of a model has its features from the yaml or from its SQL, and may have its asset's name", () => {
  const { outputs } = valid(files);
  expect(outputs.get('bad_hour')).toMatchObject({
    kind: 'model',
    model: 'bad_hour',
    sql: '-- the newest hour\nselect * from hourly\n',
    sqlAt: { file: 'outputs/bad_hour.yaml', line: 3, column: 3 },
    parameters: [],
    consumers: [],
    timeout: 10_000,
    maxRows: 10_000,
    at: { file: 'outputs/bad_hour.yaml' },
  });
  expect(outputs.get('again')).toMatchObject({ kind: 'model', model: 'bad_hour', sql: 'select 1', sqlAt: { file: 'outputs/more/again.sql' } });
});

test('an output needs no yaml', () => {
  const { outputs } = valid({ 'outputs/late.sql': 'select 1' });
  expect(outputs.get('late')).toEqual({
    kind: 'sql',
    name: 'late',
    parameters: [],
    consumers: [],
    timeout: 10_000,
    maxRows: 10_000,
    sql: 'select 1',
    sqlAt: { file: 'outputs/late.sql', line: 1, column: 1 },
    at: { file: 'outputs/late.sql' },
  });
});

test('a script may have unit tests', () => {
  const tests = '- { name: one, given: { flights: [{ origin: SEA }] }, expect: [{ n: 1 }] }\n';
  expect(valid({ ...files, 'tests/plain.yaml': tests }).tests).toMatchObject([{ asset: 'plain', name: 'one' }]);
});

test.each([
  ['published', '*.parquet'],
  ['published', 'deliveries/**/*.parquet'],
  ['out/2001', 'out/2002/*.csv'],
  ['published', 'published.csv'],
])('%s may be published beside %s', (parquet, path) => {
  const texts = { 'trivet.yaml': `product: tested\npublish: { parquet: ${parquet} }\n`, 'sources/s.yaml': `path: "${path}"\n` };
  expect(valid(texts).publish?.parquet).toBe(parquet);
});

test.each([
  ['published', '**/*.parquet'],
  ['in', 'in/2001/day.csv'],
  ['in/2001', 'in/*.csv'],
  ['in/2001', 'in/20*/x.csv'],
])('%s is not published into %s', (parquet, path) => {
  const texts = { 'trivet.yaml': `product: tested\npublish: { parquet: ${parquet} }\n`, 'sources/s.yaml': `path: "${path}"\n` };
  expect(() => valid(texts)).toThrow('product/bad-target');
});
