// One notice to one target, in the form that the target takes. Says why it failed, in words without the value of a variable; retries nothing.

import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Effects, failed, type Json, type Outcome, ok, type Problem } from '../base/index.ts';
import type { Notify } from '../product/index.ts';
import type { Notice } from '../store/index.ts';
import { problem } from './problems.ts';

export interface SendMeans {
  /** The product's folder: where commands run and files are. */
  readonly folder: string;
  readonly effects: Pick<Effects, 'variables'>;
  readonly fetch: typeof globalThis.fetch;
}

/** Milliseconds until an attempt is given up. */
const patience = 30_000;
const pagerDuty = 'https://events.pagerduty.com/v2/enqueue';

/** A target with its variables replaced, and the way to take their values out of a text again. */
interface Filled {
  readonly text: string;
  hide(text: string): string;
}

/** ok: it was taken. A failure is a Problem (variable-unset) or the words of whoever refused it. */
export async function send(notice: Notice, means: SendMeans): Promise<Outcome<void> | { readonly ok: false; readonly why: string }> {
  const [kind, target] = split(notice.to);
  const filled = fill(target, notice.to, means.effects.variables, kind === 'command' ? inCommands : inTargets);
  if (!filled.ok) return filled;
  try {
    await deliver(kind, kind === 'command' ? target : filled.value.text, notice, means);
    return ok(undefined);
  } catch (error) {
    return { ok: false, why: filled.value.hide(reasonOf(error)) };
  }
}

/** GET, as a dead man's switch is beaten. */
export async function beat(target: string, means: Pick<SendMeans, 'effects' | 'fetch'>): Promise<Outcome<void>> {
  const filled = fill(target, target, means.effects.variables, inTargets);
  if (!filled.ok) return filled;
  try {
    await request(filled.value.text, { method: 'GET' }, means);
    return ok(undefined);
  } catch (error) {
    return failed(problem('beat-failed', { to: target }, { cause: filled.value.hide(reasonOf(error)) }));
  }
}

function split(to: string): readonly [kind: Notify['kind'], target: string] {
  const space = to.indexOf(' ');
  return [to.slice(0, space) as Notify['kind'], to.slice(space + 1)];
}

const inTargets = /\$([A-Za-z_]\w*)/g;
/** The shell has variables of its own, which are written small. */
const inCommands = /\$([A-Z_][A-Z0-9_]*)/g;

function fill(target: string, to: string, variables: Effects['variables'], names: RegExp): Outcome<Filled> {
  const values = new Map<string, string>();
  const unset: Problem[] = [];
  const text = target.replace(names, (whole, name: string) => {
    const value = variables[name];
    if (value === undefined || value === '') unset.push(problem('variable-unset', { name, to }));
    else values.set(whole, value);
    return value ?? '';
  });
  if (unset.length) return failed(...unset);
  const hide = (said: string) => [...values].reduce((result, [name, value]) => result.replaceAll(value, name), said);
  return ok({ text, hide });
}

async function deliver(kind: Notify['kind'], target: string, notice: Notice, means: SendMeans): Promise<void> {
  const document: Json = { id: notice.id, ...(notice.body as Record<string, Json>) };
  if (kind === 'file') return appendFile(resolve(means.folder, target), `${JSON.stringify(document)}\n`);
  if (kind === 'command') return command(target, JSON.stringify(document), means);
  if (kind === 'webhook') return post(target, document, means);
  if (kind === 'slack') return post(target, { text: forSlack(textOf(notice)) }, means);
  return post(means.effects.variables.TRIVET_PAGERDUTY_URL || pagerDuty, pagerDutyEvent(target, notice), means);
}

const member = (notice: Notice, name: string): Json | undefined => (notice.body as Record<string, Json> | null)?.[name];
const textOf = (notice: Notice): string => String(member(notice, 'text') ?? `${notice.subject}: ${notice.state}`);

/** Slack's three control characters. */
const forSlack = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Events API v2. One incident for a product's environment: whatever breaks meanwhile, one person is called once. */
function pagerDutyEvent(key: string, notice: Notice): Json {
  const product = String(member(notice, 'product') ?? '');
  const base = { routing_key: key, dedup_key: `trivet/${product}/${notice.environment}` };
  if (notice.state === 'good') return { ...base, event_action: 'resolve' };
  const severity = member(notice, 'wake') === true ? 'critical' : 'warning';
  const payload = { summary: textOf(notice).slice(0, 1024), source: `${product} ${notice.environment}`, severity, custom_details: notice.body };
  return { ...base, event_action: 'trigger', payload };
}

const post = (url: string, document: Json, means: SendMeans): Promise<void> =>
  request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) }, means);

/** A redirect is not followed: an alert goes where the product says, or nowhere. */
async function request(url: string, init: RequestInit, means: Pick<SendMeans, 'fetch'>): Promise<void> {
  const response = await means.fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
  await response.body?.cancel();
  if (response.status < 200 || response.status > 299) throw new Error(`answered ${response.status}`);
}

/** Through the shell, which replaces variables itself; what it starts ends with it when it takes too long. */
function command(line: string, input: string, { folder, effects }: SendMeans): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', line], { cwd: folder, env: { ...effects.variables }, stdio: ['pipe', 'ignore', 'pipe'], detached: true });
    let said = '';
    const timer = setTimeout(() => {
      fail(new Error(`took longer than ${patience / 1000} s`));
      endGroup(child.pid);
    }, patience);
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-300);
    });
    child.stdin.on('error', () => {}); // it may not read what it is told
    child.stdin.end(`${input}\n`);
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) done();
      else fail(new Error(`ended with ${signal ?? code}${said.trim() ? `: ${said.trim()}` : ''}`));
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // it has just ended by itself
  }
}

/** fetch wraps what happened in "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `did not answer within ${patience / 1000} s`;
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
