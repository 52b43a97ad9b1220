import { describe, expect, it } from 'vitest';
import { faultedTable } from '../../src/rehearsal/base-table.ts';
import { operators } from '../../src/rehearsal/operators.ts';
import { type BaseFacts, type Fault, usualShares } from '../../src/rehearsal/rehearsal.ts';
import { mixed, rig } from './rig.ts';

const { base, ask } = rig();
const rows = 2000;

const faultsOf = (facts: BaseFacts, share: number, seed = 1): readonly Fault[] =>
  operators.flatMap((o) => o.targets(facts).map((column) => ({ operator: o.name, table: facts.table, column: column ?? undefined, share, seed })));

/** Rows that are not in both, of each side: a multiset difference by text. */
const difference = (columns: readonly { name: string }[]) => {
  const list = columns.map((c) => `cast("${c.name}" as varchar)`).join(', ');
  return `select count(*), cast(sum(hash(${list})) as varchar) from t`;
};

async function contentOf(prepared: Awaited<ReturnType<typeof base>>, fault: Fault): Promise<string> {
  const operator = operators.find((o) => o.name === fault.operator);
  const faulted = operator?.apply(prepared.facts, fault);
  if (!faulted) return 'does not apply';
  const [row] = await ask(faultedTable(prepared, faulted), difference(faulted.columns));
  return `${faulted.columns.map((c) => `${c.name} ${c.type}`).join(', ')}: ${row?.join(' ')}`;
}

