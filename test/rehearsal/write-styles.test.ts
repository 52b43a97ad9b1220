// Proposed checks in texts of any style: what was there is there byte for byte, and the new lines follow the file's own ways.

import { expect, it, test } from 'vitest';
import { parse } from 'yaml';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { addChecks, addContractChecks } from '../../src/rehearsal/write.ts';

const column = (name: string, settings: Record<string, unknown>): ProposedCheck => ({ place: 'column', column: name, settings });
const rows: ProposedCheck = { place: 'rows', settings: { min: 10 } };
const mix: ProposedCheck = { place: 'check', name: 'mix', settings: { topShare: { column: 'b', max: '3%' } } };

/** A contract of flush lists, aligned comments, folded texts and blank lines. */
const flush = `# a contract
apiVersion: v3.1.0   # the version
description:
  purpose: >-
    a long text that is
    folded over lines
  usage: plain text that
    goes on here
schema:
- name: m   # the table
  tags: [one,
         two]   # tags
  properties:
  - {name: id, logicalType: integer}   # tight flow
  - name: a
    logicalType: integer
    required: false   # sometimes missing, by design
    description: 'single   quoted'

  - name: b

    logicalType: string
    # trailing comment

# the end
`;
const flushAfter = `# a contract
apiVersion: v3.1.0   # the version
description:
  purpose: >-
    a long text that is
    folded over lines
  usage: plain text that
    goes on here
schema:
- name: m   # the table
  tags: [one,
         two]   # tags
  properties:
  - {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}   # tight flow
  - name: a
    logicalType: integer
    required: false   # sometimes missing, by design
    description: 'single   quoted'
    unique: true

  - name: b

    logicalType: string
    quality:
    - { metric: invalidValues, arguments: { validValues: [x, "no"] }, mustBe: 0 }
    # trailing comment
  - { name: c, required: true }
  quality:
  - { metric: rowCount, mustBeGreaterOrEqualTo: 10 }
  - { type: custom, engine: trivet, implementation: { checks: { mix: { topShare: { column: b, max: 3% } } } } }

# the end
`;
const intoFlush: readonly ProposedCheck[] = [
  { place: 'key', columns: ['id'] },
  column('a', { unique: true }),
  column('a', { required: true }),
  column('b', { in: ['x', 'no'] }),
  column('c', { required: true }),
  rows,
  mix,
];

it.each(['\n', '\r\n'])('lists flush with their keys, folded texts, aligned comments; lines end with %j', (end) => {
  const { text, left } = addContractChecks(flush.replaceAll('\n', end), 'm', intoFlush);
  expect(text).toBe(flushAfter.replaceAll('\n', end));
  // somebody wrote that it is not required
  expect(left).toEqual([column('a', { required: true })]);
});

test('four spaces, without a line end at the end', () => {
  const text = `schema:
    - name: m
      properties:
          - name: a
            logicalType: integer
          - name: b
            logicalType: integer`;
  expect(addContractChecks(text, 'm', [column('a', { required: true }), column('b', { min: 1 }), rows]).text).toBe(`schema:
    - name: m
      properties:
          - name: a
            logicalType: integer
            required: true
          - name: b
            logicalType: integer
            logicalTypeOptions: { minimum: 1 }
      quality:
          - { metric: rowCount, mustBeGreaterOrEqualTo: 10 }`);
});

