// What the template's outputs answer, asked of plain DuckDB: against queries written by hand from the flights, and against the clock.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnsOf, predict, type Trained, trainedOn } from './model.ts';
import { type Row, type Tables, tablesAfter, textOf } from './tables.ts';

const airports = ['SEA', 'SFO', 'LAS'];
const badHour = textOf('outputs/bad_hour.sql');

let tables: Tables;
let model: Trained;
/** After the delivery of 3 March to 15:00. */
beforeAll(async () => {
  tables = await tablesAfter(8, '2001-03-03T15:00:00-08:00');
  model = await trainedOn(tables);
});
afterAll(() => tables.close());

/** The output's one row, with the model's answer where there is something to predict. */
async function answer(origin: string, clock: string, from = tables): Promise<Row> {
  await from.clock(clock);
  const rows = await from.rows(badHour, { origin });
  expect(rows).toHaveLength(1);
  const row = rows[0] as Row;
  const probability = row.reason === null ? (predict(model.artifact, columnsOf(model, [row])).probability[0] ?? null) : null;
  return { data_until: row.data_until ?? null, hour: row.hour ?? null, probability, reason: row.reason ?? null };
}

test.each(airports)('late: the days of %s as counted from the flights by hand', async (origin) => {
  const byHand = await tables.rows(
    `select cast(date as date) as day, count(*) as flights, sum(case when delay > 15 then 1 else 0 end)::bigint as late
     from flights where origin = '${origin}' and date < timestamp '2001-03-03' group by 1 order by 1`,
  );
  const answered = await tables.rows(textOf('outputs/late.sql'), { origin });
  expect(answered.map(({ day, flights, late }) => ({ day, flights, late }))).toEqual(byHand);
  expect(answered).toHaveLength(31 + 28 + 2);
  for (const row of answered) expect(row.late_share).toBeCloseTo(Number(row.late) / Number(row.flights), 12);
});

test.each(airports)('bad_hour: at 15:00 on 3 March the hour from 15:00 at %s', async (origin) => {
  const { data_until, hour, probability, reason } = await answer(origin, '2001-03-03T15:00:00-08:00');
  expect([data_until, hour, reason]).toEqual(['2001-03-03 22:57:00+00', '2001-03-03 23:00:00+00', null]);
  expect(Number(probability) > 0 && Number(probability) < 1).toBe(true);
});

test('bad_hour: SEA, late all day, looks worse than the other two; what it is asked is the hour from 14:00', async () => {
  const answers = await Promise.all(airports.map((origin) => answer(origin, '2001-03-03T15:00:00-08:00')));
  const [sea = 0, sfo = 1, las = 1] = answers.map(({ probability }) => Number(probability));
  expect(sea > sfo && sea > las && sea > 0.5).toBe(true);
  const [asked] = await tables.rows(badHour, { origin: 'SEA' });
  const [byHand] = await tables.rows(
    `select count(*) filter (delay > 15) / count(*) as late_share, avg(delay) as mean_delay
     from flights where origin = 'SEA' and date >= timestamp '2001-03-03 14:00' and date < timestamp '2001-03-03 15:00'`,
  );
  expect(asked).toMatchObject({ origin: 'SEA', hour_of_day: 14n, ...byHand });
});

test('bad_hour: a quarter of an hour is left for the delivery, then the hour has begun', async () => {
  expect(await answer('SEA', '2001-03-03T15:15:00-08:00')).toMatchObject({ reason: null });
  expect(await answer('SEA', '2001-03-03T15:15:01-08:00')).toMatchObject({
    hour: '2001-03-03 23:00:00+00',
    probability: null,
    reason: 'the predicted hour has begun: it is past 15:15 on 3 March',
  });
});

test('bad_hour: when the data have stopped the answer is null, and says until when there are any', async () => {
  expect(await answer('LAS', '2001-03-05T09:00:00-08:00')).toEqual({
    data_until: '2001-03-03 22:57:00+00',
    hour: '2001-03-03 23:00:00+00',
    probability: null,
    reason: 'the predicted hour has begun: it is past 15:15 on 3 March',
  });
});

test('bad_hour: an hour that is not over, by the clock or in the data, is not the one asked of', async () => {
  // 14:59: the flights of 14:00 are here, and the hour may bring more.
  expect(await answer('SFO', '2001-03-03T14:59:00-08:00')).toMatchObject({ hour: '2001-03-03 22:00:00+00' });
  // The delivery stopped at 14:30: at 15:00 that hour is half told.
  const cut = await tablesAfter(8);
  await cut.run(`create table kept as from departures where departed_at < timestamptz '2001-03-03 14:30:00 America/Los_Angeles'`);
  await cut.run('drop table departures');
  await cut.run('alter table kept rename to departures');
  const then = await answer('SFO', '2001-03-03T15:00:00-08:00', cut);
  cut.close();
  expect(then).toMatchObject({ hour: '2001-03-03 22:00:00+00', probability: null, reason: expect.stringContaining('has begun') });
});

test('bad_hour: before any hour is known well enough it says so, and names no hour', async () => {
  expect(await answer('SEA', '2001-01-01T03:00:00-08:00')).toMatchObject({
    hour: null,
    probability: null,
    reason: 'no hour that is over had five departures and a usual share of the hour after it',
  });
});

test('bad_hour: what came later alters nothing that was asked', async () => {
  const all = await tablesAfter(9, '2001-03-03T15:00:00-08:00');
  for (const origin of airports) {
    await tables.clock('2001-03-03T15:00:00-08:00');
    const [then, later] = [await tables.rows(badHour, { origin }), await all.rows(badHour, { origin })];
    expect(later).toEqual(then.map((row) => ({ ...row, data_until: '2001-03-04 07:59:00+00' })));
  }
  all.close();
});

test('bad_hour: at each full hour of three days there is an answer just where the hour before had five departures', async () => {
  const all = await tablesAfter(9);
  const moments = await all.rows(
    `select cast(extract(epoch from moment) as bigint) as second, count(d.departed_at)::int as flights
     from (select unnest(generate_series(timestamptz '2001-02-20 00:00:00 America/Los_Angeles', '2001-02-22 23:00:00 America/Los_Angeles', interval 1 hour)) as moment)
     left join departures as d on d.origin = 'SFO' and d.departed_at >= moment - interval 1 hour and d.departed_at < moment
     group by moment order by moment`,
  );
  const answered: boolean[] = [];
  for (const { second } of moments) {
    answered.push((await answer('SFO', new Date(Number(second) * 1000).toISOString(), all)).reason === null);
  }
  // Some hours of the night are not usual at all: five departures, and none in the hour after for a fortnight.
  const usual = await all.rows(`select flights >= 5 and usual_share_next is not null as known from hourly where origin = 'SFO'
     and hour between timestamptz '2001-02-19 23:00:00 America/Los_Angeles' and timestamptz '2001-02-22 22:00:00 America/Los_Angeles' order by hour`);
  all.close();
  expect(answered).toEqual(usual.map((row) => row.known));
  expect(moments.every(({ flights }, i) => !answered[i] || Number(flights) >= 5)).toBe(true);
  expect(answered.filter(Boolean).length).toBeGreaterThan(40);
});
