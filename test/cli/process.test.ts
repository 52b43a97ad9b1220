import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const bin = at('../../src/cli/bin.ts');
const fake = at('./fake-trivet.ts');
const version = JSON.parse(readFileSync(at('../../package.json'), 'utf8')).version as string;

function node(args: readonly string[], variables: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { env, maxBuffer: 1e8 }, (error, out, err) => resolve({ code: Number(error?.code ?? 0), out, err }));
  });
}

test('help fits a terminal: 32 lines of 80, every verb in it', async () => {
  const { code, out, err } = await node([bin, '--help']);
  expect([code, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(32);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  for (const verb of ['init', 'plan', 'run', 'show', 'sql', 'test', 'accept', 'ship', 'rollback', 'release', 'log', 'verify', 'why']) {
    expect(out).toMatch(new RegExp(`^  ${verb} `, 'm'));
  }
  for (const flag of ['json', 'quiet', 'product', 'environment', 'store', 'clock', 'set', 'wait', 'help']) expect(out).toContain(`--${flag}`);
});

test('help loads main and the table of verbs only', async () => {
  const tell = `import { registerHooks } from 'node:module';
    registerHooks({ load(url, context, next) { if (url.startsWith('file:')) process.stderr.write(url.split('/src/')[1] + '\\n'); return next(url, context); } });`;
  const { err } = await node(['--import', `data:text/javascript,${encodeURIComponent(tell)}`, bin, '--help']);
  expect(err.trim().split('\n')).toEqual(['cli/bin.ts', 'cli/main.ts', 'cli/table.ts']);
});

test('help, -h, --help and --version agree', async () => {
  const [a, b, c, d] = await Promise.all([node([bin, '--help']), node([bin, 'help']), node([bin, '-h']), node([bin, '--version'])]);
  expect(b.out).toBe(a.out);
  expect(c.out).toBe(a.out);
  expect(d.out).toBe(`trivet ${version}\n`);
});

test('an unknown verb of the real command', async () => {
  const { code, err } = await node([bin, 'deploi']);
  expect(code).toBe(2);
  expect(err).toContain('did you mean ship? trivet ship --help');
});

test('an old Node gets one Problem and exit code 3', async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})";
  const { code, out, err } = await node(['--import', pretend, bin, 'plan']);
  expect([code, out]).toEqual([3, '']);
  expect(err).toContain('this is Node 20.1.0; Trivet needs Node 24');
  const json = await node(['--import', pretend, bin, 'plan', '--json']);
  expect(JSON.parse(json.out).problems[0].code).toBe('cli/old-node');
});

test('the first file is written in words that an old Node can parse', () => {
  const text = readFileSync(bin, 'utf8').replace(/\/\/.*$/gm, '');
  expect(text).not.toMatch(/\?\.|\?\?|\*\*|\basync\b|\bawait\b|^import .* from|#[a-z]+\s*[(=]|\|\|=|&&=/m);
});

test('NO_COLOR and pipes are plain, FORCE_COLOR colours', async () => {
  expect((await node([fake, 'nope'], { FORCE_COLOR: '', NO_COLOR: '' })).err).not.toContain('\u001b[');
  expect((await node([fake, 'nope'], { FORCE_COLOR: '1', NO_COLOR: '' })).err).toContain('\u001b[31m✗\u001b[39m');
});

test('a reader that stops reading is no failure', async () => {
  const child = spawn(process.execPath, [fake, 'flood']);
  let err = '';
  child.stderr.on('data', (data) => {
    err += data;
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect([code, err]).toEqual([0, '']);
});

async function interruptedBy(verb: string, signals: readonly NodeJS.Signals[]) {
  const child = spawn(process.execPath, [fake, verb]);
  let err = '';
  const ready = new Promise<void>((resolve) => {
    child.stderr.on('data', (data) => {
      err += data;
      if (err.includes('waiting')) resolve();
    });
  });
  const end = new Promise<number | null>((resolve) => child.on('close', resolve));
  await ready;
  for (const signal of signals) {
    child.kill(signal);
    // Two signals at once would be one.
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { code: await end, err };
}

test('the first signal lets the verb stop, as a Problem', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const { code, err } = await interruptedBy('wait', [signal]);
    expect(code).toBe(3);
    expect(err).toContain('cli/interrupted');
  }
});

test('the second SIGINT ends a verb that does not listen', async () => {
  expect((await interruptedBy('stuck', ['SIGINT', 'SIGINT'])).code).toBe(130);
});
