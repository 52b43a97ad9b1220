import { describe, expect, it } from 'vitest';
import type { Described } from '../../src/product/index.ts';
import { type Rehearsal, type RehearsalOptions, rehearseTables, usualOptions } from '../../src/rehearsal/index.ts';
import type { Delivery } from '../../src/rehearsal/subject.ts';
import { rig, surroundings } from './rig.ts';

const { engine, make, temporary } = rig();
const at = { file: 'c.yaml', line: 1 };
const rows = 1000;
const flights = (from = 0, count = rows) => `select i as id, ['SEA', 'SFO', 'LAS'][i % 3 + 1] as origin, (i * 7919 % 120 - 20)::integer as delay,
  date '2001-01-01' + (i // 20)::integer as day from range(${from}, ${from + count}) r(i)`;

type Contract = Partial<Pick<Described, 'key' | 'columns' | 'rows' | 'checks'>>;
const described = ({ key, columns = [], rows, checks = [] }: Contract): Described => ({
  name: 'flights',
  columns,
  checks,
  ...(key ? { key } : {}),
  ...(rows ? { rows } : {}),
});
const column = (name: string, rules: object) => ({ name, at, severity: 'error' as const, ...rules });

async function run(
  contract: Contract,
  options: Partial<RehearsalOptions> = {},
  more: { sql?: string; history?: readonly string[]; delivery?: Delivery } = {},
): Promise<Rehearsal> {
  const history = await Promise.all((more.history ?? []).map(make));
  const table = await make(more.sql ?? flights());
  const found = await rehearseTables({
    engine,
    surroundings,
    effects: { monotonic: () => performance.now() },
    tables: [{ described: described(contract), table, history, ...(more.delivery ? { delivery: more.delivery } : {}) }],
    options: { ...usualOptions, ...options },
    temporary,
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

const trial = (r: Rehearsal, operator: string, column?: string, share = 1) =>
  r.trials.find((t) => t.fault.operator === operator && t.fault.column === column && t.fault.share === share);

describe('a table by itself', () => {
  it('without rules survives everything, and has checks proposed for it that kill', { timeout: 120_000 }, async () => {
    const bare = await run({});
    expect(bare.killed).toBe(0);
    expect(bare.score).toBe(0);
    expect(bare.falseAlarms.rate).toBeUndefined();
    expect(bare.costPerKill).toBeUndefined();
    expect(bare.proposals.length).toBeGreaterThan(3);
    expect(bare.scoreWithProposals).toBeGreaterThan(0.6);
    const kills = bare.proposals.map((p) => p.kills.length);
    expect(kills).toEqual(kills.toSorted((a, b) => b - a));
  });

  it('counts what its rules kill, and where', { timeout: 120_000 }, async () => {
    const r = await run({ columns: [column('delay', { required: true, min: -240, max: 500 }), column('origin', { in: ['SEA', 'SFO', 'LAS'] })] });
    expect(trial(r, 'null', 'delay')?.caught).toEqual([{ by: 'rule', rule: 'flights.delay.required', asset: 'flights' }]);
    expect(trial(r, 'null', 'delay', 0.001)).toMatchObject({ equivalent: false, caught: [{ rule: 'flights.delay.required' }] });
    expect(trial(r, 'null', 'origin')?.caught).toEqual([]);
    expect(trial(r, 'case', 'origin')?.caught).toMatchObject([{ rule: 'flights.origin.in' }]);
    expect(trial(r, 'outlier', 'delay')?.caught).toMatchObject([{ rule: 'flights.delay.range' }]);
    expect(trial(r, 'reorder')).toMatchObject({ equivalent: true, caught: [] });
    expect(r.controls).toEqual([]);
    expect(r.killed + r.survived).toBe(r.trials.filter((t) => t.equivalent === false && t.fault.operator !== 'reorder').length);
    expect(r.score).toBeCloseTo(r.killed / (r.killed + r.survived), 9);
  });

  it('gives the same trials for the same seed', { timeout: 120_000 }, async () => {
    const told = (r: Rehearsal) => r.trials.map(({ ms: _, ...rest }) => rest);
    const options = { operators: ['null', 'duplicate-rows', 'shuffled-column', 'mean-shifted'], propose: false };
    const contract = { key: { columns: ['id'], at }, columns: [column('delay', { required: true })] };
    expect(told(await run(contract, options))).toEqual(told(await run(contract, options)));
  });

  it('finds the smallest share noticed by bisection, and infers the others', async () => {
    const checks = [
      {
        name: 'few',
        at,
        severity: 'error' as const,
        type: 'notNull' as const,
        settings: { column: 'delay' },
        tolerance: { unit: 'percent' as const, max: 5 },
      },
    ];
    const r = await run({ checks }, { operators: ['null'], propose: false });
    expect(r.smallest.find((s) => s.column === 'delay')).toMatchObject({ operator: 'null', share: 0.1, equivalent: false });
    expect(r.smallest.find((s) => s.column === 'origin')).toMatchObject({ share: undefined });
    const ladder = r.trials.filter((t) => t.fault.column === 'delay');
    expect(ladder.map((t) => t.caught.length)).toEqual([0, 0, 1, 1]);
    const [survivor] = r.trials.filter((t) => t.fault.column === 'origin');
    expect(survivor).toMatchObject({ equivalent: false, caught: [] });
    expect(r.trials.filter((t) => t.fault.column === 'origin').map((t) => t.inferred)).toEqual([false, true, true, false]);
  });

  it('knows of a rule that notices few rows and not all of them, and of a part that changes nothing', async () => {
    const severity = 'error' as const;
    const checks = [
      { name: 'whole', at, severity, type: 'gaps' as const, settings: { column: 'id', every: 1 } },
      { name: 'crowd', at, severity, type: 'rowCount' as const, settings: { min: 50 }, groupBy: ['origin'] },
    ];
    const r = await run({ checks }, { operators: ['lost-rows', 'null'], propose: false });
    expect(trial(r, 'lost-rows', undefined, 0.001)?.caught).toMatchObject([{ rule: 'flights.whole' }]);
    expect(trial(r, 'null', 'origin')?.caught).toEqual([]);
    expect(trial(r, 'null', 'origin', 0.001)?.caught).toMatchObject([{ rule: 'flights.crowd' }]);
    expect(r.smallest.find((s) => s.column === 'origin')).toMatchObject({ operator: 'null', share: 0.001 });
    expect(r.redundant).toEqual([]);
  });

  it('says which checks could go, and what each alone kills', async () => {
    const columns = [column('delay', { required: true, min: -240, max: 500 })];
    const checks = [{ name: 'twin', at, severity: 'error' as const, type: 'notNull' as const, settings: { column: 'delay' } }];
    const r = await run({ columns, checks }, { operators: ['null', 'outlier'], propose: false });
    expect(r.redundant).toHaveLength(1);
    expect(['flights.delay.required', 'flights.twin']).toContain(r.redundant[0]);
    expect(r.checks.find((c) => c.rule === 'flights.delay.range')).toMatchObject({ alone: 4, kills: 4 });
    expect(r.checks.find((c) => c.rule === 'flights.twin')).toMatchObject({ alone: 0, kills: 4 });
    expect(r.costPerKill).toBeGreaterThan(0);
  });

  it('leaves out rules that fail already: they notice nothing', async () => {
    const r = await run({ columns: [column('delay', { min: 0 })] }, { operators: ['sign'], propose: false });
    expect(r.tables[0]?.failing).toEqual(['flights.delay.range']);
    expect(r.killed).toBe(0);
  });

  it('measures false alarms on the versions before', async () => {
    const history = [flights(100), flights(200), `${flights(300)} where i <> 300`, flights(400)];
    const r = await run({ rows: { min: rows, at, severity: 'error' } }, { operators: ['lost-rows'], propose: false }, { history });
    expect(r.falseAlarms).toEqual({ versions: 4, alarmed: 1, rate: 0.25, byRule: { 'flights.rows': 1 } });
  });

  it('proposes nothing that history would have cried at', { timeout: 60_000 }, async () => {
    const shifted = flights(1000).replace('- 20)', '- 20) * 10').replace("'LAS'", "'JFK'");
    const options = { operators: ['outlier', 'category-new', 'null'] };
    const calm = await run({}, options, { history: [flights(1000)] });
    const wild = await run({}, options, { history: [shifted] });
    const kinds = (r: Rehearsal) => r.proposals.map((p) => p.yaml.replace(/\s+/g, ' '));
    expect(kinds(calm).some((y) => /origin: \{ in: /.test(y) || /origin-all/.test(y))).toBe(true);
    expect(kinds(wild).some((y) => /LAS/.test(y))).toBe(false);
    expect(kinds(wild).some((y) => /delay: \{ min: .*max/.test(y))).toBe(false);
    for (const p of [...calm.proposals, ...wild.proposals]) expect(p.falseAlarms).toMatchObject({ versions: 1, alarmed: 0, rate: 0 });
  });

  it('knows what an unknown fault was meant to be', async () => {
    const table = await make(flights());
    const found = await rehearseTables({
      engine,
      surroundings,
      effects: { monotonic: () => 0 },
      tables: [{ described: described({}), table }],
      options: { ...usualOptions, operators: ['nul'] },
      temporary,
    });
    expect(found).toMatchObject({
      ok: false,
      problems: [{ code: 'rehearsal/unknown-operator', message: expect.stringContaining('did you mean null?') }],
    });
  });

  it('ends without a score when it is interrupted', async () => {
    const table = await make(flights());
    const aborted = AbortSignal.abort();
    const found = await rehearseTables({
      engine,
      surroundings,
      effects: { monotonic: () => 0 },
      tables: [{ described: described({}), table }],
      options: usualOptions,
      temporary,
      signal: aborted,
    });
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'rehearsal/interrupted' }] });
  });

  it('ends while proposals are tried, and not after them', { timeout: 60_000 }, async () => {
    const table = await make(flights());
    const interrupt = new AbortController();
    let [proposing, asked] = [false, 0];
    const found = await rehearseTables({
      engine: {
        ...engine,
        ask: (request) => {
          // the data is asked first, then each survivor
          if (proposing && ++asked === 4) interrupt.abort();
          return engine.ask(request);
        },
      },
      surroundings,
      effects: { monotonic: () => 0 },
      tables: [{ described: described({}), table }],
      options: { ...usualOptions, operators: ['null', 'sentinel', 'outlier', 'sign', 'constant'] },
      temporary,
      report: ({ step }) => {
        proposing ||= step === 'proposals';
      },
      signal: interrupt.signal,
    });
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'rehearsal/interrupted' }] });
    expect(asked).toBeLessThan(10);
  });

  it('has no score when the engine has ended in the middle: what failed since was not noticed by a check', { timeout: 120_000 }, async () => {
    let killed = false;
    const found = await rehearseTables({
      engine,
      surroundings,
      effects: { monotonic: () => performance.now() },
      tables: [{ described: described({ columns: [column('delay', { required: true })] }), table: await make(flights()), history: [] }],
      options: { ...usualOptions, operators: ['null', 'outlier', 'sign'] },
      temporary,
      report: ({ step }) => {
        const pid = engine.hostPid?.();
        if (step !== 'faults' || killed || pid === undefined) return;
        killed = true;
        process.kill(pid, 'SIGKILL');
      },
    });
    expect(found).toMatchObject({ ok: false, problems: [{ code: 'rehearsal/engine-lost', leg: 'operations' }] });
  });
});
