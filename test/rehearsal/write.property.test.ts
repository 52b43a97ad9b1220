// Small documents in random styles with random checks: what is read back is what was meant, and every line that was there is there.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { odcsOf } from '../../src/rehearsal/spell.ts';
import { addChecks, addContractChecks } from '../../src/rehearsal/write.ts';

interface Style {
  readonly step: number;
  /** Columns from a key to its dashes. */
  readonly dash: number;
  readonly end: string;
  readonly last: boolean;
  /** Comments and blank lines, drawn one by one. */
  readonly between: readonly string[];
  readonly comments: readonly string[];
  readonly pad: string;
}
const style: fc.Arbitrary<Style> = fc.record({
  step: fc.constantFrom(2, 2, 3, 4, 8),
  dash: fc.constantFrom(0, 2, 4),
  end: fc.constantFrom('\n', '\n', '\r\n'),
  last: fc.boolean(),
  between: fc.array(fc.constantFrom('', '', '', ' ', '# c', '  # c', '            # deep', '#'), { minLength: 1, maxLength: 7 }),
  comments: fc.array(fc.constantFrom('', '', '', ' ', ' # c', '   # c: { d', '\t# c'), { minLength: 1, maxLength: 5 }),
  pad: fc.constantFrom('', ' '),
});

const names = ['a', 'b', 'c', 'odd: #col', 'no', '1.10'] as const;
const written: Readonly<Record<string, string>> = { 'odd: #col': '"odd: #col"', no: '"no"' };
const nameOf = (name: string): string => written[name] ?? name;

type Form = 'alone' | 'empty' | 'flow' | 'wide' | 'block' | 'folded' | 'nothing';
const columnForms = fc.array(
  fc.record({ name: fc.constantFrom(...names), form: fc.constantFrom<Form>('alone', 'empty', 'flow', 'wide', 'block', 'folded', 'nothing') }),
  { maxLength: 5 },
);
const unlike = (columns: readonly { readonly name: string; readonly form: Form }[]) => [...new Map(columns.map((one) => [one.name, one])).values()];

/** Lines of a key in one of its forms; `key`: as it begins, `at`: columns before it. */
function linesOf(key: string, form: Form, at: number, { step, pad }: Style): readonly string[] {
  const inner = ' '.repeat(at + step);
  switch (form) {
    case 'alone':
      return [`${key}: text`];
    case 'empty':
      return [`${key}:`];
    case 'flow':
      return [`${key}: {${pad}type: text, pattern: '[a-z, ]'${pad}}`];
    case 'wide':
      return [`${key}: {`, `${inner}type: text,`, `${inner}max: 5`, `${inner}}`];
    case 'block':
      return [`${key}:`, `${inner}type: text`, `${inner}min: 3`];
    case 'folded':
      return [`${key}:`, `${inner}type: text`, `${inner}description: >-`, `${inner}  folded`, `${inner}  text`];
    case 'nothing':
      return [`${key}: {}`];
  }
}

/** Lines with comments behind and between them, where no text goes on. */
function textOf(parts: readonly (readonly string[])[], { end, last, between, comments }: Style): string {
  const lines = parts.flatMap((part, i) => {
    const comment = comments[i % comments.length] ?? '';
    const over = between[i % between.length] ?? '';
    // a line of the head of a map may have a comment, a line of a folded text none
    const whole = part.map((line) => (/>-$|folded$|text$/.test(line) && part.length > 3 ? line : line + comment));
    return over === '' ? whole : [over, ...whole];
  });
  return lines.join(end) + (last ? end : '');
}

const settings = fc.constantFrom<Record<string, unknown>>(
  { required: true },
  { min: 0 },
  { min: 0, max: 9 },
  { in: ['x', 'l\nm', 'no'] },
  { pattern: '^\\S(.*\\S)?$' },
  { length: { min: 1 } },
);
const check: fc.Arbitrary<ProposedCheck> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ place: fc.constant('column' as const), column: fc.constantFrom(...names, 'new'), settings }) },
  fc.record({ place: fc.constant('key' as const), columns: fc.constantFrom(['a'], ['a', 'b']) }),
  fc.record({ place: fc.constant('rows' as const), settings: fc.constantFrom({ min: 1 }, { max: 9 }) }),
  fc.record({ place: fc.constant('check' as const), name: fc.constantFrom('mix', 'mean'), settings: fc.constant({ notNull: { column: 'a' } }) }),
);

/** Every line of the first is in the second, in order; of those whose value was opened at most their beginning and their comment. */
function keeps(before: string, after: string, end: string): void {
  const lines = after.split(end);
  let at = 0;
  for (const line of before.split(end)) {
    const found = lines.findIndex((one, i) => i >= at && (one === line || opened(line, one)));
    expect(found, `${JSON.stringify(line)} of\n${before}\nis not in\n${after}`).toBeGreaterThanOrEqual(0);
    at = found + 1;
  }
}

