// The faults that are kept: four in each leg, three in two legs. Each says where it is injected and what `why` must find; none says how.

import { csv, type Row, rideFile, ridesOf, stations } from './fault-product.ts';
import type { Change, Machine } from './stand.ts';

export interface Cause {
  readonly leg: 'data' | 'code' | 'environment';
  readonly file?: string;
  readonly lines?: string;
  readonly what?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface Scenario {
  readonly name: string;
  /** `dev`: two runs in dev. `prod`: shipped, then refreshed. `ship`: shipped, then another ship meets a closed gate. */
  readonly into: 'dev' | 'prod' | 'ship';
  /** The machine while all was well. */
  readonly before?: Machine;
  readonly change?: Change;
  /** In a file of the product: a text that stands there once, and what replaces it. */
  readonly edits?: readonly (readonly [file: string, from: string, to: string])[];
  readonly machine?: Machine;
  /** Given to `why --variable`. */
  readonly known?: Readonly<Record<string, string>>;
  /** The check or asset that fails first. */
  readonly failure: string;
  readonly kind: 'single' | 'combination' | 'several' | 'not-replayed';
  readonly legs: readonly string[];
  readonly causes: readonly Cause[];
  /** Replays that the table shows, controls included. */
  readonly corners: number;
}

const week2 = ridesOf('2024-03-11');
const week3 = ridesOf('2024-03-18');
const week4 = ridesOf('2024-03-25');
const trips = 'assets/trips.sql';

/** A file of rides, each row through `edit`. */
const rides = (week: string, rows: readonly Row[], edit: (row: Row) => Row = (row) => row): Change => ({ [rideFile(week)]: csv(rows.map(edit)) });
const inSeconds = (row: Row): Row => ({ ...row, minutes: String(Number(row.minutes) * 60) });
const atNight = (row: Row): Row => ({ ...row, started: row.started?.replace(/T\d\d/, 'T11') ?? '' });
const renamed = ({ rating, ...row }: Row): Row => ({ ...row, stars: rating ?? '' });

const data: readonly Scenario[] = [
  {
    name: 'data, values: a delivery in seconds instead of minutes',
    into: 'prod',
    change: rides('2024-03-25', week4, inSeconds),
    failure: 'rides.minutes.range',
    kind: 'single',
    legs: ['data'],
    causes: [{ leg: 'data', what: 'rides has a new file', file: 'data/rides/2024-03-25.csv' }],
    corners: 2,
  },
  {
    name: 'data, rows: half of a file is gone, and a sound file came with it',
    into: 'dev',
    change: { ...rides('2024-03-11', week2.slice(0, 300)), ...rides('2024-03-25', week4) },
    failure: 'daily.every-day',
    kind: 'single',
    legs: ['data'],
    causes: [{ leg: 'data', what: 'a file of rides changed', file: 'data/rides/2024-03-11.csv' }],
    corners: 2,
  },
  {
    name: 'data, schema: a column has another name',
    into: 'dev',
    change: rides('2024-03-18', week3, renamed),
    failure: 'rides',
    kind: 'single',
    legs: ['data'],
    causes: [{ leg: 'data', file: 'data/rides/2024-03-18.csv' }],
    corners: 2,
  },
  {
    name: 'data, duplicate: a file is delivered twice',
    into: 'prod',
    change: { 'data/rides/2024-03-18-again.csv': csv(week3) },
    failure: 'rides.key',
    kind: 'single',
    legs: ['data'],
    causes: [{ leg: 'data', what: 'rides has a new file', file: 'data/rides/2024-03-18-again.csv' }],
    corners: 2,
  },
];

const code: readonly Scenario[] = [
  {
    name: 'code, join: a station without a match',
    into: 'ship',
    edits: [[trips, 'stations.code = rides.station', "stations.code = rides.station and stations.zone <> 'south'"]],
    failure: 'trips.zone.required',
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: trips, lines: '16' }],
    corners: 2,
  },
  {
    name: 'code, filter: short rides are left out',
    into: 'dev',
    edits: [[trips, 'integer), 1)', 'integer), 10)']],
    failure: 'trips.nothing-lost',
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: trips, lines: '17' }],
    corners: 2,
  },
  {
    name: 'code, expression: a minus for a times, and a harmless line beside it',
    into: 'ship',
    edits: [
      [trips, 'minutes * rate', 'minutes - rate'],
      ['assets/daily.sql', 'sum(minutes) as minutes', 'cast(sum(minutes) as bigint) as minutes'],
    ],
    failure: 'trips.revenue.range',
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: trips, lines: '14' }],
    corners: 2,
  },
  {
    name: 'code, type: hours become whole numbers',
    into: 'dev',
    edits: [
      [trips, 'minutes / 60 as hours', 'cast(minutes / 60 as integer) as hours'],
      ['assets/trips.yaml', 'hours: { required: true, min: 0.01, max: 2 }', 'hours: { required: true, min: 0.0, max: 2 }'],
    ],
    failure: 'daily.hours-add-up',
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: trips, lines: '12' }],
    corners: 2,
  },
];

