// Products made for measuring: many small SQL assets over one small source. Their content is the same each time.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface LargeProduct {
  /** The product's folder. */
  readonly folder: string;
  /** A fresh path beside it, e.g. for a store. */
  fresh(): string;
  remove(): void;
}

/** `assets` assets a0001, a0002 … that each read the source `numbers` (100 rows) and add a column. */
export function largeProduct(assets: number): LargeProduct {
  const base = mkdtempSync(join(tmpdir(), 'trivet bench '));
  const folder = join(base, 'product');
  for (const name of ['sources', 'data', 'assets']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'trivet.yaml'), 'product: large\n');
  writeFileSync(join(folder, 'sources/numbers.yaml'), 'path: data/numbers.csv\ncolumns:\n  id: integer\n  value: integer\n');
  const rows = Array.from({ length: 100 }, (_, i) => `${i},${(i * 7919) % 1000}`);
  writeFileSync(join(folder, 'data/numbers.csv'), `id,value\n${rows.join('\n')}\n`);
  for (let i = 1; i <= assets; i++) {
    writeFileSync(join(folder, 'assets', `a${String(i).padStart(4, '0')}.sql`), `select id, value + ${i} as value\nfrom numbers\n`);
  }
  let number = 0;
  return { folder, fresh: () => join(base, `fresh-${++number}`), remove: () => rmSync(base, { recursive: true, force: true }) };
}
