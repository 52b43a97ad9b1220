// The template's model is what it says: its metrics are computed again in SQL, by pairs and from the artifact, without a line of its own code.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Artifact, columnsOf, predict, spec, type Trained, trainedOn } from './model.ts';
import { type Row, type Tables, tablesAfter, textOf } from './tables.ts';

// Hours that count, straight from the flights' hours: five departures, everything known, how it turned out known.
const eligible = `
  select *, bad_next_hour as bad, hour >= timestamptz '2001-02-10 00:00:00 America/Los_Angeles' as later
  from hourly
  where flights >= 5 and bad_next_hour is not null
    and late_share is not null and late_share_3h is not null and late_share_today is not null
    and mean_delay is not null and usual_share_next is not null`;

/** The model's sum written out in SQL. */
function scoreOf({ bias, terms }: Artifact): string {
  const parts = terms.map(({ column, is, mean, deviation, weight }) => {
    const value = is === undefined ? column : `case when cast(${column} as varchar) = '${is}' then 1 else 0 end`;
    return `(${weight}) * ((${value}) - (${mean})) / (${deviation})`;
  });
  return `1 / (1 + exp(-(${[bias, ...parts].join(' + ')})))`;
}

/** Of all pairs of a bad and a good hour, the share in which the bad one scores higher, draws counting half. */
async function byPairs(tables: Tables, score: string): Promise<number> {
  const [row] = await tables.rows(`
    with scored as (select bad, ${score} as score from (${eligible}) where later)
    select avg(case when b.score > g.score then 1.0::double when b.score = g.score then 0.5 else 0 end) as share
    from scored as b cross join scored as g where b.bad and not g.bad`);
  return Number(row?.share);
}

let tables: Tables;
let model: Trained;
let rows: readonly Row[];
beforeAll(async () => {
  tables = await tablesAfter(9);
  model = await trainedOn(tables);
  rows = await tables.rows(`select * from (${eligible}) where later order by origin, hour`);
});
afterAll(() => tables.close());

test('each metric is what pairs of hours say', async () => {
  const { auc, seen_share, usual_share, sum_share } = model.metrics;
  // Written out in SQL the sum is added up in another order.
  expect(await byPairs(tables, `round(${scoreOf(model.artifact)}, 12)`)).toBeCloseTo(auc ?? 0, 6);
  expect(await byPairs(tables, 'late_share')).toBeCloseTo(seen_share ?? 0, 12);
  expect(await byPairs(tables, 'usual_share_next')).toBeCloseTo(usual_share ?? 0, 12);
  expect(await byPairs(tables, 'late_share + usual_share_next')).toBeCloseTo(sum_share ?? 0, 12);
});

test('it learns from hours before 10 February in Los Angeles and is measured on those after', async () => {
  const [counts] = await tables.rows(`select count(*) filter (not later)::int as train, count(*) filter (later)::int as test from (${eligible})`);
  expect({ train: model.metrics.rows_train, test: model.metrics.rows_test }).toEqual(counts);
  expect(model.metrics.rows_train).toBeGreaterThan(1500);
});

test('it has learnt: no weight could be moved far for a smaller loss', async () => {
  const l2 = Number(spec.settings.l2);
  const slopes = model.artifact.terms.map(({ column, is, mean, deviation, weight }) => {
    const value = is === undefined ? column : `case when cast(${column} as varchar) = '${is}' then 1 else 0 end`;
    return `avg((score - bad::int) * ((${value}) - (${mean})) / (${deviation})) + ${l2} * (${weight})`;
  });
  const [row] = await tables.rows(
    `select avg(score - bad::int) as bias, ${slopes.map((s, i) => `${s} as w${i}`).join()} from (select *, ${scoreOf(model.artifact)} as score from (${eligible}) where not later)`,
  );
  expect(Object.keys(row ?? {})).toHaveLength(model.artifact.terms.length + 1);
  for (const [name, slope] of Object.entries(row ?? {})) expect([name, Math.abs(Number(slope)) < 0.002]).toEqual([name, true]);
});

