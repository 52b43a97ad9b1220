import { expect, test } from 'vitest';
import { dispatch, type Host } from '../../src/cli/dispatch.ts';
import { colourOf, widthOf } from '../../src/cli/host.ts';
import { processEffects, userName } from '../../src/effects.ts';
import { palette } from '../../src/telemetry/index.ts';
import { fakeVerbs } from './fake-verbs.ts';

async function trivet(argv: readonly string[], variables: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const host: Host = {
    verbs: fakeVerbs,
    version: () => '9.9.9',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    outPalette: palette(false),
    errorPalette: palette(false),
    width: 80,
    interactive: false,
    effects: { ...processEffects(), variables },
    cwd: '/home/ann/my product',
    signal: new AbortController().signal,
  };
  const code = await dispatch(argv, host);
  return { code, out: out.join(''), err: err.join('') };
}

async function document(argv: readonly string[], variables: Record<string, string> = {}) {
  const { out, err } = await trivet([...argv, '--json'], variables);
  expect(err).toBe('');
  return JSON.parse(out);
}

test('arguments and flags reach the verb with their types and defaults', async () => {
  const seen = await document([
    'echo',
    'departures',
    'a',
    'b',
    '--columns',
    'origin,delay',
    '--columns=day',
    '--order',
    'down',
    '--limit=5',
    '--all',
    '--wait',
    '1.5m',
  ]);
  expect(seen).toMatchObject({
    asset: 'departures',
    others: ['a', 'b'],
    limit: 5,
    order: 'down',
    wait: 90_000,
    columns: ['origin', 'delay', 'day'],
    all: true,
  });
  expect(seen.problems).toEqual([]);
  expect(await document(['echo', 'x'])).toMatchObject({
    others: [],
    limit: 20,
    wait: 600_000,
    columns: [],
    all: false,
    shared: { set: {}, quiet: false },
  });
});

test('shared flags stand before or after the verb; a flag wins over its variable', async () => {
  const { shared } = await document(['--store', 'kept here', '--set', 'engine.timezone=UTC', 'echo', 'x', '--set=engine.Memory=1=2']);
  expect(shared).toMatchObject({ store: '/home/ann/my product/kept here', set: { timezone: 'UTC', memory: '1=2' } });
  const variables = { TRIVET_STORE: '/stores/a', TRIVET_CLOCK: '2001-03-04T06:00:00-08:00' };
  expect((await document(['echo', 'x'], variables)).shared).toMatchObject({ store: '/stores/a', clock: variables.TRIVET_CLOCK });
  expect((await document(['echo', 'x', '--store', '/b'], variables)).shared.store).toBe('/b');
});

test('after -- everything is an argument', async () => {
  const { out } = await trivet(['echo', '--json', '--', '--all', '--json']);
  expect(JSON.parse(out)).toMatchObject({ asset: '--all', others: ['--json'], all: false });
});

test.each([
  [['ecko', 'x'], 'cli/unknown-verb', 'did you mean echo?'],
  [['annotate'], 'cli/unknown-verb', 'did you mean note?'],
  [['zzzzzz'], 'cli/unknown-verb', 'trivet --help'],
  [['help', 'ecko'], 'cli/unknown-verb', 'did you mean echo?'],
  [['echo', 'x', '--enviroment', 'prod'], 'cli/unknown-flag', 'did you mean --environment?'],
  [['echo', 'x', '--colums=a'], 'cli/unknown-flag', 'did you mean --columns?'],
  [['echo', 'x', '-q'], 'cli/unknown-flag', 'trivet echo --help'],
  [['--limit', '5', 'echo', 'x'], 'cli/unknown-flag', 'trivet --help'],
  [['echo'], 'cli/missing-argument', 'trivet echo departures'],
  [['fail', 'x'], 'cli/unexpected-argument', 'trivet fail'],
  [['note'], 'cli/missing-flag', 'trivet note --because'],
  [['note', '--because'], 'cli/missing-value', '--because TEXT'],
  [['note', '--because', '--quiet'], 'cli/missing-value', '--because=TEXT'],
  [['echo', 'x', '--environment='], 'cli/missing-value', '--environment NAME'],
  [['echo', 'x', '--all=yes'], 'cli/bad-value', '--all'],
  [['echo', 'x', '--limit', '-5'], 'cli/bad-value', '--limit 20'],
  [['echo', 'x', '--limit', 'many'], 'cli/bad-value', '--limit 20'],
  [['echo', 'x', '--order', 'sideways'], 'cli/bad-value', '--order up'],
  [['echo', 'x', '--columns', 'a,,b'], 'cli/bad-value', '--columns origin,delay'],
  [['echo', 'x', '--wait', 'long'], 'cli/bad-value', '--wait 10m'],
  [['echo', 'x', '--clock', 'today'], 'cli/bad-value', '--clock 2001'],
  [['echo', 'x', '--clock', '2001-03-04T06:00:00'], 'cli/bad-value', '--clock 2001'],
  [['echo', 'x', '--clock', '2001-02-30T06:00:00Z'], 'cli/bad-value', '--clock 2001'],
  [['echo', 'x', '--set', 'timezone=UTC'], 'cli/bad-value', '--set engine.timezone=UTC'],
])('%j is %s', async (argv, code, remedy) => {
  const { code: exit, out, err } = await trivet(argv);
  expect(exit).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(code);
  expect(err).toContain(remedy);
  expect(err.split('\n').find((line) => line.startsWith('  → '))).toBeDefined();

  const { out: json, err: none } = await trivet([...argv.slice(0, argv.indexOf('--quiet') < 0 ? undefined : -1), '--json']);
  expect(none).toBe('');
  expect(JSON.parse(json).problems[0]).toMatchObject({ leg: 'development', severity: 'error' });
});

