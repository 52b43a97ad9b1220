// README shows the demo as it is: the block is what `npm run demo -- --once` prints (UPDATE=1 writes it).

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cleanEnvironment, ensureBuilt, root } from '../rig/index.ts';
import { comparable } from './console.ts';
import { textOf } from './pages.ts';

const block = /(?<=^```text demo\n)[\s\S]*?(?=^```$)/m;

function demo(): Promise<{ code: number | null; out: string; err: string }> {
  ensureBuilt();
  const env = cleanEnvironment({ TRIVET_USER: 'ada' });
  const child = spawn(process.execPath, [join(root, 'demo', 'demo.ts'), '--once'], { cwd: root, env });
  const ended = { out: '', err: '' };
  child.stdout.on('data', (data) => (ended.out += data));
  child.stderr.on('data', (data) => (ended.err += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...ended })));
}

test('the block in README is what the demo prints, in at most 115 lines', { timeout: 1_200_000 }, async () => {
  const { code, out, err } = await demo();
  // What the service tells while it runs; what went otherwise ends the demo with 1.
  expect([code, err]).toEqual([0, expect.stringContaining('prod is up: http://127.0.0.1:')]);
  const page = textOf('README.md');
  const shown = block.exec(page)?.[0] ?? '';
  const update = process.env.UPDATE === '1' && process.env.CI !== 'true' && comparable(out) !== comparable(shown);
  if (update)
    writeFileSync(
      join(root, 'README.md'),
      page.replace(block, () => out),
    );
  else expect(comparable(out)).toBe(comparable(shown));
  expect(out.trimEnd().split('\n').length).toBeLessThanOrEqual(115);
});
