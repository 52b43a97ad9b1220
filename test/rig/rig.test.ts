// The rig itself: a transcript that differs must fail, what may differ must not, and folders are products.

import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnvironment, normaliser, productFolder, temporaryFolder, transcript, writeFiles } from './index.ts';

/** A command that prints what it was given, then fails if told to. */
const fake = `process.stdout.write('args ' + JSON.stringify(process.argv.slice(2)) + '\\n');
process.stderr.write('in ' + process.cwd() + ' as ' + process.env.TRIVET_USER + '\\n');
process.stdout.write('took ' + Math.random().toFixed(2) + ' s on ' + new Date().toISOString() + '\\n');
process.exitCode = Number(process.env.TRIVET_CODE ?? 0);
`;

function scenario(text: string): { folder: string; command: string } {
  const folder = join(temporaryFolder(), 'scenario');
  mkdirSync(folder);
  writeFiles(folder, { 'transcript.txt': text, 'product/a.txt': 'from the scenario\n' });
  const other = temporaryFolder();
  writeFiles(other, { 'fake.mjs': fake });
  return { folder, command: join(other, 'fake.mjs') };
}

const good = `# What this shows.
$ trivet run "a b"
args ["run","a b"]
in <product> as tester
took # s on <time>

$ TRIVET_CODE=3 trivet
args []
in <product> as tester
took # s on <time>
[exit 3]

# Files and here-documents.
$ cat a.txt - <<'END'
> more
>   of it
> END
from the scenario
more
  of it
`;

test('a transcript that is true passes, whatever the times', async () => {
  const { folder, command } = scenario(good);
  const { expected, actual } = await transcript(folder, command);
  expect(actual).toBe(expected);
  expect(expected).toBe(good);
});

test.each([
  ['another word', 'from the scenario', 'from elsewhere'],
  ['another exit code', '[exit 3]', '[exit 2]'],
  ['a line less', 'in <product> as tester\n', ''],
])('a transcript that is false differs: %s', async (_, from, to) => {
  const { folder, command } = scenario(good.replace(from, to));
  const { expected, actual } = await transcript(folder, command);
  expect(actual).not.toBe(expected);
  expect(actual).toBe(good);
});

test('a transcript without a command is an error, not a pass', async () => {
  const { folder, command } = scenario('just words\n');
  await expect(transcript(folder, command)).rejects.toThrow('no line that begins with');
});

test('a product can start from a template, with files over it', () => {
  const folder = productFolder('empty', { 'assets/a.sql': 'select 1 as a\n' });
  expect(folder).toContain(' ');
  expect(folder).toBe(realpathSync(folder));
  expect(readFileSync(join(folder, 'assets/a.sql'), 'utf8')).toBe('select 1 as a\n');
  expect([existsSync(join(folder, 'trivet.yaml')), existsSync(join(folder, '.gitignore')), existsSync(join(folder, 'gitignore'))]).toEqual([
    true,
    true,
    false,
  ]);
  expect(() => productFolder('no-such')).toThrow('no template no-such');
});

test('two folders are never the same', () => {
  expect(productFolder({ 'a.txt': '' })).not.toBe(productFolder({ 'a.txt': '' }));
});

test('volatile words are renumbered in order of appearance, across the parts of a transcript', () => {
  const normalise = normaliser({ '<product>': '/tmp/a b', '<store>': '/tmp/a b/.trivet' });
  const long = `${'0123456789abcdef'.repeat(4)}`;
  expect(normalise(`/tmp/a b/.trivet/x /tmp/a b/y`)).toBe('<store>/x <product>/y');
  expect(normalise(`bundle ${long} and 9abc12de4f`)).toBe('bundle <digest 1> and <digest 2>');
  expect(normalise(`${long.slice(0, 12)} again, build 7, build 3, snapshot 7, build 7`)).toBe(
    '<digest 1> again, <build 1>, <build 2>, <snapshot 1>, <build 1>',
  );
  expect(normalise('departures  1,234   0.12 s\nhourly     12 s   4.2 MB pid 77')).toBe('departures  1,234 # s\nhourly # s # B pid #');
  expect(normalise('at 2026-11-23T05:06:07.123Z, 2026-11-23 05:06 UTC, on 2026-11-23')).toBe('at <time>, <time>, on <day>');
});

test('what is the same each time stays', () => {
  const text = 'clock 2001-03-04T06:00:00-08:00, run 3, release 2, 984 rows, 4000 USD/h, fresh 24h/day, 20010228, deadbeef, SEA 2001-02-28';
  expect(normaliser()(text)).toBe(text);
});

test('the environment of a command is made, not inherited', () => {
  process.env.TRIVET_ENGINE_TIMEZONE = 'UTC';
  try {
    const env = cleanEnvironment({ HOME: undefined, TRIVET_CLOCK: 'x' });
    expect([env.TRIVET_ENGINE_TIMEZONE, env.HOME, env.TRIVET_CLOCK, env.NO_COLOR]).toEqual([undefined, undefined, 'x', '1']);
  } finally {
    delete process.env.TRIVET_ENGINE_TIMEZONE;
  }
});
