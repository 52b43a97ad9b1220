// The digest of a key: SQL and TypeScript agree on every text there is, and different keys differ.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyDigest } from '../../src/checks/index.ts';
import { bare } from '../../src/engine/index.ts';
import { finding, table, testEngine } from './rig.ts';

const { engine } = testEngine();

const odd = fc.constantFrom(
  '"',
  '\\',
  '\\"',
  "'",
  ',',
  '","',
  'null',
  '',
  ' ',
  '\n',
  '\t',
  '\r',
  '\u0001',
  '\u007f',
  '—',
  '🛬',
  'e\u0301',
  'é',
  ']',
  '[',
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(odd, { maxLength: 6 }).map((parts) => parts.join('')),
);
// A NUL inside a literal is the engine's affair, not the digest's.
const value = fc.option(
  text.map((t) => t.replaceAll('\0', '')),
  { nil: null },
);

test('the engine computes the digests that keyDigest computes', async () => {
  const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const found = await finding(
        engine,
        { checks: { all: { sql: 'select * from flights', key: ['a', 'b'] } } },
        table('a VARCHAR, b VARCHAR', ...given),
      );
      const distinct = new Map(given.map((row) => [JSON.stringify(row), row]));
      expect(found.offending).toBe(given.length);
      expect(found.digests).toEqual([...distinct.values()].map(keyDigest).sort());
      expect(found.keys.map(keyDigest).sort()).toEqual(found.digests);
    }),
    { numRuns: 60, seed: 2001 },
  );
});

test('keys of other types are digested as the text that the finding shows', async () => {
  const rows = table(
    'd DATE, t TIMESTAMP, z TIMESTAMP WITH TIME ZONE, n DECIMAL(10,2), b BOOLEAN, i BIGINT, f DOUBLE, l VARCHAR[]',
    ['2001-02-28', '2001-02-28 06:00:00.5', '2001-02-28 06:00:00+00', '1.50', true, '9007199254740993', 0.1, '[a, b]'],
    [null, null, null, null, null, null, null, null],
  );
  const found = await finding(engine, { checks: { all: { sql: 'select * from flights', key: ['d', 't', 'z', 'n', 'b', 'i', 'f', 'l'] } } }, rows);
  expect(found.keys[0]?.slice(0, 7)).toEqual([
    '2001-02-28',
    '2001-02-28 06:00:00.5',
    '2001-02-28 06:00:00+00',
    '1.50',
    'true',
    '9007199254740993',
    '0.1',
  ]);
  expect(found.keys.map(keyDigest).sort()).toEqual(found.digests);
});

test('different keys have different digests', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 4 }), fc.array(value, { maxLength: 4 }), (a, b) => {
      expect(keyDigest(a) === keyDigest(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { seed: 2001 },
  );
  expect(keyDigest([null])).not.toBe(keyDigest(['null']));
  expect(keyDigest(['a,b'])).not.toBe(keyDigest(['a', 'b']));
  expect(keyDigest(['a","b'])).not.toBe(keyDigest(['a', 'b']));
});

test('a statement is cut after its last word, not inside a string or a comment', () => {
  expect(bare('select 1 ; -- done;\n')).toBe('select 1');
  expect(bare("select ';' /* ; */;")).toBe("select ';'");
  expect(bare('select "a;--b" -- x')).toBe('select "a;--b"');
  expect(bare("select n=e'\\';--', 1;")).toBe("select n=e'\\';--', 1");
  expect(bare('select $$ ;-- $$, 4 - 2 / 1')).toBe('select $$ ;-- $$, 4 - 2 / 1');
});
