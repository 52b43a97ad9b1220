// The JSON Schemas for editors: valid, described, and of one mind with what reads the files.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { jsonSchemas, type SchemaName } from '../../src/product/index.ts';
import { problemsOf } from './from-text.ts';

const schemas = jsonSchemas();
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const validators = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, ajv.compile(schema)]));
const errors = (name: SchemaName, value: unknown): readonly unknown[] =>
  validators[name]?.(value) ? [] : (validators[name]?.errors ?? ['no schema']);

test("the templates' files are valid", () => {
  const root = join(import.meta.dirname, '../../templates');
  const kinds: Readonly<Record<string, SchemaName>> = { sources: 'source', assets: 'asset', outputs: 'output', tests: 'test' };
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(5);
  for (const path of files) {
    const kind = kinds[path.split('/').at(-2) ?? ''] ?? 'trivet';
    expect([path, errors(kind, parse(readFileSync(join(root, path), 'utf8')))]).toEqual([path, []]);
  }
});

test('every key is described', () => {
  const undescribed: string[] = [];
  const look = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === 'properties') {
        for (const [name, member] of Object.entries(child as object))
          if (!(member as { description?: string }).description) undescribed.push(`${path}.${name}`);
      }
      look(child, `${path}.${key}`);
    }
  };
  for (const [name, schema] of Object.entries(schemas)) look(schema, name);
  expect(undescribed).toEqual([]);
});

test('the digest of a set of keys is a digest, for the schema as for the reader', () => {
  const entry = { check: 'a.b', because: 'known', by: 'sam', when: '2001-03-01T06:00:00Z' };
  const digest = (text: string) => errors('acceptances', [{ ...entry, digests: [text] }]).length;
  expect([`set:${'a1'.repeat(16)}`, 'a1'.repeat(16), 'a'.repeat(64), 'set:', 'set:a1', 'sets:a1a1a1a1a1a1a1a1'].map(digest)).toEqual([
    0, 0, 0, 1, 1, 1,
  ]);
});

// Values that fit somewhere and nowhere, so that most documents are wrong in one place or two.
const leaf = fc.constantFrom<unknown>(
  'text',
  '24h',
  '500 USD',
  '20 USD/h',
  '99.5%',
  '2001-03-04T06:00:00Z',
  'high',
  'error',
  'a.b',
  'SEA',
  5,
  0,
  -1,
  1.5,
  true,
  null,
  {},
  [],
  ['a'],
  [[1]],
);
const keys = (schema: { properties?: object }): readonly string[] => [...Object.keys(schema.properties ?? {}), 'unknown'];
const documents = (name: SchemaName): fc.Arbitrary<unknown> => {
  const one = (schema: Record<string, unknown>): fc.Arbitrary<unknown> => {
    if (schema.properties) {
      const required = new Set((schema.required as string[] | undefined) ?? []);
      const member = (key: string) => {
        const inner = (schema.properties as Record<string, Record<string, unknown>>)[key];
        return inner ? fc.oneof({ weight: 6, arbitrary: one(inner) }, { weight: 1, arbitrary: leaf }) : leaf;
      };
      // Needed keys are seldom left out, the others half the time, and a key that is not known is seldom there.
      const given = (key: string): number => (required.has(key) ? 0.95 : key === 'unknown' ? 0.03 : 0.5);
      const part = (key: string) =>
        fc.oneof({ weight: 100 * given(key), arbitrary: member(key) }, { weight: 100 - 100 * given(key), arbitrary: fc.constant(undefined) });
      const parts = Object.fromEntries(keys(schema).map((key) => [key, part(key)]));
      return fc.record(parts).map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
    }
    if (schema.anyOf) return fc.oneof(...(schema.anyOf as Record<string, unknown>[]).map(one));
    if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
    if (schema.type === 'array') return fc.array(one(schema.items as Record<string, unknown>), { minLength: 1, maxLength: 2 });
    if (schema.type === 'object') return one(schema.additionalProperties as Record<string, unknown>).map((value) => ({ a: value }));
    return fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<unknown>(...((schema.examples as unknown[] | undefined) ?? [true])) },
      { weight: 1, arbitrary: leaf },
    );
  };
  return one(schemas[name] as Record<string, unknown>);
};

const where: Readonly<Record<SchemaName, string>> = {
  trivet: 'trivet.yaml',
  source: 'sources/s.yaml',
  asset: 'assets/a.yaml',
  output: 'outputs/o.yaml',
  test: 'tests/a.yaml',
  acceptances: 'acceptances.yaml',
};
/** Problems of the shape alone, which a schema can know. */
const ofShape =
  /^product\/(unknown-key|missing-key|wrong-kind|bad-value|bad-choice|bad-duration|bad-money|bad-rate|bad-percentage|bad-clock|bad-hours|bad-schedule)$/;

test.each(Object.keys(where) as SchemaName[])('schema and reader agree on %s', (name) => {
  let good = 0;
  fc.assert(
    fc.property(documents(name), (document) => {
      const problems = problemsOf({ 'assets/a.sql': 'select 1', 'outputs/o.sql': 'select 1', [where[name]]: stringify(document) }).filter((p) =>
        ofShape.test(p.code),
      );
      const schemaSays = errors(name, document);
      if (schemaSays.length === 0) good += 1;
      expect({ document, valid: problems.length === 0, problems }).toMatchObject({ valid: schemaSays.length === 0 });
    }),
    { numRuns: 200 },
  );
  expect(good).toBeGreaterThan(5);
});
