// The short form and ODCS are two spellings of one contract: a way there and back loses nothing, whatever is said.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { digestOf, type Json } from '../../src/base/index.ts';
import { describedByFile, documentOfShort, exportContract, readContract } from '../../src/contract/index.ts';
import type { CodeFile, Described } from '../../src/product/index.ts';
import { checkTypes, describedTables } from './described.ts';

const codeFile = (path: string, text: string): CodeFile => ({ path, text, digest: digestOf(text) });

/** Without places; checks by name, for a contract says no order; columns that say nothing are as good as none. */
function said({ name, description, key, columns, rows, checks }: Described): Json {
  const bare = JSON.stringify({ name, description, key, columns, rows, checks }, (member, value) =>
    ['at', 'sqlAt'].includes(member) ? undefined : value,
  );
  const read = JSON.parse(bare) as { columns: { name: string }[]; checks: { name: string }[] };
  const speaking = read.columns.filter((column) => Object.keys(column).some((member) => !['name', 'severity'].includes(member)));
  return { ...read, columns: speaking, checks: [...read.checks].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

const others = ['airports', 't', 'departures'];

function thereAndBack(described: Described): Described {
  const text = exportContract(documentOfShort(described), 'odcs');
  const back = describedByFile(codeFile('t.odcs.yaml', text), others);
  if (!back.ok) throw new Error(`${text}\n${back.problems.map((p) => `${p.at?.line}: ${p.message}`).join('\n')}`);
  const [table] = back.value.tables;
  if (!table) throw new Error('no table');
  return table;
}

test('a table of the short form as ODCS, read again, is the same table', () => {
  fc.assert(
    fc.property(describedTables, (described) => {
      expect(said(thereAndBack(described))).toEqual(said(described));
    }),
    { numRuns: 150 },
  );
});

test('every check type comes back, and none that the product knows is left out', () => {
  const seen = new Set<string>();
  for (const described of fc.sample(describedTables, 300)) for (const check of described.checks) seen.add(check.type);
  expect([...seen].sort()).toEqual([...checkTypes].sort());
});

const corpus = join(import.meta.dirname, '../../../shared/corpora/odcs/examples');
const documents: readonly string[] = existsSync(corpus)
  ? readdirSync(corpus, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.ya?ml$/.test(path))
      .sort()
  : [];

/** A document of 2.2 and one of 3.0, so that older spellings are tried where the examples are not. */
const older: Readonly<Record<string, string>> = {
  'two.odcs.yaml': `apiVersion: v2.2.2
kind: DataContract
uuid: 5f6c
version: 1.0.0
status: current
datasetName: orders
quantumName: shop
tables: []
dataset:
  - table: orders
    columns:
      - column: id
        isPrimaryKey: true
        isNullable: false
        logicalType: string
        physicalType: varchar(18)
        clusterStatus: true
    quality:
      - code: row_count
        toolName: other
        dimension: completeness
slaDefaultColumn: orders.id
price: { priceAmount: 1.5, priceCurrency: EUR, priceUnit: row }
`.replace('tables: []\n', ''),
  'three.odcs.yaml': `apiVersion: v3.0.2
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    logicalType: object
    properties:
      - name: id
        logicalType: integer
        logicalTypeOptions: { minimum: 0, exclusiveMinimum: true, format: i64 }
        examples: [1, "2", null, 2.50]
        customProperties: [{ property: kept, value: { deep: [1, { er: true }] } }]
        quality:
          - { rule: duplicateCount, mustBe: 0, unit: rows }
team:
  - { username: a, role: owner, dateIn: "2022-10-01" }
contractCreatedTs: "2022-11-15T02:59:43+00:00"
`,
};
const texts = { ...older, ...Object.fromEntries(documents.map((path) => [path, readFileSync(join(corpus, path), 'utf8')])) };

describe.each(Object.entries(texts))('%s', (path, text) => {
  test('exported and read again says all that it said', () => {
    const read = readContract(codeFile(path, text));
    if (!read.ok) throw new Error(read.problems.map((p) => p.message).join('\n'));
    const { document } = read.value;
    const exported = exportContract(document, 'odcs');
    const again = readContract(codeFile(path, exported));
    if (!again.ok) throw new Error(again.problems.map((p) => `${p.message}\n${exported}`).join('\n'));
    const { apiVersion: _, ...whole } = document.raw;
    const { apiVersion, ...back } = again.value.document.raw;
    expect(apiVersion).toBe('v3.1.0');
    expect(back).toEqual(whole);
    expect(exportContract(again.value.document, 'odcs')).toBe(exported);
  });
});
