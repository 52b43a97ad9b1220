// A page for each check type, in step with its file and its form (UPDATE=1 writes them); every example on it is a check of that type.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { rulesOf } from '../../src/checks/index.ts';
import { type CheckType, checkTypes } from '../../src/product/forms/check-types.ts';
import { parseProduct } from '../../src/product/index.ts';
import { root } from '../rig/index.ts';
import { checkPage, indexPage, ruleFile, said, types } from './check-pages.ts';

const folder = join(root, 'docs/checks');
const update = process.env.UPDATE === '1';

/** The rules of a yaml beside other tables that examples name. */
function rulesIn(yaml: string) {
  const file = (path: string, text: string) => ({ path, text, digest: digestOf(text) });
  const sql = (name: string) => file(`assets/${name}.sql`, 'select 1 as a');
  const files = [
    file('trivet.yaml', 'product: p\n'),
    sql('departures'),
    sql('airports'),
    sql('departures_before'),
    file('assets/departures.yaml', `${yaml}\n`),
  ];
  const product = parseProduct({ files, codeFolder: '/p', folder: '/p' });
  if (!product.ok) throw new Error(`${yaml}: ${product.problems.map((p) => p.message).join('; ')}`);
  return rulesOf(product.value);
}

const inFull = (type: CheckType): string =>
  type === 'sql' ? 'checks: { c: { sql: "select 1" } }' : `checks: { c: { ${type}: ${(checkTypes[type] as { example: string }).example} } }`;

function settings(type: CheckType): object {
  const [rule] = rulesIn(inFull(type));
  return rule && 'settings' in rule ? rule.settings : {};
}

function inStep(name: string, text: string): void {
  const path = join(folder, name);
  if (update) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
  }
  expect(readFileSync(path, 'utf8'), `${name} is not in step: UPDATE=1 npx vitest run test/docs/checks.test.ts`).toBe(text);
}

test.each(types)('%s has its page', (type) => {
  inStep(`${type}.md`, checkPage(type));
});

test('the index lists every type', () => {
  inStep('index.md', indexPage(settings));
});

test('no page of a type that does not exist', () => {
  expect(readdirSync(folder).sort()).toEqual([...types.map((type) => `${type}.md`), 'index.md'].sort());
});

test.each(types)('%s: its examples are checks of that type', (type) => {
  expect(rulesIn(inFull(type)).map((rule) => rule.kind)).toEqual([type]);
  expect(rulesIn(said(type).example).map((rule) => rule.kind)).toContain(type);
});

test('a file in rules/ is of a check type', () => {
  const files = readdirSync(join(root, 'src/checks/rules')).map((name) => `src/checks/rules/${name}`);
  expect(files.sort()).toEqual(types.map(ruleFile).sort());
});
