// Alerts reach real servers, commands and files; what can not be delivered is tried again, also by the next process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import type { Effects } from '../../src/base/index.ts';
import { beatDeadman, deliverDue, forgetUndeclared } from '../../src/operations/index.ts';
import type { Store } from '../../src/store/index.ts';
import { effects } from './effects.ts';
import { alert } from './notice.ts';
import { opened } from './rig.ts';

interface Heard {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server that answers as told, and what it heard. */
async function server(answer: (turn: number, response: ServerResponse, request: IncomingMessage) => void) {
  const heard: Heard[] = [];
  const listening = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    heard.push({ method: request.method ?? '', path: request.url ?? '', body: text === '' ? null : JSON.parse(text) });
    answer(heard.length, response, request);
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { heard, url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}` };
}

const status =
  (code: number, headers = {}) =>
  (_: number, response: ServerResponse) =>
    response.writeHead(code, headers).end();

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'trivet alerts '));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const means = (store: Store, more: Partial<Effects> = {}, where = '/') => ({
  store,
  product: { folder: where },
  environment: 'prod',
  effects: { ...effects, ...more },
  fetch,
});

const states = async (store: Store) => (await store.notices('prod', {})).map((n) => [n.id, n.attempts, n.deliveredAt !== null, n.error]);

test('a server that fails twice is tried again after 30 s and after a minute, until it takes the alert', async () => {
  const { store } = await opened();
  const hook = await server((turn, response) => response.writeHead(turn < 3 ? 503 : 204).end());
  await store.putNotices([alert(`webhook ${hook.url}/hook`)]);
  let now = Date.parse('2026-01-05T08:00:00Z');
  const turn = () => deliverDue(means(store, { now: () => now }));
  const first = await turn();
  expect(first.problems).toEqual([expect.objectContaining({ code: 'operations/not-delivered', leg: 'operations', cause: 'answered 503' })]);
  expect(first.problems[0]?.message).toContain('once so far; the next attempt is at 2026-01-05T08:00:30.000Z');
  expect(await store.notices('prod', { undelivered: true })).toEqual([expect.objectContaining({ attempts: 1, error: 'answered 503' })]);
  now += 29_999;
  expect(await turn()).toEqual({ delivered: [], problems: [] });
  now += 1;
  expect((await turn()).problems[0]?.message).toContain('2 times so far; the next attempt is at 2026-01-05T08:01:30.000Z');
  now += 60_000;
  expect((await turn()).delivered).toHaveLength(1);
  expect(await turn()).toEqual({ delivered: [], problems: [] });
  expect(hook.heard).toHaveLength(3);
  expect(hook.heard[2]).toEqual({
    method: 'POST',
    path: '/hook',
    body: { id: 1, product: 'delays', text: 'late.available is broken: a < b & c', wake: false },
  });
  expect(await states(store)).toEqual([[1, 3, true, null]]);
});

test('the pause doubles up to an hour, and goes on for ever', async () => {
  const { store } = await opened();
  const hook = await server(status(500));
  await store.putNotices([alert(`webhook ${hook.url}`)]);
  let now = Date.parse('2026-01-05T08:00:00Z');
  const pauses: number[] = [];
  for (let i = 0; i < 12; i++) {
    await deliverDue(means(store, { now: () => now }));
    const next = Date.parse((await store.notices('prod', {}))[0]?.nextAt ?? '');
    pauses.push((next - now) / 1000);
    now = next;
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]);
});

test('a killed process leaves its alert to the next', async () => {
  const { store, folder: where } = await opened();
  const hook = await server((turn, response) => turn > 1 && response.writeHead(200).end()); // the first is never answered
  const child = spawn(process.execPath, [join(fileURLToPath(new URL('.', import.meta.url)), 'child.ts'), where, hook.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  while (hook.heard.length === 0) await effects.wait(10);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await store.notices('prod', { undelivered: true })).toHaveLength(1);
  expect((await deliverDue(means(store))).delivered).toHaveLength(1);
  expect(hook.heard).toHaveLength(2);
  expect(hook.heard[1]).toEqual(hook.heard[0]);
});

test('a redirect is a failure, and is not followed', async () => {
  const { store } = await opened();
  const elsewhere = await server(status(200));
  const hook = await server(status(302, { location: elsewhere.url }));
  await store.putNotices([alert(`webhook ${hook.url}`)]);
  expect((await deliverDue(means(store))).problems[0]?.cause).toBe('answered 302');
  expect(elsewhere.heard).toEqual([]);
});

test('slack gets text with its control characters written out', async () => {
  const { store } = await opened();
  const hook = await server(status(200));
  await store.putNotices([alert('slack $SLACK_URL')]);
  await deliverDue(means(store, { variables: { SLACK_URL: `${hook.url}/services/T/B/x` } }));
  expect(hook.heard).toEqual([{ method: 'POST', path: '/services/T/B/x', body: { text: 'late.available is broken: a &lt; b &amp; c' } }]);
});

test('pagerduty gets one incident that is triggered and resolved', async () => {
  const { store } = await opened();
  const hook = await server(status(202));
  const variables = { KEY: 'r0uting', TRIVET_PAGERDUTY_URL: `${hook.url}/v2/enqueue` };
  const body = { product: 'delays', text: 'wakes departures now', wake: true };
  const turn = async (state: string, more = {}) => {
    await store.putNotices([alert('pagerduty $KEY', { subject: 'owner', state, body: { ...body, ...more } })]);
    await deliverDue(means(store, { variables }));
  };
  await turn('wake until 2026-01-05T16:00:00.000Z');
  await turn('message', { wake: false, text: 'tells departures now' });
  await turn('good');
  const base = { routing_key: 'r0uting', dedup_key: 'trivet/delays/prod' };
  const payload = (severity: string, summary: string) => expect.objectContaining({ severity, summary, source: 'delays prod' });
  expect(hook.heard.map((h) => [h.path, h.body])).toEqual([
    ['/v2/enqueue', { ...base, event_action: 'trigger', payload: payload('critical', 'wakes departures now') }],
    ['/v2/enqueue', { ...base, event_action: 'trigger', payload: payload('warning', 'tells departures now') }],
    ['/v2/enqueue', { ...base, event_action: 'resolve' }],
  ]);
});

test('a command gets the alert on its standard input, in the folder of the product; its failure is told with what it said', async () => {
  const { store } = await opened();
  const where = folder();
  await store.putNotices([
    alert('command cat > "$OUT"'),
    alert('command echo "no such channel" >&2; exit 3', { subject: 'a' }),
    alert('command true', { subject: 'b' }),
  ]);
  const { delivered, problems } = await deliverDue(means(store, { variables: { PATH: process.env.PATH, OUT: 'told.json' } }, where));
  expect(delivered.map((n) => n.subject)).toEqual(expect.arrayContaining(['late.available', 'b']));
  expect(problems.map((p) => p.cause)).toEqual(['ended with 3: no such channel']);
  expect(JSON.parse(readFileSync(join(where, 'told.json'), 'utf8'))).toMatchObject({ id: 1, product: 'delays' });
});

test('a file gets one line for each alert', async () => {
  const { store } = await opened();
  const where = folder();
  await store.putNotices([alert('file alerts.ndjson'), alert('file alerts.ndjson', { subject: 'late.fresh' }), alert('file no/such/folder.ndjson')]);
  const { problems } = await deliverDue(means(store, {}, where));
  expect(problems.map((p) => p.cause)).toEqual([expect.stringContaining('ENOENT')]);
  const lines = readFileSync(join(where, 'alerts.ndjson'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).id)).toEqual([1, 2]);
});

test('a variable that is not set is said; the value of one that is set is never written down', async () => {
  const { store } = await opened();
  const closed = await server(status(200));
  await store.putNotices([alert('webhook $HOOK'), alert('webhook http://127.0.0.1:1/$SECRET'), alert('webhook $BAD')]);
  const variables = { SECRET: 's3cret', BAD: `nonsense ${closed.url}` };
  const { problems } = await deliverDue(means(store, { variables }));
  expect(problems[0]).toMatchObject({ code: 'operations/not-delivered', also: [{ code: 'operations/variable-unset' }] });
  expect(problems[0]?.also?.[0]?.message).toContain('webhook $HOOK names the variable HOOK, which is not set');
  const kept = JSON.stringify([await store.notices('prod', {}), problems]);
  expect(kept).not.toContain('s3cret');
  expect(kept).not.toContain('nonsense');
  expect(kept).toContain('$BAD');
});

test('what a newer alert of the same subject replaces is not sent any more', async () => {
  const { store } = await opened();
  const hook = await server(status(200));
  await store.putNotices([alert(`webhook ${hook.url}`), alert(`webhook ${hook.url}`, { state: 'good', body: { text: 'kept again' } })]);
  await deliverDue(means(store));
  expect(hook.heard.map((h) => h.body)).toEqual([{ id: 2, text: 'kept again' }]);
  expect(await states(store)).toEqual([
    [2, 1, true, null],
    [1, 1, false, 'replaced by notice 2, good'],
  ]);
  expect(await store.notices('prod', { undelivered: true })).toEqual([]);
});

test('what waits for a target that is not declared any more is given up; the rest goes on waiting', async () => {
  const { store } = await opened();
  const hook = await server(status(500));
  await store.putNotices([alert(`webhook ${hook.url}/old`), alert(`webhook ${hook.url}/new`)]);
  await deliverDue(means(store));
  expect(hook.heard).toHaveLength(2);
  const notify = [{ kind: 'webhook' as const, target: `${hook.url}/new`, at: { file: 'trivet.yaml' } }];
  await forgetUndeclared({ store, product: { notify }, environment: 'prod', effects });
  expect((await store.notices('prod', { undelivered: true })).map((n) => n.to)).toEqual([`webhook ${hook.url}/new`]);
  expect(await states(store)).toEqual([
    [2, 1, false, 'answered 500'],
    [1, 2, false, 'the target is not declared any more'],
  ]);
  await forgetUndeclared({ store, product: { notify: [] }, environment: 'elsewhere', effects });
  expect(await store.notices('prod', { undelivered: true })).toHaveLength(1);
});

test('one target that is silent does not keep the others waiting', async () => {
  const { store } = await opened();
  const where = folder();
  const silent = await server(() => {});
  await store.putNotices([alert(`webhook ${silent.url}`), alert('file alerts.ndjson')]);
  const under = deliverDue(means(store, {}, where));
  while ((await store.notices('prod', { undelivered: true })).length > 1) await effects.wait(10);
  expect(readFileSync(join(where, 'alerts.ndjson'), 'utf8')).toContain('"id":2');
  for (let i = 0; silent.heard.length === 0 && i < 500; i++) await effects.wait(10);
  expect(silent.heard).toHaveLength(1);
  under.catch(() => {});
});

test("the dead man's switch is beaten with GET; a failure is a Problem without the value of its variable", async () => {
  const beats = await server((turn, response) => response.writeHead(turn === 1 ? 200 : 404).end());
  const deadman = { kind: 'webhook' as const, target: '$BEAT/x', at: { file: 'trivet.yaml' } };
  const beat = (of: typeof deadman | undefined, variables = {}) =>
    beatDeadman({ product: of ? { folder: '/', deadman: of } : { folder: '/' }, effects: { ...effects, variables }, fetch });
  expect(await beat(undefined)).toMatchObject({ ok: true });
  expect(await beat(deadman, { BEAT: beats.url })).toMatchObject({ ok: true });
  expect(beats.heard).toEqual([{ method: 'GET', path: '/x', body: null }]);
  expect(await beat(deadman, { BEAT: beats.url })).toMatchObject({ problems: [{ code: 'operations/beat-failed', cause: 'answered 404' }] });
  expect(await beat(deadman)).toMatchObject({ problems: [{ code: 'operations/variable-unset' }] });
});
