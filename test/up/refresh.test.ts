// A service builds by itself: when a source's file comes, and by the schedule on its logical clock. And it tells of a broken promise, once.

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { productFolder, trivet, writeFiles } from '../rig/index.ts';
import { ask, done, shown, startUp, until, versioned } from './rig.ts';

interface Ended {
  readonly builds: readonly { readonly because: string; readonly exit: number; readonly release: number | null }[];
}
interface Log {
  readonly runs: readonly { readonly kind: string; readonly state: string; readonly clock: string }[];
}

const runsOf = async (cwd: string): Promise<Log['runs']> => {
  const log = (await trivet(['log', '--json', '--limit', '100'], { cwd })).json() as Log;
  return log.runs.filter((run) => run.kind === 'run');
};

test('a file that comes is built and shown; one that fails its check is told once, and not tried again until something changes', {
  timeout: 240_000,
}, async () => {
  const cwd = productFolder({
    ...versioned(1),
    'assets/left_side.yaml': 'columns: { n: { max: 100 } }\n',
  });
  await done(['ship'], cwd);
  const up = await startUp(cwd);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  await until('release 2', async () => ((await shown(up)).release === 2 ? true : undefined));
  expect((await ask(up, '/outputs/both')).body).toHaveLength(4);
  writeFiles(cwd, { 'data/numbers3.csv': 'n\n400\n' });
  await until('the failure', () => (up.said().includes('the build failed') ? true : undefined));
  expect(up.said()).toContain('left_side.n.range');
  expect((await shown(up)).release).toBe(2);
  await setTimeout(4_000);
  writeFiles(cwd, { 'data/numbers3.csv': 'n\n5\n' });
  await until('release 3', async () => ((await shown(up)).release === 3 ? true : undefined));
  const { builds } = (await up.stop()).json() as Ended;
  expect(builds.map((b) => [b.because, b.exit, b.release])).toEqual([
    ['files', 0, 2],
    ['files', 1, null],
    ['files', 0, 3],
  ]);
});

test('what changed while no service looked is built when one begins; what did not is left alone', { timeout: 240_000 }, async () => {
  const cwd = productFolder(versioned(1));
  await done(['ship'], cwd);
  const first = await startUp(cwd);
  await setTimeout(3_000);
  expect(((await first.stop()).json() as Ended).builds).toEqual([]);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  const second = await startUp(cwd);
  await until('release 2', async () => ((await shown(second)).release === 2 ? true : undefined));
  expect(((await second.stop()).json() as Ended).builds).toMatchObject([{ because: 'files', release: 2 }]);
  expect(await runsOf(cwd)).toHaveLength(1);
});

test('on hold after a rollback a file is built and not published; when refreshes are let in again it is', { timeout: 240_000 }, async () => {
  const cwd = productFolder(versioned(1));
  await done(['ship'], cwd);
  const up = await startUp(cwd);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  await until('release 2', async () => ((await shown(up)).release === 2 ? true : undefined));
  expect((await done(['rollback'], cwd)).release?.number).toBe(3);
  writeFiles(cwd, { 'data/numbers3.csv': 'n\n5\n' });
  await until('the build', () => (up.said().includes('nothing to publish') ? true : undefined));
  expect((await shown(up)).release).toBe(3);
  await trivet(['release', '--resume', '--quiet'], { cwd });
  await until('release 4', async () => ((await shown(up)).release === 4 ? true : undefined));
  expect((await ask(up, '/outputs/both')).body).toHaveLength(5);
});

test('with --no-schedule nothing is built', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1, 'schedule: "0 6 * * *"\n'));
  await done(['ship', '--clock', '2001-03-04T05:00:00Z'], cwd);
  const up = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-06T05:59:58Z']);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  await setTimeout(5_000);
  await up.stop();
  expect(await runsOf(cwd)).toEqual([]);
});

test("the schedule is of the product's zone and on the logical clock: missed ticks run once, and the next one when it comes", {
  timeout: 240_000,
}, async () => {
  const cwd = productFolder(versioned(1, 'schedule: "0 6 * * *"\nengine: { timezone: America/Los_Angeles }\n'));
  await done(['ship', '--clock', '2001-03-04T05:00:00-08:00'], cwd);
  const missed = await startUp(cwd, ['--clock', '2001-03-07T12:00:00-08:00']);
  await until('the run', async () => ((await runsOf(cwd)).some((run) => run.state === 'ok') ? true : undefined));
  await setTimeout(3_000);
  expect(((await missed.stop()).json() as Ended).builds).toMatchObject([{ because: 'schedule', exit: 0 }]);
  expect((await runsOf(cwd)).map((run) => run.clock.slice(0, 16))).toEqual(['2001-03-07T12:00']);

  const later = await startUp(cwd, ['--clock', '2001-03-08T05:59:55-08:00']);
  await until('the next', async () => ((await runsOf(cwd)).length === 2 ? true : undefined));
  await setTimeout(2_000);
  await later.stop();
  expect((await runsOf(cwd)).map((run) => run.clock.slice(0, 16)).sort()).toEqual(['2001-03-07T12:00', '2001-03-08T06:00']);
});

