// `contract lint`: of each file what is wrong, which rules run, and what can't be executed.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verb } from '../../src/cli/verbs/contract.ts';
import { palette } from '../../src/telemetry/index.ts';
import { examples, hasCorpus, head } from './rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'trivet-lint-test-'));
const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const run = (action: string, file: readonly string[], width = 200) =>
  verb.run({
    arguments: { action, file },
    flags: { json: false, quiet: false, set: {}, wait: 0, help: false, as: 'odcs', tight: false },
    emit: () => {},
    palette: palette(false),
    width,
    interactive: false,
    cwd: folder,
    signal: new AbortController().signal,
  } as never);

put(
  'orders.odcs.yaml',
  `${head}schema:
  - name: orders
    properties: [{ name: id, required: true }]
    quality:
      - { name: some, metric: rowCount, mustBeGreaterThan: 0, severity: warning }
      - { name: said, type: text, description: good }
`,
);
put(
  'sql.odcs.yaml',
  `${head}schema:
  - name: orders
    quality:
      - name: two
        type: sql
        query: |
          select count(*)
          from {object}; drop table orders
        mustBe: 0
`,
);

test('beside an output of a product only columns are compared', async () => {
  mkdirSync(join(folder, 'shop', 'outputs', 'daily'), { recursive: true });
  put('shop/trivet.yaml', 'product: shop\n');
  const text = `${head}schema:
  - name: orders
    properties: [{ name: id, logicalType: integer, required: true }]
    quality: [{ name: said, type: text, description: good }]
`;
  for (const file of ['shop/outputs/orders.odcs.yaml', 'shop/outputs/daily/orders.odcs.yaml']) {
    put(file, text);
    const end = await run('lint', [file]);
    expect(end.text.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, ' | '))).toEqual([
      ' | rule | expected',
      '✓ | orders.id.type | of type any integer',
      '',
      ' | not run | because',
      '· | orders.id.required | answers of an output are kept nowhere; say it of a table that it reads',
      '· | orders.said | it is a text for people, and nothing that can be asked',
      '',
      '✓ 1 contract, 1 rule that runs',
    ]);
  }
});

test('one contract: every rule, and what is not run with its reason', async () => {
  const end = await run('lint', ['orders.odcs.yaml']);
  expect(end.text.split('\n').map((line) => line.trimEnd().replace(/ {2,}/g, ' | '))).toEqual([
    ' | rule | expected',
    '✓ | orders.id.required | not null',
    '! | orders.some | above 0 rows',
    '',
    ' | not run | because',
    '· | orders.said | it is a text for people, and nothing that can be asked',
    '',
    '✓ 1 contract, 2 rules that run',
  ]);
  expect([end.exit, end.problems]).toEqual([0, []]);
});

test('SQL that is more than one SELECT is an error at its place', async () => {
  const end = await run('lint', ['sql.odcs.yaml']);
  expect([end.exit, end.problems?.map((p) => [p.code, p.at?.file, p.at?.line])]).toEqual([2, [['engine/not-a-select', 'sql.odcs.yaml', 12]]]);
});

test('several contracts: a line for each', async () => {
  put('bad.odcs.yaml', `${head}schemas: []\n`);
  const end = await run('lint', ['orders.odcs.yaml', 'bad.odcs.yaml', 'absent.odcs.yaml']);
  expect(end.summary).toBe('✗ 2 of 3 contracts cannot be used as written');
  expect(end.problems?.map((p) => p.code)).toEqual(['contract/unknown-key', 'contract/unreadable-contract']);
  expect(end.document).toMatchObject({
    action: 'lint',
    contracts: [
      {
        file: 'orders.odcs.yaml',
        apiVersion: '3.1.0',
        tables: 1,
        errors: 0,
        rules: [{ rule: 'orders.id.required' }, { rule: 'orders.some' }],
        notRun: [{ rule: 'said' }],
      },
      { file: 'bad.odcs.yaml', apiVersion: null, errors: 1 },
      { file: 'absent.odcs.yaml', apiVersion: null, errors: 1 },
    ],
  });
});

if (hasCorpus)
  test('the official examples: no error, and a count of what runs and what can not', async () => {
    const end = await run('lint', examples());
    expect([end.exit, end.problems?.filter((p) => p.severity === 'error')]).toEqual([0, []]);
    const { contracts } = end.document as { contracts: readonly { rules: readonly unknown[]; notRun: readonly unknown[] }[] };
    expect(contracts.reduce((sum, one) => sum + one.rules.length, 0)).toBeGreaterThan(500);
    expect(contracts.reduce((sum, one) => sum + one.notRun.length, 0)).toBeGreaterThan(15);
    expect(end.text).toContain('full-example.odcs.yaml');
  });

test.each([
  ['an action that there is not', 'lnt', ['x'], 'lint, infer, diff or export'],
  ['lint of nothing', 'lint', [], 'one or more contracts'],
])('%s', async (_, action, files, said) => {
  const end = await run(action, files);
  expect([end.exit, end.problems?.[0]?.message.includes(said)]).toEqual([2, true]);
});
