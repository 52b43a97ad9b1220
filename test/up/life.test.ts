// A service from its beginning to its end: it answers, it can be found, it follows what is published, it is alone, and it goes when told.

import { existsSync, readFileSync, renameSync, statSync } from 'node:fs';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { productFolder, startTrivet, trivet, writeFiles } from '../rig/index.ts';
import { ask, code, done, shown, startUp, until, versioned } from './rig.ts';

interface Told {
  readonly problems: readonly { readonly code: string; readonly message: string; readonly remedy: string }[];
}

async function problemsOf(args: readonly string[], cwd: string): Promise<{ readonly code: number | null } & Told> {
  const end = await trivet([...args, '--json'], { cwd });
  return { code: end.code, problems: (end.json() as Told).problems };
}

/** Of a request that names the service by another name. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    get(new URL('/v2/health/live', url), { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject);
  });

test('up answers what is shipped, can be found, follows ship and rollback, and ends with a word', { timeout: 180_000 }, async () => {
  const cwd = productFolder(versioned(1));
  await done(['ship'], cwd);
  const up = await startUp(cwd, ['--no-schedule']);
  const address = JSON.parse(readFileSync(join(cwd, '.trivet/up.json'), 'utf8'));
  expect(address).toEqual({ url: up.url, pid: up.pid, environment: 'prod', startedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect(statSync(join(cwd, '.trivet/up.json')).mode & 0o077).toBe(0);
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
  expect((await ask(up, '/')).headers.get('content-type')).toContain('text/html');
  expect((await ask(up, '/metrics')).status).toBe(200);

  writeFiles(cwd, code(2));
  expect((await done(['ship'], cwd)).release?.number).toBe(2);
  await until('release 2', async () => ((await shown(up)).release === 2 ? true : undefined));
  expect(await shown(up)).toEqual({ release: 2, version: 2 });
  expect((await done(['rollback'], cwd)).release?.number).toBe(3);
  await until('the rollback', async () => ((await shown(up)).release === 3 ? true : undefined));
  expect(await shown(up)).toEqual({ release: 3, version: 1 });

  const end = await up.stop();
  expect([end.code, end.signal]).toEqual([0, null]);
  expect(end.json()).toMatchObject({
    url: up.url,
    environment: 'prod',
    releases: [{ release: 1 }, { release: 2 }, { release: 3 }],
    builds: [],
    problems: [],
  });
  expect(end.stderr).toContain(`prod is up: ${up.url}`);
  expect(end.stderr).toContain('shows release 2 (ship by tester)');
  expect(end.stderr).toContain('shows release 3 (rollback by tester)');
  expect(existsSync(join(cwd, '.trivet/up.json'))).toBe(false);
  await expect(ask(up, '/outputs/both')).rejects.toThrow();
});

test('before the first release it says what to do, and shows the first one when it comes', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1));
  const up = await startUp(cwd, ['--no-schedule', '--allow-host', 'delays.example.org']);
  expect(await statusFor(up.url, 'delays.example.org')).toBe(200);
  expect(await statusFor(up.url, 'evil.example.org')).toBe(403);
  const { status, headers, body } = await ask(up, '/outputs/both');
  expect([status, headers.get('retry-after')]).toEqual([503, expect.stringMatching(/^\d+$/)]);
  expect(JSON.stringify(body)).toContain('trivet ship');
  expect((await ask(up, '/')).status).toBe(200);
  await done(['ship'], cwd);
  await until('the first release', async () => ((await ask(up, '/outputs/both')).status === 200 ? true : undefined));
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
});

test('a second service is a Problem that names the first and where it is', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1));
  const up = await startUp(cwd, ['--no-schedule']);
  const second = await problemsOf(['up', '--port', '0'], cwd);
  expect(second).toMatchObject({ code: 3, problems: [{ code: 'store/service-runs' }] });
  expect(second.problems[0]?.message).toContain(`pid ${up.pid} (trivet up)`);
  expect(second.problems[0]?.remedy).toContain(up.url);
  expect(JSON.parse(readFileSync(join(cwd, '.trivet/up.json'), 'utf8')).pid).toBe(up.pid);
  expect((await ask(up, '/v2/health/live')).status).toBe(200);
});

test('a service that was killed is no hindrance to the next', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1));
  const first = await startUp(cwd, ['--no-schedule']);
  expect((await first.stop('SIGKILL')).signal).toBe('SIGKILL');
  expect(existsSync(join(cwd, '.trivet/up.json'))).toBe(true);
  const second = await startUp(cwd, ['--no-schedule']);
  expect(second.pid).not.toBe(first.pid);
  expect((await ask(second, '/v2/health/live')).status).toBe(200);
});

test('a port that is taken is a Problem, and nothing is left behind', { timeout: 60_000 }, async () => {
  const cwd = productFolder(versioned(1));
  const other = createServer();
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  expect(await problemsOf(['up', '--port', String(port)], cwd)).toMatchObject({ code: 3, problems: [{ code: 'serving/port-in-use' }] });
  expect(existsSync(join(cwd, '.trivet/up.json'))).toBe(false);
});

test.each([
  ['dev', ['--environment', 'dev'], 'cli/up-in-dev'],
  ['a port that is none', ['--port', '70000'], 'cli/bad-value'],
  ['a setting that is none', ['--port', '0', '--set', 'engine.memory_limit=much'], 'engine/bad-setting'],
])('%s is a Problem, exit code 2', async (_, args, expected) => {
  expect(await problemsOf(['up', ...args], productFolder(versioned(1)))).toMatchObject({ code: 2, problems: [{ code: expected }] });
});

const alertsOf = (cwd: string): readonly { readonly subject: string; readonly state: string; readonly text: string }[] =>
  existsSync(join(cwd, 'alerts.ndjson'))
    ? readFileSync(join(cwd, 'alerts.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

test('a release that can not be served leaves the one before, and is told', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1, 'promises: { both: { fresh: 24h } }\nnotify: [{ file: alerts.ndjson }]\n'));
  await done(['ship'], cwd);
  const up = await startUp(cwd, ['--no-schedule']);
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
  // the code of the next release is lost between its publication and its showing, as far as the service can see
  const { DatabaseSync } = await import('node:sqlite');
  writeFiles(cwd, code(2));
  const catalog = new DatabaseSync(join(cwd, '.trivet/catalog.db'), { timeout: 5_000 });
  onTestFinished(() => catalog.close());
  catalog.exec('create trigger lose after insert on release begin delete from manifest where digest = new.bundle; end');
  const end = await trivet(['ship', '--quiet'], { cwd });
  expect(end.stderr).not.toContain('bug');
  await until('the Problem', () => (up.said().includes('cli/not-shown') ? true : undefined));
  expect(up.said()).toContain('session/bundle-gone');
  expect(up.said()).toContain("release 2 can't be served; release 1 is still shown");
  expect(await shown(up)).toEqual({ release: 1, version: 1 });
  const metrics = String((await ask(up, '/metrics')).body);
  expect(metrics).toMatch(/^trivet_release_live\S* 2$/m);
  expect(metrics).toMatch(/^trivet_release\S* 1$/m);
  expect(JSON.stringify((await ask(up, '/page/state')).body)).toContain("release 2 can't be served");
  // told by what release 1 declares: of release 2 nothing can be read
  const [alert] = await until('the alert', () => (alertsOf(cwd).length ? alertsOf(cwd) : undefined));
  expect(alert).toMatchObject({ subject: 'service', state: 'not showing release 2' });
  expect(alert?.text).toContain("release 2 can't be shown: ");
  expect(alert?.text).toContain('release 1 is shown instead');
});

test('a service that can show nothing keeps the promises all the same: broken, told, and well again', { timeout: 180_000 }, async () => {
  const yaml = 'promises: { both: { fresh: 24h, available: 99% } }\nimpact: { down: { costs: 1 USD/h } }\nnotify: [{ file: alerts.ndjson }]\n';
  const cwd = productFolder(versioned(1, yaml));
  await done(['ship'], cwd);
  const objects = join(cwd, '.trivet/objects');
  renameSync(objects, `${objects}.away`);
  const up = await startUp(cwd, ['--no-schedule']);
  expect((await ask(up, '/outputs/both')).status).toBe(503);
  const told = await until('the alerts', () => (alertsOf(cwd).length > 1 ? alertsOf(cwd) : undefined));
  expect(told).toMatchObject([
    { subject: 'service', state: 'not showing release 1' },
    { subject: 'both.available', state: 'broken' },
  ]);
  expect(told[0]?.text).toContain('nothing is shown');
  expect(String((await ask(up, '/metrics')).body)).toMatch(/promise\S*kind="available"\S*state="broken"\S* 1$/m);
  const { standings } = (await trivet(['promises', '--json'], { cwd })).json() as { standings: { subject: string; state: string; value: number }[] };
  expect(standings.find((s) => s.subject === 'both.available')).toMatchObject({ state: 'broken', value: 0 });
  // the files are there again: it is loaded, or a ship makes it so
  renameSync(`${objects}.away`, objects);
  if ((await ask(up, '/outputs/both')).status !== 200) {
    writeFiles(cwd, code(2));
    await done(['ship'], cwd);
  }
  await until('an answer', async () => ((await ask(up, '/outputs/both')).status === 200 ? true : undefined));
  await until('the mending', () => alertsOf(cwd).find((alert) => alert.subject === 'service' && alert.state === 'good'));
});

test('other verbs load nothing of the service', { timeout: 60_000 }, async () => {
  const cwd = productFolder(versioned(1));
  writeFiles(cwd, {
    'loaded.mjs': `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) { if (/prom-client|hono|croner|temporal-polyfill|dist.(serving|ui|operations|cli.up.(?!address))|node:http/.test(url)) process.stderr.write('loaded ' + url + '\\n'); return next(url, context); } });\n`,
  });
  const env = { NODE_OPTIONS: '--import ./loaded.mjs' };
  for (const args of [['run'], ['plan'], ['ship'], ['rollback'], ['log'], [], ['show', 'left_side']]) {
    const { ended } = startTrivet([...args, '--quiet'], { cwd, env });
    expect(
      (await ended).stderr.split('\n').filter((line) => line.startsWith('loaded ')),
      args.join(' '),
    ).toEqual([]);
  }
  // the look would see it
  const { ended } = startTrivet(['up', '--port', '0', '--environment', 'prod', '--set', 'engine.timezone=Mars'], { cwd, env });
  expect((await ended).stderr).toContain('loaded ');
});
