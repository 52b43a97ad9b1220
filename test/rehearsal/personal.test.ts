// What is proposed for columns with values of persons says none of them, nor a figure made of them, also where the column was handed on to another table.

import { expect, it } from 'vitest';
import type { Described } from '../../src/product/index.ts';
import { rehearseTables, usualOptions } from '../../src/rehearsal/index.ts';
import { rig, surroundings } from './rig.ts';

const { engine, make, temporary } = rig();
const at = { file: 'c.yaml', line: 1 };
const people = `select i as id, ['Alice Adams', 'Bob Brown', 'Cy Cole'][i % 3 + 1] as name, 99990000 + i * 7 as ssn, date '1960-02-03' + i::integer as born,
  (i % 3 = 0) as sick, ['x', 'y'][i % 2 + 1] as kind from range(400) r(i)`;
const personal = ['name', 'ssn', 'born', 'sick'].map((name) => ({ name, at, severity: 'error' as const, personal: true as const }));

async function proposed(described: readonly Described[]): Promise<string> {
  const tables = await Promise.all(described.map(async (one) => ({ described: one, table: await make(people) })));
  const effects = { monotonic: () => 0 };
  const found = await rehearseTables({ engine, surroundings, effects, tables, options: { ...usualOptions, shares: [0.1, 1] }, temporary });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value.proposals.map(({ table, yaml, odcs, expectation }) => [table, yaml, odcs, expectation].join('\n')).join('\n');
}

it('names nobody', { timeout: 120_000 }, async () => {
  const bare: Described = { name: 'people', columns: [], checks: [] };
  const told = await proposed([bare]);
  expect(told).toMatch(/Alice Adams/);
  expect(told).toMatch(/ssn: \{ min: /);
  const quiet = await proposed([
    { ...bare, columns: personal },
    { ...bare, name: 'copied' },
  ]);
  expect(quiet).not.toMatch(/Alice|Adams|Bob|Cole|9999\d|10000\d|19(5|6)\d-|ssn-mean|ssn-spread|sick-share/);
  expect(quiet).toMatch(/name: \{ required: true/);
  expect(quiet).toMatch(/kind: \{ in: \[ x, y \] \}|kind-all/);
});

it('proposes patterns that hold in a contract, too', { timeout: 120_000 }, async () => {
  const patternsFor = async (text: string) => {
    const table = await make(`select i as id, ${text} as a from range(100) r(i)`);
    const tables = [{ described: { name: 't', columns: [], checks: [] }, table }];
    const options = { ...usualOptions, operators: ['whitespace'], shares: [1] };
    const found = await rehearseTables({ engine, surroundings, effects: { monotonic: () => 0 }, tables, options, temporary });
    if (!found.ok) throw new Error(JSON.stringify(found.problems));
    return found.value.proposals.flatMap(({ check }) => (check.place === 'column' ? [check.settings.pattern ?? []] : [])).flat();
  };
  expect(await patternsFor("'x ' || i")).toEqual(['^\\S(.*\\S)?$']);
  // ECMA-262 takes a no-break space for a blank and a line separator for the end of a line, the engine does not
  for (const text of ["'x ' || i || chr(160)", "'x' || chr(8232) || i || ' y'"]) expect(await patternsFor(text)).toEqual([]);
});