const shortest = (text: string): Machine => ({ variables: { SHORTEST: text } });

const environment: readonly Scenario[] = [
  {
    name: 'environment, time zone: the machine keeps another clock',
    into: 'prod',
    machine: { variables: { TRIVET_ENGINE_TIMEZONE: 'UTC' } },
    failure: 'trips.local_hour.range',
    kind: 'single',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'setting timezone changed', from: 'America/Los_Angeles', to: 'UTC' }],
    corners: 2,
  },
  {
    name: 'environment, null order: unrated rides come first; the time zone moved too, and is not it',
    into: 'dev',
    machine: { settings: { null_order: 'nulls_first', timezone: 'America/Vancouver' } },
    failure: 'lowest.rating.required',
    kind: 'single',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'setting null_order changed', from: 'nulls_last', to: 'nulls_first' }],
    corners: 2,
  },
  {
    name: 'environment, integer division: hours are cut off; a sound file came with it',
    into: 'prod',
    change: rides('2024-03-25', week4),
    machine: { settings: { integer_division: 'true' } },
    failure: 'trips.hours.range',
    kind: 'single',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'setting integer_division changed', from: 'false', to: 'true' }],
    corners: 4,
  },
  {
    name: 'environment, variable: its old value is given',
    into: 'dev',
    before: shortest('2'),
    machine: shortest('20'),
    known: { SHORTEST: '2' },
    failure: 'trips.nothing-lost',
    kind: 'single',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'variable SHORTEST changed', from: 'one value', to: 'another' }],
    corners: 2,
  },
  {
    name: 'environment, variable: its old value is not known',
    into: 'dev',
    before: shortest('2'),
    machine: shortest('20'),
    failure: 'trips.nothing-lost',
    kind: 'not-replayed',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'variable SHORTEST changed', from: 'one value', to: 'another' }],
    corners: 2,
  },
];

const twoLegs: readonly Scenario[] = [
  {
    name: 'combination: rides of one minute, and code by which the first minute is free',
    into: 'ship',
    change: rides('2024-03-25', week4, (row) => (row.ride === '40000' ? { ...row, minutes: '1' } : row)),
    edits: [[trips, 'minutes * rate', '(minutes - 1) * rate']],
    failure: 'trips.revenue.range',
    kind: 'combination',
    legs: ['data', 'code'],
    causes: [
      { leg: 'data', file: 'data/rides/2024-03-25.csv' },
      { leg: 'code', file: trips, lines: '14' },
    ],
    corners: 4,
  },
  {
    name: 'several: rides at night by the clock of the place, and a machine that keeps another clock',
    into: 'prod',
    change: rides('2024-03-25', week4, atNight),
    machine: { settings: { timezone: 'Europe/Berlin' } },
    failure: 'trips.local_hour.range',
    kind: 'several',
    legs: ['data', 'environment'],
    causes: [
      { leg: 'data', file: 'data/rides/2024-03-25.csv' },
      { leg: 'environment', what: 'setting timezone changed', from: 'America/Los_Angeles', to: 'Europe/Berlin' },
    ],
    corners: 4,
  },
  {
    name: 'single among three: a filter, while a sound file arrived and the machine sorts nulls first',
    into: 'dev',
    change: { ...rides('2024-03-25', week4), 'data/stations.csv': csv(stations.map((s) => ({ ...s, name: `${s.name} square` }))) },
    edits: [[trips, 'integer), 1)', 'integer), 10)']],
    machine: { settings: { null_order: 'nulls_first' } },
    failure: 'trips.nothing-lost',
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: trips, lines: '17' }],
    corners: 8,
  },
];

export const scenarios: readonly Scenario[] = [...data, ...code, ...environment, ...twoLegs];
