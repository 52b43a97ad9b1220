// Adding an acceptance to a text that people edit: comments and order stay, and what is written is read as the same.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Acceptance, withAcceptance } from '../../src/product/index.ts';
import { valid } from './from-text.ts';

const earthquake: Acceptance = {
  check: 'departures.usual-flights',
  because: 'the earthquake',
  by: 'sam',
  when: '2001-03-01T06:00:00-08:00',
  keys: [['SEA', '2001-02-28']],
};
const read = (text: string) => valid({ 'acceptances.yaml': text }).acceptances.map(({ at: _, ...rest }) => rest);

test('the first acceptance makes the file, with a word of what it is', () => {
  expect(withAcceptance(undefined, earthquake)).toMatch(
    /^# Known failures, .*\n\n- check: departures.usual-flights\n {2}because: the earthquake\n {2}by: sam\n/,
  );
  expect(withAcceptance(undefined, earthquake)).toContain('  keys:\n    - [SEA, 2001-02-28]\n');
  expect(read(withAcceptance(undefined, earthquake))).toEqual([earthquake]);
});

const edited = `# what we know of
- check: hourly.rows # a short year
  because: >-
    the delivery of 1999
    was lost
  by: kim
  when: 2001-01-01T00:00:00Z
  value: 12

# the earthquake
- { check: departures.usual-flights, because: 'closed', by: kim, when: 2001-02-28T12:00:00Z, keys: [[SEA, 2001-02-27]] } # all of it
# the end
`;

test('comments, order and the other entries stay', () => {
  const text = withAcceptance(edited, { ...earthquake, check: 'airports.key' });
  for (const kept of ['# what we know of', '# a short year', '# the earthquake', '# all of it', '# the end', "'closed'"])
    expect(text).toContain(kept);
  expect(read(text).map((a) => a.check)).toEqual(['hourly.rows', 'departures.usual-flights', 'airports.key']);
  expect(read(text).slice(0, 2)).toEqual(read(edited));
});

test('rows of a check that has an entry are added to it, with the new reason behind the old', () => {
  const text = withAcceptance(edited, {
    ...earthquake,
    check: 'Departures.usual-flights',
    keys: [
      ['SEA', '2001-02-27'],
      ['SEA', '2001-02-28'],
    ],
  });
  expect(read(text)).toEqual([
    read(edited)[0],
    {
      check: 'departures.usual-flights',
      because: 'closed; the earthquake',
      by: 'sam',
      when: earthquake.when,
      keys: [
        ['SEA', '2001-02-27'],
        ['SEA', '2001-02-28'],
      ],
    },
  ]);
  expect(text).toContain('# all of it');
});

test('the same acceptance twice changes nothing', () => {
  const once = withAcceptance(edited, earthquake);
  expect(withAcceptance(once, earthquake)).toBe(once);
});

test('many rows come as digests, beside the keys there are', () => {
  const digests = ['a'.repeat(64), 'b'.repeat(64)];
  const { keys: _, ...rest } = earthquake;
  const text = withAcceptance(withAcceptance(undefined, earthquake), { ...rest, digests });
  expect(read(text)).toEqual([{ ...earthquake, digests }]);
});

test('the columns are kept with the keys; rows named by other columns, or by none, are an entry of their own', () => {
  const named = { ...earthquake, columns: ['origin', 'day'] };
  const once = withAcceptance(undefined, named);
  expect(once).toContain('  columns: [origin, day]\n  keys:\n    - [SEA, 2001-02-28]\n');
  expect(read(once)).toEqual([named]);
  const more = { ...named, columns: ['Origin', 'day'], keys: [['SFO', '2001-02-28']] };
  expect(read(withAcceptance(once, more))).toEqual([
    {
      ...named,
      keys: [
        ['SEA', '2001-02-28'],
        ['SFO', '2001-02-28'],
      ],
    },
  ]);
  for (const columns of [['day', 'origin'], ['origin', 'day', 'n'], undefined])
    expect(read(withAcceptance(once, { ...named, columns }))).toEqual([named, columns ? { ...named, columns } : earthquake]);
});

test('the digest of a set of keys is written and read', () => {
  const { keys: _, ...rest } = earthquake;
  const accepted = { ...rest, columns: ['origin'], digests: [`set:${'a1'.repeat(16)}`] };
  expect(read(withAcceptance(undefined, accepted))).toEqual([accepted]);
});

test('another value is another entry, the same value is not', () => {
  const value = { check: 'hourly.rows', because: 'known', by: 'sam', when: '2001-03-01T06:00:00Z' };
  expect(read(withAcceptance(edited, { ...value, value: 13 }))).toHaveLength(3);
  expect(read(withAcceptance(edited, { ...value, value: 12 }))[0]).toMatchObject({ because: 'the delivery of 1999 was lost; known', value: 12 });
});

test.each(['', '# only words\n', '[]\n', '---\n'])('an empty file (%j) is begun', (text) => {
  const after = withAcceptance(text, earthquake);
  expect(read(after)).toEqual([earthquake]);
  expect(after).toContain(text.startsWith('#') ? '# only words' : '- check:');
});

test('whatever the keys and the reason are, they are read as they were written', () => {
  const cell = fc.option(
    // ▸ is the mark that from-text takes out
    fc.oneof(
      fc.string({ unit: 'grapheme' }).filter((s) => !s.includes('▸')),
      fc.constantFrom('null', '~', '007', '1e3', 'true', '2001-02-28', ' a', '- b', 'c: d', '#', '\n'),
    ),
    { nil: null },
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      fc.string().filter((s) => /\S/.test(s)),
      (keys, because) => {
        const distinct = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
        expect(read(withAcceptance(undefined, { ...earthquake, because, keys: distinct }))).toEqual([{ ...earthquake, because, keys: distinct }]);
      },
    ),
  );
});
