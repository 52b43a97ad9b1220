// The template as Trivet reads it: no problem in it, and what it declares is what its README says.

import { cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseProduct, readFiles } from '../../src/product/index.ts';
import { temporaryFolder } from '../rig/index.ts';
import { deliveries, tablesAfter, template, textOf } from './tables.ts';

const read = await readFiles(template);
if (!read.ok) throw new Error(JSON.stringify(read.problems));
const parsed = parseProduct({ folder: template, codeFolder: template, files: read.value });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
const product = parsed.value;

test('its impact is high, and its gate asks the model to beat what planners have', () => {
  expect(product.impact.level).toBe('high');
  expect(product.solved).toMatchObject({ model: 'bad_hour', metric: 'auc', betterThan: ['seen_share', 'usual_share'], by: 0.02 });
  expect(textOf('trivet.yaml').trimEnd().split('\n').length).toBeLessThanOrEqual(35);
});

test('each output has consumers with a contact and a use, and each is promised fresh, available and fast', () => {
  expect([...product.outputs.values()].map(({ name, kind, model }) => [name, kind, model])).toEqual([
    ['bad_hour', 'model', 'bad_hour'],
    ['late', 'sql', undefined],
  ]);
  for (const output of product.outputs.values()) {
    expect(output.consumers.length).toBeGreaterThan(0);
    for (const consumer of output.consumers) expect([output.name, consumer.contact, consumer.uses]).not.toContain(undefined);
    expect(output.parameters.map(({ name, in: values }) => [name, values])).toEqual([['origin', ['SEA', 'SFO', 'LAS']]]);
    const promised = product.promises.filter((promise) => promise.output === output.name).map((promise) => promise.kind);
    expect([...promised].sort()).toEqual(['available', 'fast', 'fresh']);
  }
});

test('what runs writes nothing that git would see', () => {
  const ignored = textOf('gitignore').split('\n');
  expect(product.notify.map(({ kind, target }) => [kind, target])).toEqual([['file', 'alerts.ndjson']]);
  expect(ignored).toEqual(expect.arrayContaining(['.trivet/', 'alerts.ndjson']));
});

test('every asset of SQL has its unit test', () => {
  const tested = new Set(product.tests.map(({ asset }) => asset));
  const written = [...product.assets.values()].filter(({ kind }) => kind === 'sql').map(({ name }) => name);
  expect(written.filter((name) => !tested.has(name))).toEqual([]);
});

test('deliveries are here in the order of their days, 3 March in two that do not overlap', async () => {
  expect(readdirSync(join(template, 'deliveries')).sort()).toEqual(deliveries.map((day) => `${day}.parquet`).sort());
  const tables = await tablesAfter(deliveries.length);
  const [counts] = await tables.rows('select count(*)::int as flights from flights');
  const days = await tables.rows(
    `select parse_filename(filename, true) as file, min(date)::varchar as first, max(date)::varchar as last
     from read_parquet('${join(template, 'deliveries/*.parquet').replaceAll("'", "''")}', filename = true) group by 1 order by min(date)`,
  );
  tables.close();
  expect(textOf('README.md')).toContain(`${Number(counts?.flights).toLocaleString('en-US')} scheduled departures`);
  expect(days.map(({ file }) => file)).toEqual(deliveries);
  for (const [i, { first }] of days.entries()) expect(String(first) > String(days[i - 1]?.last ?? '')).toBe(true);
  expect(days.at(-2)?.last).toMatch(/^2001-03-03 14:/);
});

test('a folder of its own is a product as well: nothing in it points elsewhere', async () => {
  const folder = join(temporaryFolder(), 'own');
  cpSync(template, folder, { recursive: true });
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  const files = await readFiles(folder);
  expect(files.ok && parseProduct({ folder, codeFolder: folder, files: files.value }).ok).toBe(true);
});
