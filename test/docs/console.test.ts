// Every command in the pages is run, and must print what its page says (UPDATE=1 writes what it printed).

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../rig/index.ts';
import { comparable, rerun } from './console.ts';
import { pages, textOf } from './pages.ts';

const withCommands = pages().filter((page) => textOf(page).includes('\n```console\n'));

test('pages have commands', () => {
  expect(withCommands.length).toBeGreaterThan(10);
});

test.concurrent.each(withCommands)('%s', { timeout: 180_000 }, async (page) => {
  const text = textOf(page);
  const again = await rerun(text);
  // Where only times differ the page is left as it is.
  const same = comparable(again) === comparable(text);
  if (!same && process.env.UPDATE === '1' && process.env.CI !== 'true') writeFileSync(join(root, page), again);
  else expect(comparable(again)).toBe(comparable(text));
});
