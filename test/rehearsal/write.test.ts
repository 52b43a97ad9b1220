// Proposed checks in the text of a yaml: what was there stays, and the text is one that is read.

import { expect, test } from 'vitest';
import type { ProposedCheck } from '../../src/rehearsal/rehearsal.ts';
import { addChecks, addContractChecks } from '../../src/rehearsal/write.ts';

const column = (name: string, settings: Record<string, unknown>): ProposedCheck => ({ place: 'column', column: name, settings });

test('into a yaml with comments, at the places where its rules stand', () => {
  const text = `# flights, as the airports tell them
path: data/*.parquet   # one a day
note: {a: 'x [ y ]'}
columns:
  origin: { type: text, in: [SEA, SFO] }   # where from
  Delay: integer
  note:
  gate:
    type: text
    # letters first
    pattern: ^[A-Z]
checks:
  usual: { sql: "select 1 where false" }
`;
  const checks: readonly ProposedCheck[] = [
    column('origin', { required: true }),
    column('delay', { min: -240, max: 1440 }),
    column('note', { length: { max: 40 } }),
    column('gate', { required: true }),
    column('carrier', { in: ['AS', 'UA'] }),
    { place: 'key', columns: ['date', 'origin'] },
    { place: 'rows', settings: { min: 100 } },
    { place: 'check', name: 'usual', settings: { type: 'aggregate', column: 'delay', measure: 'mean', between: [-5, 20] } },
  ];
  expect(addChecks(text, checks).text).toBe(`# flights, as the airports tell them
path: data/*.parquet   # one a day
note: {a: 'x [ y ]'}
columns:
  origin: { type: text, in: [SEA, SFO], required: true }   # where from
  Delay: { type: integer, min: -240, max: 1440 }
  note: { length: { max: 40 } }
  gate:
    type: text
    # letters first
    pattern: ^[A-Z]
    required: true
  carrier: { in: [AS, UA] }
checks:
  usual: { sql: "select 1 where false" }
  usual-2: { type: aggregate, column: delay, measure: mean, between: [-5, 20] }
key: [date, origin]
rows: { min: 100 }
`);
});

test('into no yaml, and into one with empty maps', () => {
  expect(addChecks(undefined, [column('a', { required: true })]).text).toBe('columns:\n  a: { required: true }\n');
  expect(addChecks('columns: {}\nrows: {}\n', [column('a', { unique: true }), { place: 'rows', settings: { min: 1 } }]).text).toBe(
    'columns:\n  a: { unique: true }\nrows: { min: 1 }\n',
  );
});

const contract = `apiVersion: v3.1.0
schema:
  - name: flights # one row a flight
    properties:
      - name: origin
        logicalType: string
      - name: delay
        logicalType: integer
        logicalTypeOptions: { minimum: -1000 } # as the airports say
`;

test('into a contract, at the table and the properties that are there', () => {
  const checks: readonly ProposedCheck[] = [
    column('Origin', { required: true, in: ['SEA', 'SFO'] }),
    column('delay', { min: -240 }),
    column('delay', { max: 1440 }),
    column('gate', { unique: true }),
    { place: 'rows', settings: { min: 10 } },
    { place: 'check', name: 'mean', settings: { aggregate: { column: 'delay' } } },
  ];
  const { text, left } = addContractChecks(contract, 'FLIGHTS', checks);
  expect(left).toEqual([checks[1]]);
  expect(text).toBe(`apiVersion: v3.1.0
schema:
  - name: flights # one row a flight
    properties:
      - name: origin
        logicalType: string
        required: true
        quality:
          - { metric: invalidValues, arguments: { validValues: [SEA, SFO] }, mustBe: 0 }
      - name: delay
        logicalType: integer
        logicalTypeOptions: { minimum: -1000, maximum: 1440 } # as the airports say
      - { name: gate, unique: true }
    quality:
      - { metric: rowCount, mustBeGreaterOrEqualTo: 10 }
      - { type: custom, engine: trivet, implementation: { checks: { mean: { aggregate: { column: delay } } } } }
`);
  expect(addContractChecks(contract, 'departures', checks)).toEqual({ text: contract, left: checks });
});