test("while an alert can not be delivered the page says so, and the dead man's switch is left alone; else it is beaten", {
  timeout: 120_000,
}, async () => {
  const asked: string[] = [];
  const other = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(request.url === '/alert' ? 500 : 200).end();
  });
  onTestFinished(() => void other.close());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const at = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  const cwd = productFolder(versioned(1, `promises: { both: { fresh: 24h } }\nnotify: [{ webhook: "${at}/alert" }]\ndeadman: "${at}/beat"\n`));
  await done(['ship', '--clock', '2001-03-03T06:00:00-08:00'], cwd);
  const well = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-03T07:00:00-08:00']);
  await until('a beat', () => (asked.includes('GET /beat') ? true : undefined));
  await well.stop();
  expect(asked).not.toContain('POST /alert');
  const broken = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-04T07:00:00-08:00']);
  await until('the words', () => (broken.said().includes('operations/not-delivered') ? true : undefined));
  await broken.stop();
  asked.length = 0;
  const again = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-04T07:30:00-08:00']);
  const state = await until('a judgement', async () => {
    const text = JSON.stringify((await ask(again, '/page/state')).body);
    return /"broken"/.test(text) ? text : undefined;
  });
  expect(state).toContain('/alert');
  await until('the gauge', async () => (/promise.*state="broken".* 1$/m.test(String((await ask(again, '/metrics')).body)) ? true : undefined));
  await again.stop();
  expect(asked).not.toContain('GET /beat');
  // the target is not declared any more: nobody waits for it
  writeFiles(cwd, { 'trivet.yaml': `product: versions\npromises: { both: { fresh: 24h } }\ndeadman: "${at}/beat"\n` });
  await done(['ship', '--clock', '2001-03-04T07:40:00-08:00'], cwd);
  const without = await startUp(cwd, ['--no-schedule', '--clock', '2001-03-04T07:45:00-08:00']);
  await until('a beat', () => (asked.includes('GET /beat') ? true : undefined));
  await without.stop();
  expect((await trivet(['promises', '--quiet'], { cwd })).stdout).not.toContain('undelivered');
});

const promising = `promises:
  both: { fresh: 24h }
impact: { stale: { costs: 20 USD/h } }
owner: { team: departures, hours: Mon-Fri 08:00-18:00 America/Los_Angeles, waking_costs: 500 USD }
notify: [{ file: alerts.ndjson }]
`;

test('a promise that the clock breaks is told once, over a restart too, and its mending as well', { timeout: 240_000 }, async () => {
  const cwd = productFolder(versioned(1, promising));
  const alerts = (): readonly string[] =>
    existsSync(join(cwd, 'alerts.ndjson')) ? readFileSync(join(cwd, 'alerts.ndjson'), 'utf8').trim().split('\n') : [];
  // a Saturday morning
  await done(['ship', '--clock', '2001-03-03T06:00:00-08:00'], cwd);
  const first = await startUp(cwd, ['--clock', '2001-03-04T07:00:00-08:00']);
  await until('the alert', () => (alerts().length ? true : undefined));
  expect(alerts()).toHaveLength(1);
  expect(alerts()[0]).toContain('both.fresh');
  await until('the line', () => (first.said().includes('both.fresh is broken') ? true : undefined));
  expect(JSON.stringify((await ask(first, '/page/state')).body)).toContain('both.fresh');
  await first.stop();
  const second = await startUp(cwd, ['--clock', '2001-03-04T07:10:00-08:00']);
  await until('a judgement', async () => (/promise.*state="broken".* 1$/m.test(String((await ask(second, '/metrics')).body)) ? true : undefined));
  await setTimeout(2_000);
  expect(alerts()).toHaveLength(1);
  writeFiles(cwd, { 'data/numbers2.csv': 'n\n4\n' });
  await until('the mending', () => (alerts().length > 1 ? true : undefined));
  expect(alerts()).toHaveLength(2);
  expect(await shown(second)).toEqual({ release: 2, version: 1 });
  await second.stop();
});