test('a row’s answer is its own: alone, in another order, or among all', () => {
  const all = predict(model.artifact, columnsOf(model, rows)).probability;
  const reversed = predict(model.artifact, columnsOf(model, rows.toReversed())).probability;
  expect([...reversed].toReversed()).toEqual([...all]);
  expect(rows.map((row) => predict(model.artifact, columnsOf(model, [row])).probability[0])).toEqual([...all]);
  expect(predict(model.artifact, columnsOf(model, [])).probability).toHaveLength(0);
});

test('an answer is a probability, also for the strangest hour and an airport never seen', () => {
  const strange = { late_share: 1, late_share_3h: 1, late_share_today: 1, usual_share_next: 1, mean_delay: 1440, hour_of_day: 3n, origin: 'ANC' };
  const calm = { ...strange, late_share: 0, late_share_3h: 0, late_share_today: 0, usual_share_next: 0, mean_delay: -240 };
  for (const p of predict(model.artifact, columnsOf(model, [...rows, strange, calm])).probability) expect(p > 0 && p <= 1).toBe(true);
});

test('its probabilities mean something: of the hours called bad, more are bad', () => {
  const { probability } = predict(model.artifact, columnsOf(model, rows));
  const shareBad = (from: number, to: number) => {
    const found = rows.filter((_, i) => (probability[i] ?? 0) >= from && (probability[i] ?? 0) < to);
    return found.filter((row) => row.bad).length / found.length;
  };
  const [low, middle, high] = [shareBad(0, 0.25), shareBad(0.25, 0.6), shareBad(0.6, 1.01)];
  expect(low < middle && middle < high).toBe(true);
  expect(low).toBeLessThan(0.4);
  expect(high).toBeGreaterThan(0.6);
});

test('trained twice on the same hours it is the same, to the last bit, and survives being kept as JSON', async () => {
  const again = await trainedOn(tables);
  expect(again).toEqual(model);
  const kept = JSON.parse(JSON.stringify(model.artifact)) as Artifact;
  expect(predict(kept, columnsOf(model, rows))).toEqual(predict(model.artifact, columnsOf(model, rows)));
});

test.each([
  ['24 Feb', 0],
  ['28 Feb', 4],
  ['4 Mar', 9],
])('the README says what it is worth on the morning of %s', async (morning, delivered) => {
  const table = textOf('README.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const column = table.find((cells) => cells.includes(morning))?.indexOf(morning) ?? -1;
  const then = await tablesAfter(delivered);
  const { metrics } = await trainedOn(then);
  then.close();
  for (const name of ['auc', 'seen_share', 'usual_share', 'sum_share']) {
    const printed = table.find((cells) => cells[1]?.includes(`\`${name}\``))?.[column];
    expect([name, Math.abs(Number(printed) - (metrics[name] ?? 0)) < 0.01]).toEqual([name, true]);
  }
});

test('it says of itself that the sum of both baselines is hard to beat', () => {
  for (const path of ['README.md', 'assets/bad_hour.yaml']) expect([path, textOf(path)]).toEqual([path, expect.stringMatching(/hard to beat/)]);
});

test.each([...Array(10).keys()])('after %i deliveries it beats what planners have by 0.02, and the sum of both not by much', async (delivered) => {
  const then = await tablesAfter(delivered);
  const { auc = 0, seen_share = 1, usual_share = 1, sum_share = 1, rows_test } = (await trainedOn(then)).metrics;
  then.close();
  expect(auc - seen_share).toBeGreaterThanOrEqual(0.02);
  expect(auc - usual_share).toBeGreaterThanOrEqual(0.02);
  expect(auc).toBeGreaterThan(sum_share);
  expect(auc - sum_share).toBeLessThan(0.04);
  expect(rows_test).toBeGreaterThan(700);
});
