// A proposal's text says what was meant, whatever stands in the values.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, parseDocument } from 'yaml';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { customOf, odcsOf, spelled, spelledOdcs } from '../../src/rehearsal/spell.ts';
import { addChecks, addContractChecks } from '../../src/rehearsal/write.ts';

const hard = [
  'l0\nm',
  'a\r\nb',
  `${'long '.repeat(40)}\n${'text '.repeat(40)}`,
  '"q"',
  "it's",
  'a: b',
  'a #b',
  '{x}',
  '[y], z',
  ' lead',
  'trail ',
  '\u2028',
  'a\u0085b\u2029c',
  '\ufeffx',
  'no',
  'Y',
  '12:30',
  '2001-01-31',
  '1e3',
  '0x1f',
  '.inf',
  '~',
  'null',
  '',
  '-',
  '- x',
  '? k',
  '*alias',
  '&anchor',
  '!tag',
  '| x',
  '> y',
  '%dir',
  '@at',
  '`tick',
  '---',
  '...',
  '<<',
  '=',
  '\t',
  '\\n',
  '\ud83d\ude00',
  '\ud800',
  '\u0000\u0007\u007f',
  '👩‍👩‍👧',
  'a:',
  ':a',
];
const text = fc.oneof(
  fc.constantFrom(...hard),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'ab1 :#{}[],\'"\n\r\t-?*&!|>%@`\\\u2028~') }),
);
const read = (yaml: string): unknown => {
  const document = parseDocument(yaml, { schema: 'core' });
  expect(document.errors, yaml).toEqual([]);
  return document.toJS() as unknown;
};
const checks = (value: string, name: string): readonly ProposedCheck[] => [
  { place: 'column', column: `c${name}`, settings: { in: [value, 'other'] } },
  { place: 'column', column: `c${name}`, settings: { pattern: value } },
  { place: 'column', column: `c${name}`, settings: { min: value } },
  { place: 'check', name: 'all', settings: { setEquals: { column: `c${name}`, values: [value, value] } } },
];

it('in the short form and as ODCS, each value on its line', () => {
  fc.assert(
    fc.property(text, text, (value, name) => {
      for (const check of checks(value, name)) {
        const place = check.place === 'column' ? { columns: { [check.column]: check.settings } } : undefined;
        const short = spelled(check);
        expect(read(short)).toEqual(place ?? { checks: { all: check.place === 'check' ? check.settings : {} } });
        expect(read(spelledOdcs(check))).toEqual(odcsOf(check));
        for (const one of [short, spelledOdcs(check)]) expect(one.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(2);
      }
    }),
    { numRuns: 100 },
  );
});

it('written into files, too', () => {
  const contract = 'schema:\n- name: t\n  properties:\n  - name: id\n';
  fc.assert(
    fc.property(text, text, (value, name) => {
      for (const check of checks(value, name)) {
        const part = odcsOf(check);
        // the column says no logicalType, beside which alone the standard's options stand
        const options = part.properties?.some(({ logicalTypeOptions }) => logicalTypeOptions !== undefined) && check.place === 'column';
        const odcs = (options ? customOf(check) : part) as { properties?: unknown[]; quality?: unknown[] };
        const properties = [{ name: 'id' }, ...(odcs.properties ?? [])];
        const wanted = { schema: [{ name: 't', properties, ...(odcs.quality ? { quality: odcs.quality } : {}) }] };
        const { text: written, left } = addContractChecks(contract, 't', [check]);
        expect(left).toEqual([]);
        expect(read(written)).toEqual(wanted);
        const json = addContractChecks(JSON.stringify({ schema: [{ name: 't', properties: [{ name: 'id' }] }] }), 't', [check]).text;
        expect(JSON.parse(json)).toEqual(wanted);
        expect(read(json)).toEqual(wanted);
        expect(parse(addChecks('', [check]).text, { schema: 'core' })).toEqual(read(spelled(check)));
      }
    }),
    { numRuns: 50 },
  );
});
