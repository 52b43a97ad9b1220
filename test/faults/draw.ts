// Faults drawn by seed: what is changed in which file or setting, and the harmless changes that may come with it. It runs nothing.

import { codeFaults, codeTwins, type Edit } from './code-faults.ts';
import { chance, csv, faultProduct, pick, type Row, rideFile, ridesOf, stations, weeks } from './fault-product.ts';
import type { Change, Machine } from './stand.ts';

export const legNames = ['data', 'code', 'environment'] as const;
export type LegName = (typeof legNames)[number];

/** One change of one leg. */
export interface Step {
  readonly leg: LegName;
  readonly what: string;
  readonly change: Change;
  readonly machine: Machine;
  /** The file or the setting that `why` must name. */
  readonly cause: string;
}

export interface Fault {
  readonly number: number;
  readonly fault: Step;
  /** Most are meant to be harmless, some are faults as well; what they are, plain runs tell. */
  readonly companions: readonly Step[];
  readonly into: 'dev' | 'prod';
  /** Whether the old values of variables are given to `why`. */
  readonly known: boolean;
}

/** The machine on which all is well. */
export const wellMachine: Machine = { variables: { SHORTEST: '2', GREETING: 'good morning' } };

type Next = () => number;
type RowFault = (rows: readonly Row[], column: string, next: Next) => readonly Row[];

const each =
  (edit: (value: string, row: Row) => string): RowFault =>
  (rows, column) =>
    rows.map((row) => ({ ...row, [column]: edit(row[column] ?? '', row) }));
const number = (edit: (value: number) => number): RowFault => each((value) => (/^\d+$/.test(value) ? String(edit(Number(value))) : value));

const rowFaults: Readonly<Record<string, RowFault>> = {
  'shifted by 100': number((n) => n + 100),
  'times 60': number((n) => n * 60),
  negative: number((n) => -n),
  'with a unit': each((value) => `${value} units`),
  'in capitals': each((value) => value.toUpperCase()),
  'with a fraction': number((n) => n + 0.5),
  'all the same': (rows, column) => rows.map((row) => ({ ...row, [column]: rows[0]?.[column] ?? '' })),
  'one in four without a value': (rows, column, next) => rows.map((row) => (next() < 0.25 ? { ...row, [column]: '' } : row)),
  'without any value': each(() => ''),
  renamed: (rows, column) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name === column ? `${name}_2` : name, value]))),
  left_out: (rows, column) => rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== column))),
  'swapped with its neighbour': (rows, column) => {
    const names = Object.keys(rows[0] ?? {});
    const other = names[(names.indexOf(column) + 1) % names.length] ?? column;
    return rows.map((row) => ({ ...row, [column]: row[other] ?? '', [other]: row[column] ?? '' }));
  },
  'sorted against the others': (rows, column) => {
    const values = rows.map((row) => row[column] ?? '').sort();
    return rows.map((row, i) => ({ ...row, [column]: values[i] ?? '' }));
  },
  'some rows twice': (rows, _, next) => rows.flatMap((row) => (next() < 0.1 ? [row, row] : [row])),
  'a third of the rows lost': (rows, _, next) => rows.filter(() => next() > 0.33),
  'the last day lost': (rows) => rows.slice(0, Math.floor((rows.length * 6) / 7)),
  'no rows at all': (rows) => rows.slice(0, 0),
};

/** CSV that keeps its header when no row is left. */
const csvOf = (rows: readonly Row[], columns: readonly string[]): string => (rows.length ? csv(rows) : `${columns.join(',')}\n`);

function dataFault(next: Next): Step {
  if (next() < 0.12) return wholeFile(next);
  const file = pick([...weeks.map(rideFile), 'data/stations.csv'], next);
  const week = weeks.find((w) => rideFile(w) === file);
  const rows = week ? ridesOf(week) : stations;
  const columns = Object.keys(rows[0] ?? {});
  const column = pick(columns, next);
  const [name, make] = pick(Object.entries(rowFaults), next);
  return { leg: 'data', what: `${file}: ${column} ${name}`, change: { [file]: csvOf(make(rows, column, next), columns) }, machine: {}, cause: file };
}

function wholeFile(next: Next): Step {
  const week = pick(weeks.slice(0, 3), next);
  const [file, again] = [rideFile(week), rideFile(`${week}-again`)];
  const [what, change, cause] = pick<readonly [string, Change, string]>(
    [
      ['gone', { [file]: undefined }, file],
      ['delivered twice', { [again]: csv(ridesOf(week)) }, again],
      ['replaced by another week', { [file]: csv(ridesOf('2024-03-25')) }, file],
    ],
    next,
  );
  return { leg: 'data', what: `${file}: ${what}`, change, machine: {}, cause };
}

const stepOf = ({ file, from, to }: Edit): Step => {
  const parts = String(faultProduct[file]).split(from);
  if (parts.length !== 2) throw new Error(`${from} stands ${parts.length - 1} times in ${file}`);
  return { leg: 'code', what: `${file}: ${from.trim()} → ${to.trim() || 'nothing'}`, change: { [file]: parts.join(to) }, machine: {}, cause: file };
};