it.each<readonly [what: string, before: string, after: string]>([
  [
    'four spaces',
    'path: x.csv\ncolumns:\n    a: bigint\t# tab\n\n# own\nnote: |\n    text\n\n',
    'path: x.csv\ncolumns:\n    a: { type: bigint, min: 0 }\t# tab\n    b: { required: true }\n\n# own\nnote: |\n    text\nchecks:\n    mix: { topShare: { column: b, max: 3% } }\n\n',
  ],
  ['an empty file', '', 'columns:\n  a: { min: 0 }\n  b: { required: true }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n'],
  [
    'comments alone',
    '# one\n\n# two',
    '# one\n\n# two\ncolumns:\n  a: { min: 0 }\n  b: { required: true }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }',
  ],
  [
    'empty maps',
    'columns:   # none yet\n  # but soon\nchecks: {}   # nor here\n',
    'columns:   # none yet\n  # but soon\n  a: { min: 0 }\n  b: { required: true }\nchecks:   # nor here\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'nothing said of them',
    'columns: ~ # none\nchecks: null\n',
    'columns: # none\n  a: { min: 0 }\n  b: { required: true }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'columns of many forms',
    'columns:\n  a: {type: "decimal(10,2)",}   # x\n  b:   # y\nchecks: { }\n',
    'columns:\n  a: {type: "decimal(10,2)", min: 0}   # x\n  b:   { required: true } # y\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'all in braces on several lines',
    'columns: {\n  a: text, # first\n  b: { type: text } # second\n}\nchecks: {  }\n',
    'columns: {\n  a: { type: text, min: 0 }, # first\n  b: { type: text, required: true } # second\n}\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'braces that are open at the end of a line',
    'columns: {\n  a: text,\n  c: text, # c, last\n}\n',
    'columns: {\n  a: { type: text, min: 0 },\n  c: text, # c, last\n  b: { required: true },\n}\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'braces that are shut on the last line',
    'columns: {\n  a: text,\n  c: text }\nchecks: {\n  own: { sql: s }, }\n',
    'columns: {\n  a: { type: text, min: 0 },\n  c: text,\n  b: { required: true } }\nchecks: {\n  own: { sql: s },\n  mix: { topShare: { column: b, max: 3% } } }\n',
  ],
  [
    'a mark of byte order',
    '\ufeffcolumns:\r\n  a: text\r\n',
    '\ufeffcolumns:\r\n  a: { type: text, min: 0 }\r\n  b: { required: true }\r\nchecks:\r\n  mix: { topShare: { column: b, max: 3% } }\r\n',
  ],
  [
    'a mark of byte order and nothing else',
    '\ufeff',
    '\ufeffcolumns:\n  a: { min: 0 }\n  b: { required: true }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
  [
    'a document between its marks',
    '---\n# c\ncolumns: { a: text }\n...\n',
    '---\n# c\ncolumns: { a: { type: text, min: 0 }, b: { required: true } }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n...\n',
  ],
  [
    'kept blank lines of a text',
    'columns:\n  a:\n    description: |+\n      text\n\n\n  b: text\n',
    'columns:\n  a:\n    description: |+\n      text\n\n\n    min: 0\n  b: { type: text, required: true }\nchecks:\n  mix: { topShare: { column: b, max: 3% } }\n',
  ],
])('%s', (_, before, after) => {
  const checks = [column('a', { min: 0 }), column('b', { required: true }), mix];
  expect(addChecks(before, checks)).toEqual({ text: after, left: [] });
  expect(() => parse(after)).not.toThrow();
});

test('what is there is never set: a check that would have to is left', () => {
  const before = 'columns:\n  a: { required: false, min: 5 }   # by design\n  b: [1]\nkey: id\nrows: { min: 3 }\n';
  const kept = [
    column('a', { required: true }),
    column('a', { min: 0, max: 9 }),
    column('b', { min: 1 }),
    { place: 'key', columns: ['a'] },
    rows,
  ] as const;
  const said = [column('A', { min: 5, max: 7 }), { place: 'key', columns: ['id'] }] as const;
  expect(addChecks(before, [...kept, ...said])).toEqual({
    text: 'columns:\n  a: { required: false, min: 5, max: 7 }   # by design\n  b: [1]\nkey: id\nrows: { min: 3 }\n',
    left: kept,
  });
});

test("another column is not made a part of a contract's key", () => {
  const before = 'schema:\n  - name: m\n    properties:\n      - { name: a, primaryKey: true }\n      - { name: b }\n';
  const key = (columns: readonly string[]): ProposedCheck => ({ place: 'key', columns });
  expect(addContractChecks(before, 'm', [key(['b'])])).toEqual({ text: before, left: [key(['b'])] });
  expect(addContractChecks(before, 'm', [key(['a'])]).text).toBe(before.replace('primaryKey: true', 'primaryKey: true, primaryKeyPosition: 1'));
  const none = 'schema:\n  - name: m\n';
  expect(addContractChecks(none, 'm', [key(['a', 'b'])]).text).toBe(
    `${none}    properties:\n      - { name: a, primaryKey: true, primaryKeyPosition: 1 }\n      - { name: b, primaryKey: true, primaryKeyPosition: 2 }\n`,
  );
});

const anchored = 'columns:\n  a: &number { type: bigint }   # of both\n  b: *number\n  c: &t text\n  d: *t\n  e: text\n';

test('what stands at two places by an anchor is not altered for one of them; everything else is written', () => {
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => column(name, { required: true })) as [
    ProposedCheck,
    ProposedCheck,
    ProposedCheck,
    ProposedCheck,
    ProposedCheck,
  ];
  const withE = anchored.replace('e: text', 'e: { type: text, required: true }');
  expect(addChecks(anchored, [a, b, d, e])).toEqual({ text: withE.replace('*t', '{ type: text, required: true }'), left: [a, b] });
  // of `c`, `d` would go with it
  expect(addChecks(anchored, [a, b, c, e])).toEqual({ text: withE, left: [a, b, c] });
});

test('a file that is no YAML, and one of another shape, stay as they are', () => {
  for (const text of ['a: [', '- a\n', 'text']) expect(addChecks(text, [rows])).toEqual({ text, left: [rows] });
  expect(addContractChecks('schema: []\n', 'm', [rows]).left).toEqual([rows]);
});

test('a type in a block of text is written anew, with all comments', () => {
  const before = '# head\r\ncolumns:\r\n  # about a\r\n  a: >-\r\n    text\r\n  b: text # of b\r\nbig: 12345678901234567890\r\n';
  const { text, left } = addChecks(before, [column('a', { required: true })]);
  expect(left).toEqual([]);
  expect(text).toBe('# head\r\ncolumns:\r\n  # about a\r\n  a: { type: text, required: true }\r\n  b: text # of b\r\nbig: 12345678901234567890\r\n');
});

test('options of a type stand beside a logicalType only; where a property has none the check is a custom rule', () => {
  const head = 'schema:\n- name: t\n  properties:\n  - name: a\n    physicalType: integer\n  - name: b\n    logicalType: integer # kept\n';
  const bounds = { min: 1, max: 5 };
  expect(addContractChecks(head, 't', [column('a', bounds), column('b', bounds), column('c', { min: 1 })]).text).toBe(
    `${head}    logicalTypeOptions: { minimum: 1, maximum: 5 }
  quality:
  - { type: custom, engine: trivet, implementation: { columns: { a: { min: 1, max: 5 } } } }
  - { type: custom, engine: trivet, implementation: { columns: { c: { min: 1 } } } }
`,
  );
});
