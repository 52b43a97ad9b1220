// Edits of the product's SQL and yaml, each a text that stands once and its replacement: filters, joins, expressions, types, columns, rules.

export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const trips = 'assets/trips.sql';
const daily = 'assets/daily.sql';
const lowest = 'assets/lowest.sql';
const zones = 'assets/zones.sql';

const variants: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [trips]: {
    // filter
    'where minutes >=': ['where minutes >', 'where minutes <', "where rider = 'member' and minutes >=", 'where rating is not null and minutes >='],
    'integer), 1)': ['integer), 10)', 'integer), 1) + 20', 'integer), 1) and day is not null', 'integer), 1) limit 1500'],
    "where minutes >= coalesce(cast(getvariable('SHORTEST') as integer), 1)": [''],
    // join
    'left join stations': [
      'join stations',
      'full join stations',
      'right join stations',
      'cross join (select zone as other from stations limit 2) left join stations',
    ],
    'stations.code = rides.station': [
      'stations.name = rides.station',
      "stations.code = rides.station and stations.zone <> 'south'",
      'stations.code <= rides.station',
      'stations.code = upper(rides.station)',
    ],
    // expression
    'minutes / 60 as hours': [
      'minutes / 6 as hours',
      'minutes // 60 as hours',
      'minutes * 60 as hours',
      '60 / minutes as hours',
      'round(minutes / 60, 4) as hours',
    ],
    'minutes * rate as revenue': [
      'minutes - rate as revenue',
      'minutes + rate as revenue',
      'rate as revenue',
      'minutes * coalesce(rate, 0) as revenue',
    ],
    'extract(hour from started)': ['extract(minute from started)', 'extract(hour from started) + 1', 'extract(hour from started) % 12'],
    'cast(started as date)': ['cast(started + interval 8 hour as date)', "cast(date_trunc('week', started) as date)"],
    // type
    '    minutes,\n': [
      '    cast(minutes as varchar) as minutes,\n',
      '    cast(minutes as utinyint) as minutes,\n',
      '    cast(minutes / 7 as integer) as minutes,\n',
    ],
    '    ride,\n': ['    cast(ride as smallint) as ride,\n', '    ride % 1000 as ride,\n', '    cast(ride as double) as ride,\n'],
    '    rating,\n': [
      '    cast(rating as varchar) as rating,\n',
      '    cast(rating as utinyint) as rating,\n',
      '    coalesce(rating, 0) as rating,\n',
      '',
    ],
    '    zone,\n': ['    null as zone,\n', '    upper(zone) as zone,\n', ''],
    '    bike,\n': ['', '    cast(bike as integer) as bike,\n'],
    '    rider,\n': ['', "    'member' as rider,\n"],
  },
  [daily]: {
    'where day <': ['where day <=', 'where day >', "where day <> date '2024-03-13' and day <", "where rider = 'member' and day <"],
    'where day < cast(now() as date)\n': ['', 'where day < cast(now() as date) - interval 30 day\n'],
    'count(*) as rides': ['count(rating) as rides', 'count(distinct bike) as rides', 'count(*) * 2 as rides', 'count(distinct ride) as rides'],
    'sum(hours) as hours': [
      'avg(hours) as hours',
      'max(hours) as hours',
      'sum(round(hours, 1)) as hours',
      'sum(minutes / 60) as hours',
      'cast(sum(hours) as integer) as hours',
    ],
    'sum(revenue) as revenue': ['sum(revenue) / 100 as revenue', 'cast(sum(revenue) as smallint) as revenue', 'sum(distinct revenue) as revenue'],
    "rider = 'member'": ["rider = 'guest'", "rider = 'Member'", "rider <> 'nobody'"],
    '/ count(*) as member_share': ['* count(*) as member_share', '// count(*) as member_share'],
    '    station,\n': ['    upper(station) as station,\n', ''],
  },
  [lowest]: {
    'order by rating, ride': ['order by ride', 'order by rating desc, ride', 'order by ride, rating', 'order by coalesce(rating, 9), ride'],
    'partition by station, day': ['partition by station', 'partition by station, day, rider'],
    ') = 1': [') = 2', ') <= 2', ') > 1', ') = 9'],
    'day, ride, rating': [
      'day, ride',
      'day, ride, cast(rating as varchar) as rating',
      'day, ride, rating + 1 as rating',
      'day, ride, rating as rating',
    ],
  },
  [zones]: {
    'join stations': [
      'left join stations',
      "join (select * from stations where zone <> 'south') as stations",
      'cross join (select 1 as one from stations) join stations',
    ],
    'sum(revenue)': ['sum(distinct revenue)', 'max(revenue)', 'sum(revenue) + 1', 'sum(coalesce(revenue, 0))'],
    'stations.zone,': ['upper(stations.zone) as zone,', 'stations.name as zone,'],
    'group by all': ['group by all having sum(rides) > 400', 'group by all limit 2'],
  },
  'sources/rides.yaml': {
    'max: 120': ['max: 60', 'max: 87'],
    'min: 1900': ['min: 3000'],
    'in: [member, guest]': ['in: [member]'],
    'key: ride': ['key: bike', 'key: [ride, station]'],
  },
  'assets/trips.yaml': { 'min: 6, max: 21': ['min: 7, max: 21', 'min: 0, max: 23'], 'max: 5000': ['max: 50'] },
  'assets/daily.yaml': { 'min: 8, max: 20': ['min: 13, max: 20', 'min: 8, max: 12'], '> 0.001': ['> 0.00001', '< 0.001'] },
};

export const codeFaults: readonly Edit[] = Object.entries(variants).flatMap(([file, edits]) =>
  Object.entries(edits).flatMap(([from, tos]) => tos.map((to) => ({ file, from, to }))),
);

/** Edits that are meant to change no answer. */
export const codeTwins: readonly Edit[] = [
  { file: trips, from: 'select\n', to: 'select\n    1 as version,\n' },
  { file: daily, from: 'sum(minutes) as minutes', to: 'cast(sum(minutes) as bigint) as minutes' },
  { file: lowest, from: 'select station, day', to: 'select station, day, 2 as version' },
  { file: zones, from: 'join stations', to: 'inner join stations' },
  { file: 'assets/zones.yaml', from: 'rows: { min: 3, max: 3 }', to: 'rows: { min: 3, max: 4 }' },
  { file: 'sources/rides.yaml', from: 'max: 2800', to: 'max: 2900' },
  { file: 'assets/trips.sql', from: 'left join stations', to: 'left outer join stations' },
];
