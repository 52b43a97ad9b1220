// Every Problem of what runs as a service: outputs, scripts, promises, addressees. Its code, its place (marked by ▸), and what it says.

import { expect, test } from 'vitest';
import { marks, problemsOf, spell } from './from-text.ts';

type Texts = Readonly<Record<string, string>>;
const trivet = (text: string): Texts => ({
  'trivet.yaml': `product: tested\n${text}\n`,
  'outputs/late.sql': 'select 1',
  'assets/hourly.sql': 'select 1 as hour',
  'assets/bad_hour.ts': '',
});
const script = (text: string): Texts => ({ 'assets/hourly.sql': 'select 1 as hour', 'assets/bad_hour.ts': '', 'assets/bad_hour.yaml': `${text}\n` });
const late = (text: string): Texts => ({ 'outputs/late.sql': 'select 1', 'outputs/late.yaml': `${text}\n` });
const parameter = (text: string): Texts => late(`parameters:\n  p: { ${text} }`);
const model = (text: string): Texts => ({
  'assets/hourly.sql': 'select 1 as hour',
  'assets/bad_hour.ts': '',
  'outputs/bad_hour.yaml': `${text}\n`,
});

/** Name of the case: the files, the code, and a piece of the message or the remedy. */
const cases: Readonly<Record<string, readonly [Texts, string, string]>> = {
  'hours without a zone': [trivet('owner: { team: a, hours: ▸Mon-Fri 08:00-18:00 }'), 'bad-hours', 'and a time zone are expected'],
  'hours over midnight': [trivet('owner: { team: a, hours: ▸daily 22:00-06:00 UTC }'), 'bad-hours', 'not after the beginning'],
  'hours after the day': [trivet('owner: { team: a, hours: ▸daily 08:00-24:30 UTC }'), 'bad-hours', 'hours to 24:00'],
  'a zone with a slip': [
    trivet('owner: { team: a, hours: ▸Mon-Fri 08:00-18:00 America/Los_Angles }'),
    'unknown-zone',
    'did you mean `America/Los_Angeles`',
  ],
  'a zone without its region': [trivet('owner: { team: a, hours: ▸Mon-Fri 08:00-18:00 Berlin }'), 'unknown-zone', 'Europe/Berlin'],
  'a zone that is none': [trivet('owner: { team: a, hours: ▸Mon-Fri 08:00-18:00 Mars/Olympus }'), 'unknown-zone', 'IANA'],
  'a metric without its model': [trivet('solved: { metric: ▸auc, better_than: [seen] }'), 'bad-value', 'a model and its metric'],
  'a metric better than nothing': [trivet('solved: { metric: bad_hour.auc, better_than: ▸[] }'), 'bad-value', 'not empty'],
  'a metric of another model': [
    trivet('solved: { metric: bad_hour.auc, better_than: [seen, ▸other.usual] }'),
    'other-model',
    'have `bad_hour` return it too, and write `usual`',
  ],
  'a metric of no model': [trivet('solved: { metric: ▸bad_huor.auc, better_than: seen }'), 'unknown-model', 'did you mean `bad_hour`'],
  'a metric of SQL': [trivet('solved: { metric: ▸hourly.auc, better_than: seen }'), 'unknown-model', 'made by assets/hourly.sql'],
  'a promise of no output': [trivet('promises:\n  ▸laet: { fresh: 24h, available: 99% }'), 'unknown-output', 'did you mean `late`'],
  'an unknown promise': [trivet('promises:\n  late: { ▸frehs: 24h }'), 'unknown-key', 'did you mean `fresh`'],
  'a promise without its measure': [
    trivet('promises: { late: { fast: ▸{ target: 99% } } }'),
    'missing-key',
    '`promises.late.fast.within` is missing',
  ],
  'an age of nothing': [trivet('promises: { late: { fresh: ▸0s } }'), 'bad-value', 'a duration of at least 1ms'],
  'a window below a minute': [trivet('promises: { late: { right: { target: 99%, over: ▸30s } } }'), 'bad-value', 'at least 1min'],
  'a share without its sign': [trivet('promises: { late: { available: ▸99.9 } }'), 'bad-percentage', '%'],
  'an age by no table': [trivet('promises: { late: { fresh: { within: 1h, by: ▸hourli.at } } }'), 'unknown-asset', 'did you mean `hourly`'],
  'an age by no column': [trivet('promises: { late: { fresh: { within: 1h, by: ▸hourly } } }'), 'bad-value', 'a table and its column'],
  'an addressee of another kind': [trivet('notify: [{ ▸webhok: https://example.org }]'), 'unknown-key', 'did you mean `webhook`'],
  'two addressees in one': [trivet('notify:\n  - ▸file: alerts.ndjson\n    command: ./tell.sh'), 'bad-value', '`{ file, command }`'],
  'an addressee of none': [trivet('notify: [▸{}]'), 'bad-value', 'a map of one of `file`, `webhook`'],
  'a webhook that is no URL': [trivet('notify: [{ webhook: ▸example.org/hook }]'), 'bad-value', '$HOOK_URL'],
  'a beat that is no URL': [trivet('deadman: ▸beat'), 'bad-value', 'https://example.org/beat'],
  'alerts outside': [trivet('notify: [{ file: ▸../alerts.ndjson }]'), 'bad-target', "out of the product's folder"],
  'alerts among the code': [trivet('notify: [{ file: ▸assets/alerts.ndjson }]'), 'bad-target', 'assets/ holds'],
  'alerts as code': [trivet('notify: [{ file: ▸./package.json }]'), 'bad-target', "part of the product's code"],
  'alerts into a folder': [trivet('notify: [{ file: ▸alerts/ }]'), 'bad-target', 'it is a folder'],
  'a schedule of words': [trivet('schedule: ▸daily'), 'bad-schedule', 'it has one field'],
  'a schedule with seconds': [trivet('schedule: ▸0 0 6 * * *'), 'bad-schedule', 'it has 6 fields'],
  'a schedule at no minute': [trivet('schedule: ▸60 6 * * *'), 'bad-schedule', 'its minute is `60`, and goes from 0 to 59'],
  'a schedule on no day': [trivet('schedule: ▸0 6 30 2 *'), 'bad-schedule', 'no month has such a day'],
  'published into the data': [trivet('publish: { parquet: ▸data/published }'), 'bad-target', 'data/ holds'],
  'published anywhere': [trivet('publish: { parquet: ▸/srv/published }'), 'bad-target', "in the product's folder"],
  'published into the store': [trivet('publish: { parquet: ▸.trivet/out }'), 'bad-target', '.trivet is hidden'],
  'published over everything': [trivet('publish: { parquet: ▸. }'), 'bad-target', 'own folder'],
  'published by a variable': [trivet('publish: { parquet: ▸$OUT }'), 'bad-target', 'variables are not'],
  'published where a source reads': [
    { ...trivet('publish: { parquet: ▸deliveries/out }'), 'sources/flights.yaml': 'path: deliveries/*/*.parquet\n' },
    'bad-target',
    'the source `flights` reads `deliveries/*/*.parquet`',
  ],
  'a script that reads nothing there is': [script('reads: [hourly, ▸houly]'), 'unknown-asset', 'this reads `houly`'],
  'a script that reads twice': [script('reads: [hourly, ▸Hourly]'), 'duplicate-key', 'as `hourly`'],
  'a script that reads a column': [script('reads:\n  hourly: ▸hour'), 'wrong-kind', 'a list of columns'],
  'a setting that is a list': [script('settings: { epochs: ▸[1] }'), 'wrong-kind', 'a single value'],
  'reads beside SQL': [
    { 'assets/hourly.sql': 'select 1 as hour', 'assets/hourly.yaml': 'reads: ▸[flights]\n' },
    'only-for-scripts',
    'SQL, which names its tables itself',
  ],
  'settings beside SQL': [
    { 'assets/hourly.sql': 'select 1 as hour', 'assets/hourly.yaml': 'settings:\n  ▸epochs: 4\n' },
    'only-for-scripts',
    'remove `settings:`',
  ],
  'personal or not': [script('columns:\n  name: { personal: ▸maybe }'), 'wrong-kind', '`true` or `false`'],
  'a parameter of no type': [late('parameters:\n  p: ▸{ in: [SEA] }'), 'missing-key', '`parameters.p.type` is missing'],
  'a parameter of another type': [parameter('type: ▸string'), 'bad-choice', 'did you mean `text`'],
  "a parameter of an object's own key": [parameter('type: ▸constructor'), 'bad-choice', 'choose one of `text`'],
  'a scale above its width': [late('parameters:\n  p: ▸decimal(2,3)'), 'bad-choice', 'decimal(10,2)'],
  'a parameter with a bad name': [late('parameters:\n  ▸by-hour: text'), 'bad-value', '`by-hour`'],
  'a default of another type': [parameter('type: integer, default: ▸SEA'), 'not-of-type', 'a whole number of 32 bits'],
  'a choice of another type': [parameter('type: text, in: [SEA, ▸7]'), 'not-of-type', '`parameters.p.in[2]` is `7`'],
  'a choice of no value': [parameter('type: text, in: [SEA, ▸null]'), 'not-of-type', 'a text'],
  'a bound of another type': [parameter('type: date, min: ▸2001-02-30'), 'not-of-type', '`min: 2001-02-28`'],
  'a bound of yes and no': [parameter('type: boolean, max: ▸1'), 'not-of-type', 'no bound is expected'],
  'bounds that leave nothing': [parameter('type: date, min: ▸2001-03-01, max: 2001-02-28'), 'empty-range', '`parameters.p` allows nothing'],
  'a default that is no choice': [parameter('type: text, in: [SEA, SFO], default: ▸SAE'), 'default-refused', 'did you mean `SEA`'],
  'a default above the greatest': [parameter('type: integer, max: 23, default: ▸24'), 'default-refused', 'its own `max` refuses'],
  'a default below the least': [
    parameter('type: timestamptz, min: 2001-01-01T00:00:00Z, default: ▸2001-01-01T00:00:00+01:00'),
    'default-refused',
    '`min`',
  ],
  'a consumer without a name': [late('consumers: [▸{ contact: a@example.org }]'), 'missing-key', '.name` is missing'],
  'no time at all': [late('timeout: ▸0s'), 'bad-value', 'at least 1ms'],
  'no rows at all': [late('max_rows: ▸0'), 'bad-value', 'a whole number, 1 or more'],
  'a model that is not there': [model('model: ▸bad_huor\nfeatures: select 1 as x'), 'unknown-model', 'did you mean `bad_hour`'],
  'a model that is SQL': [model('model: ▸hourly\nfeatures: select 1 as x'), 'unknown-model', 'a model by a .ts file'],
  'a model that predicts from nothing': [model('model: ▸bad_hour'), 'model-without-features', 'into outputs/bad_hour.sql'],
  'features of no model': [model('features: ▸select 1 as x'), 'features-without-model', 'say `model: NAME`'],
  'features twice': [
    { ...model('model: bad_hour\nfeatures: ▸select 1 as x'), 'outputs/bad_hour.sql': 'select 1' },
    'two-queries',
    'by outputs/bad_hour.sql',
  ],
};

for (const [name, [texts, code, says]] of Object.entries(cases)) {
  test(`${name} is a Problem at its place`, () => {
    const problems = problemsOf(texts);
    expect(problems.map(spell)).toEqual(marks(texts).map((mark) => `product/${code} ${mark}`));
    expect(`${problems[0]?.message}\n${problems[0]?.remedy}`).toContain(says);
    expect(problems[0]).toMatchObject({ leg: 'development', severity: 'error' });
  });
}

test('one output that is not there is one Problem, however much is promised of it', () => {
  const problems = problemsOf({ 'trivet.yaml': 'product: tested\npromises:\n  nothing: { fresh: 1h, available: 99%, fast: 1s, right: 99% }\n' });
  expect(problems.map(spell)).toEqual(['product/unknown-output trivet.yaml:3:3']);
  expect(problems[0]?.remedy).toContain('outputs/nothing.sql');
});

test('an output whose yaml is wrong is there all the same', () => {
  const problems = problemsOf({ ...trivet('promises: { late: { fresh: 1h } }'), 'outputs/late.yaml': 'timeout: never\n' });
  expect(problems.map(spell)).toEqual(['product/bad-duration outputs/late.yaml:1:10']);
});
