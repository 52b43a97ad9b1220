// Every folder here is a scenario: a product and the transcript that it must print (see test/rig/transcript.ts; UPDATE=1 rewrites).

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { transcript } from '../rig/index.ts';

const entries = readdirSync(import.meta.dirname, { withFileTypes: true });
const scenarios = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

test('there are scenarios', () => {
  expect(scenarios).not.toEqual([]);
});

test.each(scenarios)('%s', { timeout: 180_000 }, async (name) => {
  const { expected, actual } = await transcript(join(import.meta.dirname, name));
  if (process.env.UPDATE !== '1') expect(actual).toBe(expected);
});