const settings: Readonly<Record<string, readonly string[]>> = {
  timezone: ['UTC', 'Europe/Berlin', 'Asia/Tokyo', 'America/New_York', 'America/Denver', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Vancouver'],
  null_order: ['nulls_first', 'nulls_first_on_asc_last_on_desc', 'nulls_last_on_asc_first_on_desc'],
  default_order: ['desc'],
  integer_division: ['true'],
  collation: ['nocase', 'de', 'noaccent'],
  calendar: ['buddhist', 'japanese', 'persian', 'islamic'],
  ieee_floating_point_ops: ['false'],
  old_implicit_casting: ['true'],
};
const shortest = ['0', '3', '10', '20', '45', '80', 'ten', ''];

const setting = (name: string, to: string): Step => ({
  leg: 'environment',
  what: `${name} ${to}`,
  change: {},
  machine: { settings: { [name]: to } },
  cause: `setting ${name} changed`,
});
const variable = (name: string, to: string): Step => ({
  leg: 'environment',
  what: `${name}=${to}`,
  change: {},
  machine: { variables: { [name]: to } },
  cause: `variable ${name} changed`,
});

function environmentFault(next: Next): Step {
  if (next() < 0.3) return variable('SHORTEST', pick(shortest, next));
  const [name, values] = pick(Object.entries(settings), next);
  return setting(name, pick(values, next));
}

type Maker = (next: Next) => Step;
const changed = (what: string, change: Change, cause: string): Step => ({ leg: 'data', what, change, machine: {}, cause });

/** Changes that are meant to be harmless. */
const twins: Readonly<Record<LegName, readonly Maker[]>> = {
  data: [
    () => changed('a week arrives', { [rideFile('2024-03-25')]: csv(ridesOf('2024-03-25')) }, rideFile('2024-03-25')),
    (next) => {
      const week = pick(weeks.slice(0, 3), next);
      return changed(`${rideFile(week)} in another order`, { [rideFile(week)]: csv(ridesOf(week).toReversed()) }, rideFile(week));
    },
    () =>
      changed('stations are renamed', { 'data/stations.csv': csv(stations.map((s) => ({ ...s, name: `${s.name} square` }))) }, 'data/stations.csv'),
    () => ({ leg: 'data', what: 'an hour later', change: {}, machine: { clock: '2024-04-05T07:00:00-07:00' }, cause: 'the clock moved' }),
  ],
  code: codeTwins.map((edit) => () => stepOf(edit)),
  environment: [
    () => setting('timezone', 'America/Tijuana'),
    () => setting('null_order', 'nulls_last_on_asc_first_on_desc'),
    () => variable('GREETING', 'good evening'),
  ],
};

const faults: Readonly<Record<LegName, Maker>> = { data: dataFault, code: (next) => stepOf(pick(codeFaults, next)), environment: environmentFault };

const firstRide = (minutes: string): Step => {
  const rows = ridesOf('2024-03-18').map((row, i) => (i === 0 ? { ...row, minutes } : row));
  const file = rideFile('2024-03-18');
  return changed(`${file}: one ride of ${minutes} minutes`, { [file]: csv(rows) }, file);
};
const edit = (file: string, from: string, to: string): Step => stepOf({ file, from, to });
const atNight = (): Step => {
  const file = rideFile('2024-03-18');
  const rows = ridesOf('2024-03-18').map((row) => ({ ...row, started: String(row.started).replace(/T\d\d/, 'T11') }));
  return changed(`${file}: rides at night`, { [file]: csv(rows) }, file);
};
const noZone = (): Step =>
  changed('stations have no zone', { 'data/stations.csv': csv(stations.map((s) => ({ ...s, zone: '' }))) }, 'data/stations.csv');

/** Pairs that break it only together, or each on its own. */
const pairs: readonly (() => readonly [Step, Step])[] = [
  () => [firstRide('2'), variable('SHORTEST', '3')],
  () => [firstRide('2'), edit('assets/trips.sql', 'where minutes >=', 'where minutes >')],
  () => [edit('assets/trips.sql', 'where minutes >=', 'where minutes >'), variable('SHORTEST', '3')],
  () => [edit('assets/trips.sql', 'minutes / 60 as hours', 'minutes // 60 as hours'), setting('integer_division', 'true')],
  () => [noZone(), edit('assets/trips.sql', '    zone,\n', '    null as zone,\n')],
  () => [atNight(), setting('timezone', 'Europe/Berlin')],
];

const touches = (a: Step, b: Step): boolean =>
  Object.keys(a.change).some((file) => file in b.change) || (a.leg === b.leg && a.leg === 'environment' && a.cause === b.cause);

/** The n-th fault of a seed: the same wherever it is drawn. */
export function draw(seed: number, number: number): Fault {
  const next = chance(seed * 1_000_003 + number);
  for (let i = 0; i < 8; i++) next(); // neighbouring seeds begin alike
  const [pair, leg] = [next() < 0.08 ? pick(pairs, next)() : undefined, pick(legNames, next)];
  const fault = pair?.[0] ?? faults[leg](next);
  const companions: Step[] = pair ? [pair[1]] : [];
  const add = (step: Step) => {
    if (![fault, ...companions].some((other) => touches(step, other))) companions.push(step);
  };
  // sometimes a second fault, so that two legs break it, or one hides the other
  if (!pair && next() < 0.2) add(faults[pick(legNames, next)](next));
  const wanted = pick([0, 0, 1, 1, 2], next);
  while (companions.length < wanted) add(pick(twins[pick(legNames, next)], next)(next));
  return { number, fault, companions, into: next() < 0.3 ? 'prod' : 'dev', known: next() < 0.7 };
}