/** Whether a line is the other with members put in, a type opened to a map, or an empty map opened to lines. */
const opened = (line: string, other: string): boolean =>
  insertedInto(line, other) || insertedInto(line.replace(/: text(?=\s*(?:#|$))/, ': { type: text'), other) || line.replace(' {}', '') === other;

function insertedInto(line: string, other: string): boolean {
  let same = 0;
  while (same < line.length && line[same] === other[same]) same++;
  return other.length > line.length && other.endsWith(line.slice(same));
}

type Plain = Record<string, unknown>;
const read = (text: string): Plain => {
  const document = parseDocument(text, { schema: 'core' });
  expect(document.errors, text).toEqual([]);
  return (document.toJS() ?? {}) as Plain;
};
const keyIn = (of: Plain, name: string): string => (name in of ? name : name === '1.10' && '1.1' in of ? '1.1' : name);
function mapAt(of: Plain, name: string): Plain {
  of[name] ??= {};
  return of[name] as Plain;
}

/** Puts more into a map unless something else is said there. */
function put(target: Plain, more: Plain): boolean {
  if (Object.entries(more).some(([key, value]) => key in target && JSON.stringify(target[key]) !== JSON.stringify(value))) return false;
  Object.assign(target, more);
  return true;
}

/** What a check adds to a table's yaml, told in another way than the product does it. */
function expected(of: Plain, one: ProposedCheck): boolean {
  if (one.place === 'key') return put(of, { key: one.columns.length === 1 ? one.columns[0] : one.columns });
  if (one.place === 'rows') return put(mapAt(of, 'rows'), { ...one.settings });
  if (one.place === 'column') {
    const columns = mapAt(of, 'columns');
    const key = keyIn(columns, one.column);
    const own = columns[key] ?? {};
    if (typeof own === 'object') columns[key] = own;
    else columns[key] = { type: own };
    return put(columns[key] as Plain, { ...one.settings });
  }
  const all = mapAt(of, 'checks');
  let name = one.name;
  for (let n = 2; name in all; n++) name = `${one.name}-${n}`;
  all[name] = one.settings;
  return true;
}

it("a table's yaml in any style", () => {
  fc.assert(
    fc.property(
      style,
      columnForms,
      fc.constantFrom('columns', 'none', 'empty', 'braces'),
      fc.boolean(),
      fc.array(check, { minLength: 1, maxLength: 6 }),
      (how, forms, head, after, checks) => {
        const columns = head === 'columns' ? unlike(forms) : [];
        const begun = head === 'none' ? [] : [[head === 'braces' ? 'columns: {}' : 'columns:']];
        const members = columns.map(({ name, form }) => linesOf(`${' '.repeat(how.step)}${nameOf(name)}`, form, how.step, how));
        const parts = [
          ['path: x.csv'],
          ...begun,
          ...members,
          ...(after ? [['rows: { min: 5 }'], ['checks:'], [`${' '.repeat(how.step)}own: { sql: s }`]] : []),
        ];
        const text = textOf(parts, how);
        const wanted = read(text);
        const left = checks.filter((one) => !expected(wanted, one));
        const added = addChecks(text, checks);
        expect(added.left).toEqual(left);
        expect(read(added.text), added.text).toEqual(wanted);
        if (left.length === checks.length) expect(added.text).toBe(text);
        const end = text.includes(how.end) ? how.end : '\n';
        keeps(text, added.text, end);
        expect(added.text.replaceAll(end, '')).not.toMatch(/[\r\n]/);
      },
    ),
    { numRuns: 300 },
  );
});

it('a contract in any style', () => {
  fc.assert(
    fc.property(style, columnForms, fc.boolean(), fc.array(check, { minLength: 1, maxLength: 6 }), (how, forms, quality, checks) => {
      const dash = (at: number): string => `${' '.repeat(at)}- `;
      const table = how.dash + 2;
      const item = table + how.dash;
      const members = unlike(forms).map(({ name, form }): readonly string[] => {
        if (form === 'flow' || form === 'alone') return [`${dash(item)}{${how.pad}name: ${nameOf(name)}, logicalType: string${how.pad}}`];
        const inner = ' '.repeat(item + 2);
        const rest = form === 'folded' ? [`${inner}description: >-`, `${inner}  folded`, `${inner}  text`] : [`${inner}logicalType: string`];
        return [`${dash(item)}name: ${nameOf(name)}`, ...rest];
      });
      const own = quality ? [[`${' '.repeat(table)}quality:`], [`${dash(item)}{${how.pad}metric: rowCount, mustBe: 5${how.pad}}`]] : [];
      const properties = members.length > 0 ? [[`${' '.repeat(table)}properties:`], ...members] : [];
      const text = textOf([['schema:'], [`${dash(how.dash)}name: t`], ...properties, ...own, ['id: x']], how);
      const { text: written, left } = addContractChecks(text, 't', checks);
      keeps(text, written, how.end);
      const [before, after] = [text, written].map((one) => tableIn(read(one))) as [Table, Table];
      // nothing that was said is said otherwise
      for (const [i, property] of before.properties.entries()) expect(after.properties[i]).toMatchObject(property);
      expect(after.quality.slice(0, before.quality.length)).toEqual(before.quality);
      const rows = checks.filter(({ place }) => place === 'rows' || place === 'check').length;
      expect(after.quality.length).toBe(before.quality.length + rows + checks.filter((one) => isCustom(one, before)).length);
      expect(left.every(({ place }) => place === 'column' || place === 'key')).toBe(true);
      // asked again, what is said is not said twice, and what was left is left again
      const again = checks.filter((one) => one.place === 'key');
      const twice = addContractChecks(written, 't', again);
      expect(twice.text).toBe(written);
      expect(twice.left).toEqual(again.filter((one) => left.includes(one)));
    }),
    { numRuns: 200 },
  );
});

/** The standard's options of a type, of a property that says no type. */
function isCustom(one: ProposedCheck, { properties }: Table): boolean {
  if (one.place !== 'column' || !odcsOf(one).properties?.some(({ logicalTypeOptions }) => logicalTypeOptions !== undefined)) return false;
  const own = properties.find(({ name }) => String(name).toLowerCase() === one.column.toLowerCase());
  return own?.logicalType === undefined;
}

interface Table {
  readonly properties: readonly Plain[];
  readonly quality: readonly unknown[];
}
function tableIn({ schema }: Plain): Table {
  const [{ properties = [], quality = [] }] = schema as [Partial<Table>];
  return { properties, quality };
}
