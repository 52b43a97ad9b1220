// A contract that is JSON stays JSON, laid out as it was.

import { expect, it, test } from 'vitest';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { addChecks, addContractChecks } from '../../src/rehearsal/write.ts';

const before = {
  apiVersion: 'v3.1.0',
  tags: [] as string[],
  schema: [
    {
      name: 'm',
      properties: [
        { name: 'id', logicalType: 'integer' },
        { name: 'a', logicalType: 'integer', required: false },
      ],
      '10': 1,
    },
  ],
};
const checks: readonly ProposedCheck[] = [
  { place: 'key', columns: ['id'] },
  { place: 'column', column: 'a', settings: { required: true } },
  { place: 'column', column: 'a', settings: { min: 0, max: 1.5 } },
  { place: 'column', column: 'b', settings: { in: ['x', 'line\nend "q"'] } },
  { place: 'rows', settings: { min: 1 } },
];
const after = {
  ...before,
  schema: [
    {
      '10': 1,
      name: 'm',
      properties: [
        { name: 'id', logicalType: 'integer', primaryKey: true, primaryKeyPosition: 1 },
        { name: 'a', logicalType: 'integer', required: false, logicalTypeOptions: { minimum: 0, maximum: 1.5 } },
        { name: 'b', quality: [{ metric: 'invalidValues', arguments: { validValues: ['x', 'line\nend "q"'] }, mustBe: 0 }] },
      ],
      quality: [{ metric: 'rowCount', mustBeGreaterOrEqualTo: 1 }],
    },
  ],
};

it.each([
  ['two spaces', 2, ''],
  ['four spaces, a line end at the end', 4, '\n'],
  ['tabs', '\t', '\n'],
  ['one line', undefined, ''],
] as const)('JSON with %s', (_, step, end) => {
  const text = JSON.stringify(before, null, step) + end;
  const added = addContractChecks(text, 'm', checks);
  expect(added.text).toBe(JSON.stringify(after, null, step) + end);
  expect(added.left).toEqual([checks[1]]);
});

test('one line with spaces, and lines that end with CR LF', () => {
  const wide = '{"apiVersion": "v3.1.0", "schema": [{"name": "m", "properties": []}]}';
  expect(addContractChecks(wide, 'm', checks.slice(0, 1)).text).toBe(
    '{"apiVersion": "v3.1.0", "schema": [{"name": "m", "properties": [{"name": "id", "primaryKey": true, "primaryKeyPosition": 1}]}]}',
  );
  const lines = '\ufeff{\r\n  "schema": [\r\n    { "name": "m", "properties": [] }\r\n  ]\r\n}\r\n';
  expect(addContractChecks(lines, 'm', checks.slice(4)).text).toBe(
    '\ufeff{\r\n  "schema": [\r\n    { "name": "m", "properties": [], "quality": [{"metric": "rowCount", "mustBeGreaterOrEqualTo": 1}] }\r\n  ]\r\n}\r\n',
  );
  expect(addContractChecks('{\n  "schema": [\n    {\n      "name": "m",\n      "properties": []\n    }\n  ]\n}', 'm', checks.slice(0, 1)).text).toBe(
    JSON.stringify({ schema: [{ name: 'm', properties: [{ name: 'id', primaryKey: true, primaryKeyPosition: 1 }] }] }, null, 2),
  );
});

test('numbers keep their digits, and a type alone is a map', () => {
  const text = '{\n  "path": "x.csv",\n  "n": 12345678901234567890, "m": 1.50,\n  "columns": { "a": "text" }\n}';
  expect(addChecks(text, [{ place: 'column', column: 'a', settings: { required: true } }]).text).toBe(
    '{\n  "path": "x.csv",\n  "n": 12345678901234567890, "m": 1.50,\n  "columns": { "a": {\n    "type": "text",\n    "required": true\n  } }\n}',
  );
});
