// Who notices a fault: every rule that could, though not every rule is asked; no rule that the machine could not ask; and once proposals are written,
// just what was said of them.

import { describe, expect, it } from 'vitest';
import { digestOf, failed, type Problem } from '../../src/base/index.ts';
import { rulesOfTable } from '../../src/checks/index.ts';
import type { Engine, InputTable } from '../../src/engine/index.ts';
import { type Described, parseProduct } from '../../src/product/index.ts';
import { faultedTable } from '../../src/rehearsal/base-table.ts';
import { concerned, looksOf } from '../../src/rehearsal/concerned.ts';
import { contentOf } from '../../src/rehearsal/content.ts';
import { addChecks, operators, type Rehearsal, type RehearsalOptions, rehearseTables, usualOptions, withWritten } from '../../src/rehearsal/index.ts';
import { failingOn } from '../../src/rehearsal/subject.ts';
import { mixed, rig, surroundings } from './rig.ts';

const { engine, make, base, temporary } = rig();
const means = { engine, surroundings };

/** The table of a product's yaml. */
function described(name: string, yaml: string): Described {
  const file = (path: string, text: string) => ({ path, text, digest: digestOf(text) });
  const others = ['t', 'places'].filter((other) => other !== name).map((other) => file(`sources/${other}.yaml`, `path: data/${other}.parquet\n`));
  const files = [file('trivet.yaml', 'product: p\n'), file(`sources/${name}.yaml`, `path: data/${name}.parquet\n${yaml}`), ...others];
  const product = parseProduct({ files, codeFolder: '/p', folder: '/p' });
  const table = product.ok ? product.value.assets.get(name) : undefined;
  if (!product.ok || !table) throw new Error(JSON.stringify(product));
  return table;
}

const rules = `
key: id
columns:
  amount: { required: true, min: 0, max: 10 }
  n: { min: 0, max: 999 }
  origin: { in: [SEA, SFO, LAS, Zürich], length: { min: 3, max: 6 }, references: places.code }
  zip: { pattern: '^[0-9]{5}$' }
  customer_id: { references: t.id }
  id: { unique: true }
  note: { required: 85% }
rows: { min: 200, max: 400 }
checks:
  where-late: { range: { column: n, min: 0, max: 999 }, where: "late and origin <> 'x'" }
  by-origin: { aggregate: { column: n, measure: mean, between: [300, 700] }, groupBy: [origin] }
  few-offend: { inSet: { column: small, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] }, mostly: 90% }
  at-grows: { monotone: { column: at, by: [id] } }
  every-day: { gaps: { column: day, every: 24h } }
  fresh: { freshness: { column: seen, within: 2000d } }
  counted: { compareColumns: { column: small, operator: "<=", other: id } }
  told: { expression: { expression: "amount * 2 < 20 or late" } }
  as-id: { aggregate: { column: customer_id, measure: max, table: t, other: customer_id } }
  like-n: { correlation: { columns: [n, small], max: 0.99 } }
  mixed: { topShare: { column: origin, max: 60% } }
  cents: { fractionDigits: { column: price, max: 2 } }
  none: { sql: "select id from t where n > 999 and note like 'note%'" }
  one: { sqlValue: { sql: "select count(distinct zip) from t join places on origin = code", min: 60 } }
  both: { sqlValue: { sql: "select count(*) from t a join t b on a.id = b.customer_id", min: 200 } }
  named: { notNull: { column: price }, key: [zip] }
  spelled: { format: { column: written, format: date } }
  shape: { schema: { columns: { id: bigint, small: utinyint } } }
`;

describe('every fault of every operator', () => {
  it('alters no column but those that it says, and no rule that is not asked would have noticed it', {
    timeout: 300_000,
  }, async () => {
    const one = await base('t', mixed(300), { key: ['id'], references: ['origin'] });
    const places = await make(`select unnest(['SEA', 'SFO', 'LAS', 'Zürich']) as code`);
    const others = { places, t: one.given };
    const all = rulesOfTable(described('t', rules));
    const subject = { name: 't', table: one.given, key: ['id'], rules: all, others };
    const failing = await failingOn(subject, all, one.given, means);
    expect(failing.map((rule) => rule.id)).toEqual([]);
    const looks = await looksOf(subject, means);
    expect(looks.size).toBeGreaterThan(18);
    const wrong: string[] = [];
    let skipped = 0;
    for (const operator of operators)
      for (const column of operator.targets(one.facts)) {
        const fault = { operator: operator.name, table: 't', column: column ?? undefined, share: operator.extent === 'part' ? 0.05 : 1, seed: 1 };
        const faulted = operator.apply(one.facts, fault);
        if (!faulted?.touches) continue;
        const table = faultedTable(one, faulted);
        const left = one.facts.columns.map((c) => c.name).filter((name) => !faulted.touches?.includes(name));
        if ((await contentOf(table, means, left)) !== (await contentOf(one.given, means, left))) wrong.push(`${JSON.stringify(fault)} alters more`);
        const asked = concerned(all, faulted, looks);
        const spared = all.filter((rule) => !asked.includes(rule));
        skipped += spared.length;
        const missed = await failingOn({ ...subject, others: { places, t: table } }, spared, table, means);
        if (missed.length > 0) wrong.push(`${JSON.stringify(fault)}: ${missed.map((rule) => rule.id)} would have noticed`);
      }
    expect(wrong).toEqual([]);
    expect(skipped).toBeGreaterThan(500);
  });
});