test('a bad variable is named as the variable', async () => {
  const { err } = await trivet(['echo', 'x'], { TRIVET_CLOCK: 'noon' });
  expect(err).toContain('TRIVET_CLOCK is "noon"');
  expect(err).toContain('TRIVET_CLOCK=2001');
});

test('several faults are told at once', async () => {
  const { problems } = await document(['echo', 'x', '--limit', 'many', '--nope']);
  expect(problems.map((p: { code: string }) => p.code)).toEqual(['cli/unknown-flag', 'cli/bad-value']);
});

test('text, summary with --quiet, document with --json', async () => {
  expect(await trivet(['echo', 'x'])).toEqual({ code: 0, out: 'echo x\n', err: '' });
  expect(await trivet(['echo', 'x', '--quiet'])).toEqual({ code: 0, out: 'echoed\n', err: '' });
  const failed = await trivet(['fail', '--json']);
  expect(failed.code).toBe(2);
  expect(JSON.parse(failed.out)).toMatchObject({ half: true, problems: [{ code: 'cli/missing-value' }] });
  const quiet = await trivet(['fail', '--quiet']);
  expect(quiet.out).toBe('');
  expect(quiet.err).toContain('cli/missing-value');
});

test('without a verb the bare one runs', async () => {
  expect((await trivet([])).out).toBe('it stands\n');
  expect(await document([])).toEqual({ standing: 'well', problems: [] });
});

test('a thrown error is a bug: 70, how to report it, the stack only when asked for', async () => {
  const bug = await trivet(['crash', '--environment', 'my prod']);
  expect(bug.code).toBe(70);
  expect(bug.err).toContain('a bug in Trivet 9.9.9: x is not a function');
  expect(bug.err).toContain('TRIVET_DEBUG=1 trivet crash --environment "my prod"');
  expect(bug.err).not.toContain('fake-verbs');
  expect((await trivet(['crash'], { TRIVET_DEBUG: '1' })).err).toContain('fake-verbs.ts');
  const { code, out, err } = await trivet(['crash', '--json']);
  expect([code, err]).toEqual([70, '']);
  expect(JSON.parse(out).problems[0].code).toBe('cli/bug');
});

test('help of a verb, three ways and as a document', async () => {
  const help = await trivet(['echo', '--help']);
  expect(help.out).toContain('usage: trivet echo ASSET [OTHERS…] [--limit N] [--columns A,B]');
  for (const word of ['arguments', '--order up|down', 'TRIVET_STORE', 'trivet echo departures']) expect(help.out).toContain(word);
  for (const line of help.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect((await trivet(['help', 'echo'])).out).toBe(help.out);
  expect((await trivet(['echo', 'x', '--limit', 'many', '-h'])).out).toBe(help.out);
  expect(await document(['help', 'echo'])).toMatchObject({
    name: 'echo',
    arguments: [
      { name: 'asset', required: true },
      { name: 'others', repeat: true },
    ],
  });
  expect((await document(['help'])).verbs).toHaveLength(fakeVerbs.length);
  expect(await document(['--version'])).toMatchObject({ version: '9.9.9' });
});

test('colour: FORCE_COLOR, then NO_COLOR, then the terminal', () => {
  expect(colourOf({ isTTY: true }, {})).toBe(true);
  expect(colourOf({ isTTY: false }, {})).toBe(false);
  expect(colourOf({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(colourOf({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(colourOf({}, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(true);
  expect(colourOf({ isTTY: true }, { FORCE_COLOR: '0' })).toBe(false);
});

test('width: the terminal, COLUMNS, 80', () => {
  expect(widthOf({ columns: 120 }, { COLUMNS: '40' })).toBe(120);
  expect(widthOf({}, { COLUMNS: '40' })).toBe(40);
  expect(widthOf({}, {})).toBe(80);
  expect(widthOf({ columns: 0 }, {})).toBe(80);
});

test('the user is TRIVET_USER or has some name', () => {
  expect(userName({ TRIVET_USER: 'ann' })).toBe('ann');
  expect(userName({}).length).toBeGreaterThan(0);
});
