// A small product for faults: three weeks of bicycle rides at eight stations, made by seed. Its SQL depends on the time zone, on where nulls are
// sorted, on how integers are divided and on a declared variable, and some check sees each of these. It knows no fault.

import type { Files } from '../rig/index.ts';

/** A row of a CSV, by column, as written; '' is no value. */
export type Row = Readonly<Record<string, string>>;

/** Numbers between 0 and 1 by seed (mulberry32): the same on every machine. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** An element by chance; throws on an empty list. */
export function pick<T>(list: readonly T[], next: () => number): T {
  const found = list[Math.floor(next() * list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

export const stations: readonly Row[] = ['harbour', 'market', 'hill', 'park', 'museum', 'bridge', 'campus', 'depot'].map((name, i) => ({
  code: `S${i + 1}`,
  name,
  zone: ['centre', 'centre', 'north', 'north', 'centre', 'south', 'south', 'north'][i] ?? '',
  rate: String(12 + i),
}));

/** Monday of each file's week. */
export const weeks = ['2024-03-04', '2024-03-11', '2024-03-18', '2024-03-25'] as const;
export const rideFile = (week: string): string => `data/rides/${week}.csv`;

/** A week's rides: twelve a day and station, between 6:00 and 21:59 by the clock of Los Angeles, which moved on 10 March. */
export function ridesOf(week: string): readonly Row[] {
  const known = made.get(week) ?? makeRides(week);
  made.set(week, known);
  return known;
}

const made = new Map<string, readonly Row[]>();

function makeRides(week: string): readonly Row[] {
  const index = weeks.indexOf(week as (typeof weeks)[number]);
  const next = chance(1000 + index);
  const rows: Row[] = [];
  for (let day = 0; day < 7; day++) {
    for (const station of stations) {
      for (let n = 0; n < 12; n++) {
        const local = Date.parse(`${week}T00:00:00Z`) + ((day * 24 + 6) * 60 + Math.floor(next() * 16 * 60)) * 60_000;
        const behind = local < Date.parse('2024-03-10T02:00:00Z') ? 8 : 7;
        rows.push({
          ride: String(10_000 * (index + 1) + rows.length),
          started: new Date(local + behind * 3_600_000).toISOString().replace('.000Z', 'Z'),
          station: station.code ?? '',
          minutes: String(3 + Math.floor(next() * 85)),
          // two in three are rated
          rating: n % 3 === 0 ? '' : String(1 + Math.floor(next() * 5)),
          rider: n % 2 === 0 ? 'member' : 'guest',
          bike: `B${String(1 + Math.floor(next() * 120)).padStart(3, '0')}`,
        });
      }
    }
  }
  return rows;
}

/** CSV with the first row's columns in their order. */
export function csv(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  return `${[columns.join(','), ...rows.map((row) => columns.map((c) => row[c] ?? '').join(','))].join('\n')}\n`;
}

const code: Files = {
  'trivet.yaml': `product: rides
problem: Where bicycles are needed tomorrow.
owner: { team: fleet }
engine: { timezone: America/Los_Angeles }
variables: [SHORTEST, GREETING]
clock: 2024-04-05T06:00:00-07:00
`,
  'sources/rides.yaml': `path: data/rides/*.csv
key: ride
columns:
  ride: { type: bigint, required: true }
  started: { type: timestamptz, required: true, min: "2024-03-01T00:00:00Z", max: "2024-04-02T00:00:00Z" }
  station: { type: varchar, required: true, references: stations.code }
  minutes: { type: integer, required: true, min: 1, max: 120 }
  rating: { type: integer, required: 50%, min: 1, max: 5 }
  rider: { type: varchar, required: true, in: [member, guest] }
rows: { min: 1900, max: 2800 }
`,
  'sources/stations.yaml': `path: data/stations.csv
key: code
columns:
  code: { type: varchar, required: true }
  rate: { type: integer, required: true, min: 5, max: 60 }
rows: { min: 8, max: 8 }
`,
  'assets/trips.sql': `-- One row per ride that counts: its local day and hour, how long it was, what it brought.
select
    ride,
    started,
    cast(started as date) as day,
    extract(hour from started) as local_hour,
    station,
    zone,
    rider,
    bike,
    minutes,
    minutes / 60 as hours,
    rating,
    minutes * rate as revenue
from rides
left join stations on stations.code = rides.station
where minutes >= coalesce(cast(getvariable('SHORTEST') as integer), 1)
`,
  'assets/trips.yaml': `key: ride
columns:
  local_hour: { required: true, min: 6, max: 21 }
  zone: { required: true, in: [centre, north, south] }
  hours: { required: true, min: 0.01, max: 2 }
  revenue: { required: true, min: 1, max: 5000 }
checks:
  nothing-lost:
    key: station
    sql: |
      with expected as (select station, count(*) as rides from rides group by all),
      found as (select station, count(*) as rides from trips group by all)
      select station, expected.rides as expected, found.rides as found
      from expected full join found using (station)
      where expected.rides is distinct from found.rides
`,
  'assets/daily.sql': `-- One row per station and day that is over.
select
    station,
    day,
    count(*) as rides,
    sum(minutes) as minutes,
    sum(hours) as hours,
    sum(revenue) as revenue,
    count(*) filter (rider = 'member') / count(*) as member_share
from trips
where day < cast(now() as date)
group by all
`,
  'assets/daily.yaml': `key: [station, day]
columns:
  rides: { required: true, min: 8, max: 20 }
  member_share: { required: true, min: 0.2, max: 0.8 }
rows: { min: 160 }
checks:
  hours-add-up:
    key: [station, day]
    sql: select station, day, hours, minutes from daily where abs(hours - minutes / 60.0) > 0.001
  every-day:
    key: station
    sql: select station, count(distinct day) as days from daily group by all having days <> (select count(distinct day) from daily)
`,
  'assets/lowest.sql': `-- The worst rated ride of each station and day.
select station, day, ride, rating
from trips
qualify row_number() over (partition by station, day order by rating, ride) = 1
`,
  'assets/lowest.yaml': `key: [station, day]
columns:
  rating: { required: true, min: 1, max: 3 }
`,
  'assets/zones.sql': `-- What each zone brought.
select stations.zone, count(distinct daily.station) as stations, sum(rides) as rides, sum(revenue) as revenue, sum(hours) as hours
from daily
join stations on stations.code = daily.station
group by all
`,
  'assets/zones.yaml': `key: zone
rows: { min: 3, max: 3 }
checks:
  same-money:
    key: revenue
    sql: |
      select revenue, expected
      from (select sum(revenue) as revenue from zones) cross join (select sum(revenue) as expected from daily)
      where revenue is distinct from expected
`,
};

/** The product with its first three weeks. */
export const faultProduct: Files = {
  ...code,
  'data/stations.csv': csv(stations),
  ...Object.fromEntries(weeks.slice(0, 3).map((week) => [rideFile(week), csv(ridesOf(week))])),
};
