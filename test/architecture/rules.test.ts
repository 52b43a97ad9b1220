// Every rule of the house can fail: each is shown a source that breaks it, and one that only looks as if.

import { expect, test } from 'vitest';
import { crowdedFolders, effectFindings, fileFindings, importFindings, moduleFindings } from './rules.ts';
import { readSource } from './source.ts';

type Rule = (sources: ReturnType<typeof readSource>[]) => readonly string[];
const found = (rule: Rule, path: string, text: string) => rule([readSource(path, text)]);

const imports = (path: string, text: string) => found(importFindings, path, text);

test('an import that the table does not know fails with file and line', () => {
  expect(imports('src/graph/order.ts', "\nimport { openStore } from '../store/index.ts';\n")).toEqual([
    'src/graph/order.ts:2: graph may not import store',
  ]);
  expect(imports('src/graph/order.ts', "import { ok } from '../base/index.ts';")).toEqual([]);
});

test.each([
  ['static', "import { a } from '../store/index.ts';"],
  ['type-only', "import type { A } from '../store/index.ts';"],
  ['re-export', "export { a } from '../store/index.ts';"],
  ['re-export of all', "export * from '../store/index.ts';"],
  ['side effect', "import '../store/index.ts';"],
  ['dynamic', "const store = await import('../store/index.ts');"],
  ['in a type', "let store: import('../store/index.ts').Store;"],
  ['over several lines', "import {\n  a,\n  b,\n} from '../store/index.ts';"],
  ['in a template', "const text = `${(await import('../store/index.ts')).name}`;"],
  ['after a regular expression', "const quote = /['\"`]/; import('../store/index.ts');"],
])('an import is seen: %s', (_, text) => {
  expect(imports('src/telemetry/x.ts', text)).toHaveLength(1);
});

test('an import in a comment or a text is none', () => {
  const text =
    "// import '../store/index.ts';\n/* import('../store/index.ts') */\nconst a = `import '../store/index.ts';`;\nconst b = \"import('x')\";";
  expect(imports('src/telemetry/x.ts', text)).toEqual([]);
});

test('a room is entered through its index.ts, also for types', () => {
  const text = "import type { Problem } from '../base/problem.ts';";
  expect(imports('src/store/x.ts', text)).toEqual(['src/store/x.ts:1: enter base through src/base/index.ts, not src/base/problem.ts']);
  expect(imports('src/engine/duckdb/x.ts', "import { a } from '../../base/index.ts';\nimport { b } from '../settings.ts';")).toEqual([]);
});

test('entries are imported by nobody, and import everything', () => {
  expect(imports('src/run/x.ts', "import { main } from '../cli/main.ts';")).toEqual(['src/run/x.ts:1: imports cli, an entry that nobody imports']);
  expect(imports('src/cli/x.ts', "import { a } from '../store/index.ts';")).toEqual([]);
});

test('where only types are allowed, a value fails', () => {
  expect(imports('src/engine/x.ts', "import { type A, b } from '../product/index.ts';")).toHaveLength(1);
  expect(imports('src/engine/x.ts', "import { type A, type B } from '../product/index.ts';\nimport type { C } from '../product/index.ts';")).toEqual(
    [],
  );
});

test('plan reads the store and never holds its writer', () => {
  expect(imports('src/plan/x.ts', "import type { Store, StoreReader } from '../store/index.ts';")).toEqual([
    'src/plan/x.ts:1: plan may not import Store of store',
  ]);
  expect(imports('src/plan/x.ts', "import type { StoreReader } from '../store/index.ts';")).toEqual([]);
});

test('a folder that is no room, and an import out of src/, fail', () => {
  expect(imports('src/misc/x.ts', '')).toEqual(['src/misc/x.ts:1: misc is not a room of the import table']);
  expect(imports('src/base/x.ts', "import a from '../../test/rig/index.ts';")).toHaveLength(1);
});

test.each([
  ['src/run/x.ts', '@duckdb/node-api'],
  ['src/engine/x.ts', '@duckdb/node-api'],
  ['src/session/x.ts', 'node:sqlite'],
  ['src/cli/x.ts', 'node:http'],
  ['src/base/x.ts', 'node:fs'],
  ['src/graph/x.ts', 'node:child_process'],
  ['src/plan/x.ts', 'node:process'],
])('%s may not import %s', (path, module) => {
  expect(found(moduleFindings, path, `import { a } from '${module}';`)).toHaveLength(1);
});

test('modules are welcome at home', () => {
  expect(found(moduleFindings, 'src/engine/duckdb/x.ts', "import { a } from '@duckdb/node-api';\nimport { b } from 'node:fs';")).toEqual([]);
  expect(found(moduleFindings, 'src/store/catalog/x.ts', "import { a } from 'node:sqlite';")).toEqual([]);
  expect(found(moduleFindings, 'src/base/x.ts', "import { a } from 'node:crypto';")).toEqual([]);
});

test.each([
  'Date.now()',
  'new Date()',
  'new Date',
  'Math.random()',
  'process.env.HOME',
  'performance.now()',
  'process.hrtime()',
  'randomUUID()',
  'Date()',
  "fetch('x')",
])('an effect outside the entries fails: %s', (text) => {
  expect(found(effectFindings, 'src/run/x.ts', `\nconst a = ${text};`)).toHaveLength(1);
  expect(found(effectFindings, 'src/run/x.ts', `\nconst a = \`\${${text}}\`;`)).toHaveLength(1);
});

test('an effect of the entries, in a comment, in a text or of given time does not', () => {
  expect(found(effectFindings, 'src/effects.ts', 'Date.now(); process.env; Math.random();')).toEqual([]);
  expect(
    found(effectFindings, 'src/run/x.ts', "// Date.now()\nconst a = 'Math.random()' + `new Date()`;\nnew Date(clock); process.exitCode = 1;"),
  ).toEqual([]);
  expect(found(effectFindings, 'src/plan/x.ts', 'process.exitCode = 1;')).toHaveLength(1);
});

test('a file without its opening words, with a vague name or too long fails', () => {
  expect(found(fileFindings, 'src/run/x.ts', 'export const a = 1;\n')).toHaveLength(1);
  expect(found(fileFindings, 'src/run/utils.ts', '// What it holds.\n')).toHaveLength(1);
  expect(found(fileFindings, 'src/run/x.ts', `// What it holds.\n${'a;\n'.repeat(500)}`)).toEqual([
    'src/run/x.ts:501: 501 lines; split a file before 500',
  ]);
  expect(found(fileFindings, 'src/cli/bin.ts', '#!/usr/bin/env node\n// What it holds.\n')).toEqual([]);
});

test('a folder of sixteen files is told', () => {
  const many = Array.from({ length: 16 }, (_, i) => readSource(`src/run/a${i}.ts`, ''));
  expect(crowdedFolders(many)).toEqual(['src/run: 16 files']);
  expect(crowdedFolders(many.slice(1))).toEqual([]);
});
