// Patterns: what is translated finds in the engine exactly what ECMA-262 finds; what can't be is refused with its reason.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { toRe2 } from '../../src/contract/rules/pattern.ts';
import { engineSettings, startEngine } from '../../src/engine/index.ts';

const engine = startEngine({ temporary: mkdtempSync(join(tmpdir(), 'trivet-pattern-')), readable: [] });
afterAll(() => engine.close());
const inForce = engineSettings({}, {}, []);
const surroundings = { settings: inForce.ok ? inForce.value.values : {}, variables: {}, clock: '2026-01-01T00:00:00Z' };

const texts = [
  ...['', 'a', 'A', 'abc', 'ABC', 'a b', 'a\tb', 'a\nb', 'ab\n', '\n', 'é', 'É', 'ß', '١', '5', '-5', '3.14', 'x@y.de', 'a-b', 'a_b', 'a.b'],
  ...[
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\u200b',
    '😀',
    '日本',
    'αβγ',
    '[x]',
    ']',
    '{2}',
    'aa',
    'aaa',
    '\\',
    '/',
    'café',
    'cafe\u0301',
    '\u0008',
    '\u0000',
  ],
];

const same = [
  ...['^a$', 'a', '^[A-Z]{3}$', '^.$', '^..$', 'a.b', '^\\d+$', '^\\D+$', '^\\w+$', '\\W', '^\\s$', '\\s', '\\S', '[\\s-]', '[^\\s]', '\\bb', 'a\\b'],
  ...['\\u00e9', '\\xe9', '[\\u0391-\\u03c9]', '^\\p{L}+$', '\\p{Lu}', '\\p{Letter}', '\\p{Script=Greek}', '^\\u{1F600}$', '\\t', '\\n', '\\/'],
  ...['(?:a|b)c', '(?<first>a)b', 'a{2}', 'a{2,}', 'a{1,2}$', '^(a|b)*$', 'a+?', '[a-c]+', '[^a-c]', '[\\]]', '\\[', '[\\b]', '\\0', '\\cH', '^$'],
  ...['x@y', '^[^@\\s]+@[^@\\s]+$', '[^]', '[\\w-]', '\\{2\\}', '^[\\d.]+$', '(a)(b)'],
];
const lenient = ['\\-', '[[]', 'a{,2}', ']'];

test.each([...same.map((p) => [p, 'u'] as const), ...lenient.map((p) => [p, ''] as const)])(
  '%s finds what it finds in ECMA-262',
  async (pattern, flags) => {
    const translated = toRe2(pattern);
    expect(translated).toHaveProperty('re2');
    if (!('re2' in translated)) return;
    const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    // a NUL ends a text early in the statement, and is no text of the engine
    const asked = texts.filter((text) => !text.includes('\0'));
    const sql = asked.map((text, i) => `select ${i} as i, regexp_matches(${quote(text)}, ${quote(translated.re2)}) as found`).join(' union all ');
    const [answer] = await engine.ask({ tables: {}, questions: [{ sql: `select found from (${sql}) order by i` }], surroundings });
    expect(answer?.ok ? [] : answer?.problems).toEqual([]);
    const expected = asked.map((text) => new RegExp(pattern, flags).test(text));
    const found = answer?.ok ? answer.value.rows.map(([value]) => value) : [];
    expect(asked.filter((_, i) => found[i] !== expected[i])).toEqual([]);
  },
);

test.each([
  ['(?=a)', 'looks ahead'],
  ['a(?!b)', 'looks ahead'],
  ['(?<=a)b', 'looks behind'],
  ['(?<!a)b', 'looks behind'],
  ['(a)\\1', 'refers back'],
  ['(?<n>a)\\k<n>', 'refers back'],
  ['a{1001}', 'more than 1000'],
  ['\\p{Emoji}', 'property'],
  ['\\p{Script_Extensions=Greek}', 'property'],
  ['[\\S]', 'more than ASCII'],
  ['\\Z', 'means nothing in ECMA-262'],
  ['(', 'no regular expression'],
  ['[b-a]', 'no regular expression'],
])('%s is refused', (pattern, why) => {
  expect(toRe2(pattern)).toEqual({ why: expect.stringContaining(why) });
});
