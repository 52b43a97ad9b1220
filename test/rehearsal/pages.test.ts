import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { faultPages } from '../../src/rehearsal/index.ts';
import { root } from '../rig/index.ts';

const folder = join(root, 'docs/faults');

it('the docs have a page for each fault, in the operator’s own words (UPDATE=1 writes them)', () => {
  const pages = faultPages();
  if (process.env.UPDATE) {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
  }
  expect(readdirSync(folder).sort()).toEqual(Object.keys(pages).sort());
  for (const [name, text] of Object.entries(pages)) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
});