const flights = (count = 400) => `select i as id, ['SEA', 'SFO', 'LAS'][i % 3 + 1] as origin, (i * 7919 % 120 + 5)::integer as delay,
  date '2001-01-01' + (i // 20)::integer as day, 'ABC' || i % 9 as code from range(${count}) r(i)`;

async function rehearsed(yaml: string, table: InputTable, options: Partial<RehearsalOptions>, own: Engine = engine): Promise<Rehearsal> {
  const found = await rehearseTables({
    engine: own,
    surroundings,
    effects: { monotonic: () => performance.now() },
    tables: [{ described: described('flights', yaml), table }],
    options: { ...usualOptions, ...options },
    temporary,
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

describe('proposals that are written', () => {
  const written = `columns:
  delay: { min: 3 }
  origin: { length: { max: 10 }, in: [SEA, SFO, LAS, JFK] }
  code: { pattern: '^A' }
rows: { min: 399 }
`;
  it('leave what somebody wrote as it is, and a second rehearsal has the score that the first one promised', { timeout: 240_000 }, async () => {
    const table = await make(flights());
    const operators = 'outlier truncation case category-new lost-rows duplicate-rows unit-scale'.split(' ');
    const first = await rehearsed(written, table, { operators });
    expect(first.proposals.length).toBeGreaterThan(3);
    const { text } = addChecks(
      written,
      first.proposals.map((p) => p.check),
    );
    const before = rulesOfTable(described('flights', written));
    const after = rulesOfTable(described('flights', text));
    const settings = (id: string) => after.find((rule) => rule.id === id)?.settings;
    for (const rule of before) expect(settings(rule.id), rule.id).toMatchObject(rule.settings);
    const claimed = withWritten(first, new Map([['flights', after]]));
    const second = await rehearsed(text, table, { operators, propose: false });
    expect(claimed.proposals).toEqual([]);
    expect(claimed.score).toBeGreaterThan(first.score ?? 1);
    // what a check notices beside what it was proposed for comes on top
    const noticed = (r: Rehearsal) => r.trials.filter((t) => t.caught.length > 0).map((t) => JSON.stringify(t.fault));
    expect(noticed(second)).toEqual(expect.arrayContaining(noticed(claimed)));
    expect(second.score).toBeGreaterThanOrEqual(claimed.score ?? 1);
    expect(second.tables[0]?.failing).toEqual([]);
  });
});

describe('what the machine could not do', () => {
  it('is noticed by nobody', { timeout: 60_000 }, async () => {
    const endless = 'select count(*) from range(1000000000) a(i), range(10) b(j) where hash(i + j) = 1';
    const [late] = await engine.ask({ tables: {}, questions: [{ sql: endless }], surroundings, seconds: 0.05 });
    const problems: readonly Problem[] = late?.ok === false ? late.problems : [];
    expect(problems[0]?.code).toBe('engine/took-too-long');
    let faults = false;
    // every question of a faulted table ends as a statement does that is given up
    const slow: Engine = {
      ...engine,
      ask: async (request) => {
        const ofFault = faults && Object.values(request.tables).some(({ kind }) => kind === 'view');
        return ofFault ? request.questions.map(() => failed(...problems)) : engine.ask(request);
      },
    };
    const table = await make(flights());
    faults = true;
    const r = await rehearsed('columns:\n  delay: { required: true }\n', table, { operators: ['null'], shares: [1], propose: false }, slow);
    expect(r.trials.length).toBeGreaterThan(0);
    expect(r.trials.flatMap((t) => t.caught)).toEqual([]);
  });
});

describe('a fault that cannot be put into the values', () => {
  it('is none, and nobody has noticed it', { timeout: 60_000 }, async () => {
    const table = await make(`select i as id, [i, i + 1]::integer[2] as pair, date '5881570-01-01' + (i % 9)::integer as last from range(40) r(i)`);
    const yaml = 'columns:\n  id: { required: true }\n  pair: { required: true }\n  last: { required: true }\n';
    const r = await rehearsed(yaml, table, { operators: ['shift-columns', 'outlier', 'constant', 'null'], shares: [0.1], propose: false });
    const tried = r.trials.map((t) => [t.fault.operator, t.fault.column, t.caught.length]);
    expect(tried).toEqual([
      ['outlier', 'id', 0],
      ['constant', 'id', 0],
      ['constant', 'last', 0],
      ['null', 'id', 1],
      ['null', 'last', 1],
    ]);
    expect(r.tables[0]?.failing).toEqual([]);
  });
});