describe('every operator', () => {
  it('is named in kebab-case, once, and there are those that the docs promise', () => {
    const names = operators.map((o) => o.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(names.length).toBeGreaterThanOrEqual(45);
    expect(operators.filter((o) => o.extent === 'control').map((o) => o.name)).toEqual(['reorder']);
  });

  it('finds a column or a table that it applies to', async () => {
    const prepared = await base('t', mixed(rows), { key: ['id'] });
    const missing = operators.filter((o) => o.targets(prepared.facts).length === 0);
    expect(missing.map((o) => o.name)).toEqual([]);
  });

  it('has nothing to alter in a table without rows, and asks nothing that fails', async () => {
    const prepared = await base('t', `select * from (${mixed(10)}) where false`, { key: ['id'] });
    const targeted = operators.filter((o) => o.targets(prepared.facts).length > 0);
    expect(targeted.map((o) => o.name)).toEqual([]);
  });

  it('gives the columns that it says, and changes the table', { timeout: 120_000 }, async () => {
    const one = await base('t', mixed(rows), { key: ['id'] });
    const clean = `${one.facts.columns.map((c) => `${c.name} ${c.type}`).join(', ')}: ${(await ask(one.given, difference(one.facts.columns)))[0]?.join(' ')}`;
    const unchanged: string[] = [];
    for (const fault of faultsOf(one.facts, 0.1)) {
      if ((await contentOf(one, fault)) === clean) unchanged.push(`${fault.operator} ${fault.column ?? ''}`);
    }
    expect(unchanged).toEqual(['reorder ']);
  });

  it('takes the rows by their values: another order of the file, the same faults', { timeout: 120_000 }, async () => {
    const [one, two] = [await base('t', mixed(rows)), await base('t', `select * from (${mixed(rows)}) order by hash(id)`)];
    const byLine = ['stuck', 'truncated-tail', 'replay', 'half-delivery', 'wrong-header'];
    for (const fault of faultsOf(one.facts, 0.01)) {
      const other = byLine.includes(fault.operator) ? one : two;
      expect(await contentOf(other, fault), JSON.stringify(fault)).toBe(await contentOf(one, fault));
    }
  });

  it('takes other rows with another seed', async () => {
    const [one, two] = [await base('t', mixed(rows), { seed: 1 }), await base('t', mixed(rows), { seed: 2 })];
    const fault = { operator: 'null', table: 't', column: 'id', share: 0.01, seed: 1 };
    expect(await contentOf(one, fault)).not.toBe(await contentOf(two, { ...fault, seed: 2 }));
  });
});

describe('the share of rows', () => {
  const counted = ['null', 'outlier', 'sign', 'unit-scale', 'sentinel'];

  it.each(usualShares)('%d is as many rows as it says, and at least one', async (share) => {
    const prepared = await base('t', 'select i + 1 as id, i * 3 + 1 as n from range(500) r(i)');
    for (const operator of counted) {
      const fault = { operator, table: 't', column: 'n', share, seed: 1 };
      const faulted = operators.find((o) => o.name === operator)?.apply(prepared.facts, fault);
      const [row] = await ask(faultedTable(prepared, faulted as never), 'select count(*) from t where n is distinct from (id - 1) * 3 + 1');
      expect(row?.[0], operator).toBe(Math.max(1, Math.round(500 * share)));
    }
  });

  it('of a larger fault holds the rows of the smaller', async () => {
    const prepared = await base('t', 'select i as id, i * 3 + 1 as n from range(500) r(i)');
    const nulls = async (share: number) => {
      const fault = { operator: 'null', table: 't', column: 'n', share, seed: 5 };
      const faulted = operators.find((o) => o.name === 'null')?.apply(prepared.facts, fault);
      return (await ask(faultedTable(prepared, faulted as never), 'select id from t where n is null order by id')).map(([id]) => id);
    };
    const [small, large] = [await nulls(0.01), await nulls(0.1)];
    expect(large).toEqual(expect.arrayContaining(small));
    expect(small).toHaveLength(5);
  });

  it('takes rows in which the fault makes a difference, where there are some', async () => {
    const prepared = await base('t', "select i as id, case when i = 77 then 'x' end as s from range(1000) r(i)");
    const fault = { operator: 'null', table: 't', column: 's', share: 0.001, seed: 1 };
    const faulted = operators.find((o) => o.name === 'null')?.apply(prepared.facts, fault);
    expect(await ask(faultedTable(prepared, faulted as never), 'select count(s) from t')).toEqual([[0]]);
  });
});

describe('what faults do to values', () => {
  const one = async (operator: string, type: string, value: string, besides = 'null'): Promise<unknown> => {
    const prepared = await base('t', `select cast(v as ${type}) as v from (values (${value}), (${besides})) r(v)`);
    const faulted = operators.find((o) => o.name === operator)?.apply(prepared.facts, { operator, table: 't', column: 'v', share: 1, seed: 1 });
    return (await ask(faultedTable(prepared, faulted as never), 'select cast(v as varchar) from t where v is not null'))[0]?.[0];
  };

  it.each([
    ['day-month-swap', 'date', "'2001-03-04'", '2001-04-03'],
    ['day-month-swap', 'date', "'2001-03-20'", '2001-03-20'],
    ['day-month-swap', 'timestamp', "'2001-03-04 10:11:12.5'", '2001-04-03 10:11:12.5'],
    ['day-month-swap', 'varchar', "'2001-03-04T01:02'", '2001-04-03T01:02'],
    ['day-month-swap', 'varchar', "'none of it'", 'none of it'],
    ['day-month-swap', 'date', "'infinity'", 'infinity'],
    ['time-zone-shift', 'timestamptz', "'2001-03-04 10:00:00+00'", '2001-03-04 17:00:00+00'],
    ['seconds-milliseconds', 'timestamp', "'2001-03-04 08:00:00'", '1970-01-12 09:14:52.8'],
    ['lost-leading-zeros', 'varchar', "'00501'", '501'],
    ['lost-leading-zeros', 'varchar', "'000'", '0'],
    ['decimal-comma', 'varchar', "'12.50'", '12,50'],
    ['decimal-comma', 'varchar', "'v1.2'", 'v1.2'],
    ['decimal-comma', 'double', '12.5', '125.0'],
    ['decimal-comma', 'double', '3', '3.0'],
    ['unit-scale', 'tinyint', '100', '127'],
    ['unit-scale', 'decimal(5,2)', '100', '999.00'],
    ['sign', 'bigint', '-9223372036854775808', '-9223372036854775808'],
    ['sign', 'double', "'nan'", 'nan'],
    ['sentinel', 'utinyint', '7', '99'],
    ['sentinel', 'decimal(3,2)', '7', null],
    ['truncation', 'varchar', "'héllo'", 'hél'],
    ['case', 'varchar', "'SEA'", 'sea'],
    ['case', 'varchar', "'Sea'", 'SEA'],
    ['encoding-damage', 'varchar', "'Zürich'", 'Z�rich'],
    ['encoding-damage', 'varchar', "'Bern'", 'Ber�'],
    ['rounding', 'double', '12.75', '13.0'],
    ['rounding', 'integer', '123', '120'],
    ['category-renamed', 'varchar', "'SEA'", 'SEA_2'],
    ['outlier', 'double', "'inf'", null],
  ])('%s of %s %s', async (operator, type, before, after) => {
    const found = await one(operator, type, before);
    if (after === null) expect(found === undefined || found !== before).toBe(true);
    else expect(found).toBe(after);
  });

  it('hands the values of a shuffled column on: the same ones, at other rows', async () => {
    const prepared = await base('t', 'select i as id, i as n from range(100) r(i)');
    const fault = { operator: 'shuffled-column', table: 't', column: 'n', share: 0.1, seed: 1 };
    const faulted = operators.find((o) => o.name === fault.operator)?.apply(prepared.facts, fault);
    const table = faultedTable(prepared, faulted as never);
    expect(await ask(table, 'select count(*), count(distinct n), sum(n) from t')).toEqual([[100, 100, 4950]]);
    expect(await ask(table, 'select count(*) from t where id <> n')).toEqual([[10]]);
  });

  it('repeats, loses and cuts off as many rows as it says', async () => {
    const prepared = await base('t', mixed(1000));
    const count = async (operator: string, column?: string) => {
      const faulted = operators.find((o) => o.name === operator)?.apply(prepared.facts, { operator, table: 't', column, share: 0.1, seed: 1 });
      return Number((await ask(faultedTable(prepared, faulted as never), 'select count(*) from t'))[0]?.[0]);
    };
    expect(await count('duplicate-rows')).toBe(1100);
    expect(await count('fan-out')).toBe(1300);
    expect(await count('lost-rows')).toBe(900);
    expect(await count('truncated-tail')).toBe(900);
    expect(await count('stale-copy')).toBe(900);
    expect(await count('replay')).toBe(1100);
    expect(await count('reorder')).toBe(1000);
    expect(await count('half-delivery')).toBe(500);
    expect(await count('empty-delivery')).toBe(0);
    expect(await count('lost-category', 'origin')).toBe(750);
  });
});

describe('the bytes of a CSV delivery', () => {
  const csv = 'id,city\r\n1,"Zürich, ZH"\r\n2,Bern\r\n';
  const delivered = (name: string, options = {}) => {
    const bytes = operators.find((o) => o.name === name)?.bytes?.(new TextEncoder().encode(csv), options);
    return new TextDecoder(name === 'wrong-encoding' ? 'utf-16le' : 'utf-8').decode(bytes);
  };

  it('are cut, joined otherwise and bereft of their header', () => {
    expect(delivered('empty-delivery')).toBe('id,city\r\n');
    expect(delivered('empty-delivery', { header: false })).toBe('');
    expect(delivered('half-delivery').length).toBeLessThan(csv.length * 0.6);
    expect(delivered('wrong-delimiter')).toBe('id;city\n1;"Zürich, ZH"\n2;Bern\n');
    expect(delivered('wrong-header')).toBe('1,"Zürich, ZH"\r\n2,Bern\r\n');
    expect(delivered('wrong-header', { header: false })).toBe(`column0,column1\n${csv}`);
    expect(delivered('wrong-encoding')).toBe(csv);
    expect(delivered('old-schema')).toBe('id\n1\n2\n');
  });
});
