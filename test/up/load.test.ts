// Under load: ships and rollbacks mix nothing and lose nothing, and neither does the end.

import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { productFolder, writeFiles } from '../rig/index.ts';
import { code, done, startUp, until, versioned } from './rig.ts';

interface Seen {
  /** What the connection said where no answer came: ECONNREFUSED … */
  readonly error?: string;
  readonly status?: number;
  readonly release?: number;
  readonly rows?: readonly { readonly left_version: number; readonly right_version: number }[];
  readonly retryAfter?: string | undefined;
}

/** One request with its whole answer. */
function one(url: string, agent: Agent | undefined): Promise<Seen> {
  return new Promise((resolve) => {
    const request = get(url, agent ? { agent } : { agent: false }, (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', (error: NodeJS.ErrnoException) => resolve({ error: `in the answer: ${error.code ?? error.message}` }));
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        const rows = status === 200 ? (JSON.parse(text) as Seen['rows']) : undefined;
        resolve({ status, release: Number(headers['trivet-release']), ...(rows ? { rows } : {}), retryAfter: headers['retry-after'] });
      });
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
  });
}

/** So many requests a second until told to stop; gives all that were seen. A third ask what no cache can hold. */
function load(url: string, perSecond: number, agent?: Agent): { readonly stop: () => Promise<readonly Seen[]>; readonly sent: () => number } {
  const begun = performance.now();
  const under: Promise<Seen>[] = [];
  const timer = setInterval(() => {
    const due = ((performance.now() - begun) / 1000) * perSecond;
    while (under.length < due) {
      const n = under.length;
      under.push(one(new URL(n % 3 ? '/outputs/both' : `/outputs/asked?x=${n}`, url).href, agent));
    }
  }, 5);
  onTestFinished(() => clearInterval(timer));
  return {
    sent: () => under.length,
    stop: () => {
      clearInterval(timer);
      return Promise.all(under);
    },
  };
}

test('200 requests a second over ten ships and rollbacks: every answer is there and wholly of one release', { timeout: 300_000 }, async () => {
  const cwd = productFolder(versioned(1));
  const versions = new Map<number, number>();
  const first = await done(['ship'], cwd);
  versions.set(first.release?.number ?? 0, 1);
  const up = await startUp(cwd, ['--no-schedule']);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  onTestFinished(() => agent.destroy());
  const begun = performance.now();
  const asked = load(up.url, 200, agent);
  for (let move = 1; move <= 10; move++) {
    if (move % 2) {
      writeFiles(cwd, code(move + 1));
      const { release } = await done(['ship'], cwd);
      versions.set(release?.number ?? 0, move + 1);
    } else {
      const { release, backTo } = await done(['rollback'], cwd);
      versions.set(release?.number ?? 0, versions.get(backTo ?? 0) ?? Number.NaN);
    }
    await setTimeout(500);
  }
  await until('30 s of it', () => (asked.sent() >= 6_000 && performance.now() - begun >= 30_000 ? true : undefined));
  const seen = await asked.stop();
  expect(seen.length).toBeGreaterThanOrEqual(6_000);
  expect(seen.filter((s) => s.status !== 200)).toEqual([]);
  const mixed = seen.filter(
    (s) => s.rows?.length === 0 || s.rows?.some((r) => r.left_version !== r.right_version || r.left_version !== versions.get(s.release ?? 0)),
  );
  expect(mixed).toEqual([]);
  // it was really asked of them: nearly each of the eleven was seen
  expect(new Set(seen.map((s) => s.release)).size).toBeGreaterThanOrEqual(9);
  expect((await up.stop()).code).toBe(0);
});

test('SIGTERM under load loses none: what is accepted is answered, and then nobody is there', { timeout: 120_000 }, async () => {
  const cwd = productFolder(versioned(1));
  await done(['ship'], cwd);
  const up = await startUp(cwd, ['--no-schedule']);
  const asked = load(up.url, 200);
  await until('some load', () => (asked.sent() > 400 ? true : undefined));
  const end = await up.stop();
  expect([end.code, end.signal]).toEqual([0, null]);
  const sent = asked.sent();
  await until('some more', () => (asked.sent() > sent + 100 ? true : undefined));
  const seen = await asked.stop();
  expect(seen.slice(0, 300).every((s) => s.status === 200)).toBe(true);
  // what the service answered has arrived, by its own count
  const { requests } = end.json() as { requests: { answered: number; failed: number } };
  expect(seen.filter((s) => s.status === 200).length).toBe(requests.answered - requests.failed);
  // a connection that the closing port never heard is refused, or reset where the system had taken it; before the end none is
  const over = seen.findIndex((s) => s.status === 503 || s.error !== undefined);
  const lost = seen.filter((s, i) => s.error !== undefined && (i < over || !['ECONNREFUSED', 'ECONNRESET'].includes(s.error)));
  expect(lost).toEqual([]);
  expect(seen.filter((s) => s.error === 'ECONNRESET').length).toBeLessThanOrEqual(3);
  const refused = seen.filter((s) => s.status !== undefined && s.status !== 200);
  expect(refused.filter((s) => s.status !== 503 || s.retryAfter === undefined)).toEqual([]);
  expect(seen.at(-1)).toEqual({ error: 'ECONNREFUSED' });
});
