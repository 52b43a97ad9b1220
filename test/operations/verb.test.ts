// trivet promises as a user sees it: nothing promised, nothing shipped, kept, broken with its arithmetic, alerts that did not arrive.

import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openStore, type Sample } from '../../src/store/index.ts';
import { ensureBuilt, productFolder, temporaryFolder, trivet, writeFiles } from '../rig/index.ts';
import { effects } from './effects.ts';
import { alert } from './notice.ts';

const yaml = (promises: string) => `product: orders
owner: { team: planners, hours: Mon-Fri 08:00-18:00 America/Los_Angeles, waking_costs: 500 USD }
impact:
  stale: { costs: 20 USD/h, after: 24h }
  down: { costs: 200 USD/h, after: 2h }
engine: { timezone: America/Los_Angeles }
clock: 2026-01-05T00:10:30-08:00
${promises}`;
const files = {
  'trivet.yaml': yaml(''),
  'sources/orders.yaml': 'path: data/*.csv\ncolumns:\n  id: integer\n',
  'outputs/late.sql': 'select count(*) as n from orders\n',
  'data/1.csv': 'id\n1\n2\n',
};
const promised = yaml('promises:\n  late: { fresh: 24h, available: 99.9%, fast: 250ms }\nnotify:\n  - file: alerts.ndjson\n');

beforeAll(() => ensureBuilt());

test('nothing declared, nothing shipped, nothing sampled: each says what to do', { timeout: 180_000 }, async () => {
  const folder = productFolder(files);
  const run = (...words: string[]) => trivet(words, { cwd: folder });
  const unshipped = await run('promises');
  expect([unshipped.code, unshipped.stderr]).toEqual([2, expect.stringContaining('prod has no release yet')]);
  expect((await run('ship', '--quiet')).code).toBe(0);
  expect((await run('promises')).stdout).toBe(
    'nothing is promised: write into trivet.yaml\npromises:\n  late: { fresh: 24h, available: 99.9%, fast: 250ms }\n',
  );
  writeFiles(folder, { 'trivet.yaml': promised });
  expect((await run('promises')).stdout.replace(/\s+/g, ' ')).toContain(
    "prod runs promises nothing; the folder's trivet.yaml does, which is in force after: trivet ship",
  );
  expect((await run('ship', '--quiet')).code).toBe(0);
  const text = (await run('promises')).stdout;
  expect(text).toContain('nothing has been sampled yet');
  expect(text).toContain('– 3 promises: 2 without data, 1 kept');
  expect((await trivet(['promises'], { cwd: temporaryFolder() })).code).toBe(2);
});

test('what is broken, its budget, its decision, and what could not be told', { timeout: 180_000 }, async () => {
  const folder = productFolder({ ...files, 'trivet.yaml': promised });
  expect((await trivet(['ship', '--quiet'], { cwd: folder })).code).toBe(0);
  const store = await openStore({ folder: join(folder, '.trivet'), effects, emit: () => {}, command: 'test' });
  if (!store.ok) throw new Error(JSON.stringify(store.problems));
  const now = Math.floor(Date.parse('2026-01-05T08:10:00Z') / 60_000); // 00:10 in Los Angeles
  const late = (kind: string, ago: number, good: number): Sample => ({ series: `late.${kind}`, minute: now - ago, good, of: 10, value: good / 10 });
  for (let ago = 1; ago < 200; ago++) await store.value.putSamples('prod', [late('available', ago, ago <= 10 ? 0 : 10), late('fast', ago, 10)]);
  const [kept] = await store.value.putNotices([alert('file alerts.ndjson')]);
  await store.value.noticeAttempted(kept?.id ?? 0, { at: '2026-01-05T08:09:00Z', delivered: false, error: 'EACCES', nextAt: '2026-01-05T08:09:30Z' });
  await store.value.close();
  expect((await trivet(['promises'], { cwd: folder })).stdout).toBe(`✗ 1 alert could not be delivered
  file alerts.ndjson: late.available broken, 1 attempt, the next at 2026-01-05
    08:09 UTC: EACCES

promises of prod, 2026-01-05 00:10 -08:00; planners is not at work
output  promise           state     since  budget left   window
late    fresh 24 h        ✓ good           ······    –   ···············
late    available 99.9 %  ✗ broken  00:00  █·····  77 %  ··············▇
late    fast 250 ms       ✓ good           █····· 100 %  ··············█

seen of the window: 3 h 19 min of 30 d (late.available, late.fast); what nobody
saw spends nothing

late.available  down since 00:00; would wake planners at 02:00: 200 USD/h × 6
  h until Mon 08:00 = 1,200 > 500

✗ 3 promises: 1 broken, 2 kept; will wake somebody; 1 alert undelivered
`);
  const later = await trivet(['promises', '--at', '2026-01-05T02:00:00-08:00', '--quiet'], { cwd: folder });
  expect(later.stdout).toBe('– 3 promises: 2 without data, 1 kept; 1 alert undelivered\n');
  const document = (await trivet(['promises', '--json'], { cwd: folder })).json();
  expect(document).toMatchObject({
    environment: 'prod',
    now: '2026-01-05T00:10:30-08:00',
    working: false,
    standings: [{ subject: 'late.fresh' }, { subject: 'late.available', decision: { kind: 'later', cost: 1200 } }, { subject: 'late.fast' }],
    decision: { kind: 'later', at: '2026-01-05T10:00:00.000Z' },
    undelivered: [{ to: 'file alerts.ndjson', attempts: 1, error: 'EACCES', body: { product: 'delays' } }],
    sampledAt: '2026-01-05T08:09:00.000Z',
    problems: [],
  });
});

test('the past is judged by the release that was live then, and the first line says which', { timeout: 180_000 }, async () => {
  const folder = productFolder({ ...files, 'trivet.yaml': promised.replace(/^clock:.*\n/m, '') });
  const at = (hour: string) => `2026-01-0${hour}:00:00-08:00`;
  const run = (...words: string[]) => trivet(words, { cwd: folder });
  expect((await run('ship', '--quiet', '--clock', at('4T06'))).code).toBe(0);
  writeFiles(folder, { 'trivet.yaml': promised.replace(/^clock:.*\n/m, '').replace('fresh: 24h', 'fresh: 2h'), 'data/2.csv': 'id\n3\n' });
  expect((await run('ship', '--quiet', '--clock', at('5T06'))).code).toBe(0);
  const look = async (text: string) => (await run('promises', '--clock', at('5T07'), '--at', text)).stdout.split('\n').slice(0, 3);
  expect(await look(at('5T05'))).toEqual([
    'promises of prod, release 1, 2026-01-05 05:00 -08:00; planners is not at work',
    expect.stringContaining('output'),
    expect.stringMatching(/^late +fresh 24 h +! breaking +at 06:00/),
  ]);
  expect(await look(at('5T06'))).toEqual([
    'promises of prod, 2026-01-05 06:00 -08:00; planners is not at work',
    expect.stringContaining('output'),
    expect.stringMatching(/^late +fresh 2 h +✓ good/),
  ]);
  expect((await look(at('3T06'))).join('\n')).toMatch(
    /^promises of prod, before the first release, 2026-01-03 06:00 -08:00; planners is\s+not at work/,
  );
  // a rollback takes the clock on from the run before it: it came seconds after the second ship
  expect((await run('rollback', '--quiet')).code).toBe(0);
  expect((await look(at('5T06')))[0]).toContain('prod, release 2,');
  expect((await look('2026-01-05T06:50:00-08:00')).slice(0, 3).join()).toMatch(/prod, 2026.*fresh 24 h +✗ broken +06:00/s);
});
