import { expect, it } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { type Rule, rulesOf } from '../../src/checks/index.ts';
import { parseProduct } from '../../src/product/index.ts';
import { addChecks, type ProposedCheck, rehearseTables, usualOptions, withWritten } from '../../src/rehearsal/index.ts';
import { spelled, spelledOdcs } from '../../src/rehearsal/spell.ts';
import { mixed, rig, surroundings } from './rig.ts';

const { engine, make, temporary } = rig();
const tried =
  'null sentinel unit-scale whitespace truncation constant day-month-swap drop-column duplicate-rows lost-rows lost-category category-new'.split(' ');

/** What a product makes of proposals written into its yaml. */
async function rulesIn(yaml: string): Promise<readonly Rule[]> {
  const file = (path: string, text: string) => ({ path, text, digest: digestOf(text) });
  const files = [file('trivet.yaml', 'product: p\n'), file('sources/t.yaml', `path: data/t.parquet\n${yaml}\n`)];
  const product = parseProduct({ files, codeFolder: '/p', folder: '/p' });
  if (!product.ok) throw new Error(`${yaml}\n${JSON.stringify(product.problems)}`);
  return rulesOf(product.value);
}
const readBack = async (yaml: string): Promise<readonly string[]> => (await rulesIn(yaml)).map((rule) => rule.expectation);

it('every proposal is yaml that says what was tried, kills what it says, and no two kill the same fault', { timeout: 300_000 }, async () => {
  const found = await rehearseTables({
    engine,
    surroundings,
    effects: { monotonic: () => performance.now() },
    tables: [{ described: { name: 't', columns: [], checks: [] }, table: await make(mixed(600)) }],
    options: { ...usualOptions, shares: [1], operators: tried },
    temporary,
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  const { proposals, score, scoreWithProposals } = found.value;
  expect(score).toBe(0);
  expect(scoreWithProposals).toBeGreaterThan(0.7);
  expect(proposals.length).toBeGreaterThan(8);
  for (const { yaml, expectation } of proposals) expect(await readBack(yaml), yaml).toContain(expectation);
  const all = await rulesIn(
    addChecks(
      undefined,
      proposals.map((p) => p.check),
    ).text,
  );
  const typed = all.flatMap((rule) => (rule.kind === 'metric' ? [] : [rule]));
  const written = withWritten(found.value, new Map([['t', typed]]));
  expect(written.proposals.map((p) => p.yaml)).toEqual([]);
  expect(written.score).toBeCloseTo(scoreWithProposals ?? 0, 9);
  const killed = proposals.flatMap((p) => p.kills.map((f) => JSON.stringify(f)));
  expect(new Set(killed).size).toBe(killed.length);
});

const column = (settings: Record<string, unknown>): ProposedCheck => ({ place: 'column', column: 'delay', settings });

it.each([
  [column({ required: true }), 'columns:\n  delay: { required: true }', 'properties:\n  - { name: delay, required: true }'],
  [
    column({ min: 0, max: 5 }),
    'columns:\n  delay: { min: 0, max: 5 }',
    'properties:\n  - { name: delay, logicalTypeOptions: { minimum: 0, maximum: 5 } }',
  ],
  [
    column({ length: { min: 2 } }),
    'columns:\n  delay: { length: { min: 2 } }',
    'properties:\n  - { name: delay, logicalTypeOptions: { minLength: 2 } }',
  ],
  [
    column({ in: ['a', 'b'] }),
    'columns:\n  delay: { in: [ a, b ] }',
    'properties:\n  - { name: delay, quality: [ { metric: invalidValues, arguments: { validValues: [ a, b ] }, mustBe: 0 } ] }',
  ],
  [
    column({ min: '2001-01-01' }),
    'columns:\n  delay: { min: 2001-01-01 }',
    'quality:\n  - { type: custom, engine: trivet, implementation: { columns: { delay: { min: 2001-01-01 } } } }',
  ],
  [
    { place: 'key', columns: ['a', 'b'] },
    'key: [ a, b ]',
    'properties:\n  - { name: a, primaryKey: true, primaryKeyPosition: 1 }\n  - { name: b, primaryKey: true, primaryKeyPosition: 2 }',
  ],
  [{ place: 'rows', settings: { min: 10, max: 20 } }, 'rows: { min: 10, max: 20 }', 'quality:\n  - { metric: rowCount, mustBeBetween: [ 10, 20 ] }'],
  [
    { place: 'check', name: 'mix', settings: { topShare: { column: 'a', max: '60%' } } },
    'checks:\n  mix: { topShare: { column: a, max: 60% } }',
    'quality:\n  - { type: custom, engine: trivet, implementation: { checks: { mix: { topShare: { column: a, max: 60% } } } } }',
  ],
] satisfies readonly (readonly [ProposedCheck, string, string])[])(
  'a proposal is spelled in the short form and as ODCS: %j',
  (check, short, odcs) => {
    expect(spelled(check)).toBe(short);
    expect(spelledOdcs(check)).toBe(odcs);
  },
);
