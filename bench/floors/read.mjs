// The floor of a no-op: look at every file of a product, hash it, and read what the catalog keeps. Arguments: the product, the catalog.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const [product = '.', catalog = ''] = process.argv.slice(2);
let bytes = 0;
for (const name of ['trivet.yaml', ...readdirSync(product, { recursive: true })]) {
  const path = join(product, name);
  const about = statSync(path);
  if (!about.isFile()) continue;
  bytes += about.size;
  createHash('sha256').update(readFileSync(path)).digest('hex');
}
const database = new DatabaseSync(catalog, { readOnly: true });
const tables = database.prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'").all();
let rows = 0;
for (const { name } of tables) rows += database.prepare(`select * from "${name}"`).all().length;
database.close();
console.log(JSON.stringify({ bytes, rows }));
