// Previews for the staged store: rows and histograms as an engine would have kept them, drawn by a seeded generator.

import type { Json } from '../../src/base/index.ts';

/** A small linear congruential generator: the same rows each time. */
function drawing(seed: number): () => number {
  let state = seed * 7919 + 17;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

interface Kind {
  readonly type: string;
  readonly distinct: number;
  readonly value: (draw: () => number, i: number) => string | number | boolean | null;
  readonly bins: readonly number[];
  readonly min: string | null;
  readonly max: string | null;
  readonly labels?: readonly string[];
}

const bell = [1, 3, 8, 21, 60, 140, 320, 610, 880, 720, 410, 260, 150, 96, 60, 41, 22, 12, 6, 3];
const flat = [40, 42, 38, 41, 43, 39, 40, 44, 42, 40, 39, 41, 37, 42, 40, 43, 41, 40, 22, 39];
const origins = ['LAS', 'SEA', 'SFO'];
const pad = (n: number): string => String(n).padStart(2, '0');
const dayOf = (i: number): string => `2001-0${1 + (Math.floor(i / 3) % 2)}-${pad(1 + (Math.floor(i / 3) % 28))}`;

const origin: Kind = {
  type: 'VARCHAR',
  distinct: 3,
  value: (_, i) => origins[i % 3] ?? '',
  bins: [24_310, 19_115, 16_466],
  min: 'LAS',
  max: 'SFO',
  labels: ['LAS', 'SFO', 'SEA'],
};
const hour: Kind = {
  type: 'TIMESTAMP WITH TIME ZONE',
  distinct: 1_512,
  value: (_, i) => `${dayOf(i)} ${pad(i % 24)}:00:00-08`,
  bins: flat,
  min: '2001-01-01 00:00:00-08',
  max: '2001-03-03 23:00:00-08',
};
const day: Kind = { type: 'DATE', distinct: 62, value: (_, i) => dayOf(i), bins: flat, min: '2001-01-01', max: '2001-03-03' };
const share: Kind = {
  type: 'DOUBLE',
  distinct: 812,
  value: (draw) => (draw() < 0.1 ? null : Math.round(draw() * 1e4) / 1e4),
  bins: [...bell].sort((a, b) => b - a),
  min: '0.0',
  max: '1.0',
};
const number = (type: string, least: number, most: number): Kind => ({
  type,
  distinct: most - least,
  value: (draw) => Math.floor(least + draw() * (most - least)),
  bins: bell,
  min: String(least),
  max: String(most),
});
const text = (values: readonly string[]): Kind => ({
  type: 'VARCHAR',
  distinct: values.length,
  value: (_, i) => values[i % values.length] ?? '',
  bins: values.map((_, i) => 900 - i * 120),
  min: null,
  max: null,
  labels: values,
});
const flag: Kind = {
  type: 'BOOLEAN',
  distinct: 2,
  value: (draw) => draw() < 0.2,
  bins: [812, 201],
  min: 'false',
  max: 'true',
  labels: ['false', 'true'],
};

const tables: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  flights: {
    date: { ...hour, type: 'TIMESTAMP' },
    origin,
    destination: text(['LAX', 'PHX', 'SLC', 'ANC']),
    distance: number('SMALLINT', 100, 2700),
    delay: number('SMALLINT', -40, 400),
  },
  airports: {
    iata: text(['ABQ', 'ANC', 'ATL', 'AUS']),
    name: text(['Albuquerque International', 'Ted Stevens Anchorage International', 'William B Hartsfield-Atlanta Intl']),
    city: text(['Albuquerque', 'Anchorage', 'Atlanta']),
    state: text(['NM', 'AK', 'GA']),
    latitude: number('DOUBLE', 19, 61),
    longitude: number('DOUBLE', -157, -70),
  },
  departures: {
    departed_at: hour,
    day,
    hour,
    origin,
    destination: text(['LAX', 'PHX', 'SLC']),
    city: text(['Los Angeles', 'Phoenix', 'Salt Lake City']),
    state: text(['CA', 'AZ', 'UT']),
    distance: number('INTEGER', 100, 2700),
    delay: number('INTEGER', -40, 400),
    late: flag,
    n: number('BIGINT', 1, 3),
  },
  hourly: {
    origin,
    hour,
    hour_of_day: number('BIGINT', 0, 23),
    flights: number('BIGINT', 0, 31),
    late_share: share,
    late_share_3h: share,
    late_share_today: share,
    mean_delay: { ...share, min: '-12.5', max: '143.25' },
    bad_next_hour: flag,
    usual_share_next: share,
  },
  late_by_day: {
    origin,
    day,
    flights: number('BIGINT', 112, 436),
    late: number('BIGINT', 8, 190),
    late_share: share,
    mean_delay: { ...share, min: '-2.25', max: '61.5' },
  },
};

export function previewOf(asset: string, count: number, seed: number): Json {
  const draw = drawing(seed + asset.length);
  const columns = Object.entries(tables[asset] ?? {});
  const rows = Array.from({ length: Math.min(count, 100) }, (_, i) => columns.map(([, kind]) => kind.value(draw, i)));
  return {
    columns: columns.map(([name, { type, distinct, min, max, bins, labels }], at) => ({
      name,
      type,
      nulls: rows.filter((row) => row[at] === null).length,
      distinct,
      min,
      max,
      bins,
      ...(labels ? { labels } : {}),
    })),
    rows,
    count,
  };
}
