// Arbitrary tables of the internal contract, with every check type and everything that a check may say, as the short form would make them.

import fc from 'fast-check';
import { measuring, senseless, unfitModifiers } from '../../src/product/forms/check-sense.ts';
import type { Check, CheckArguments, CheckType, ColumnRules, Described } from '../../src/product/index.ts';

const at = { file: 'assets/t.yaml' };
const names = ['id', 'origin', 'delay', 'user id', 'Größe', 'a.b', '"x"', 'day', 'amount', '0'];
const column = fc.constantFrom(...names);
const columns = fc.uniqueArray(column, { minLength: 1, maxLength: 3 });
const word = fc.oneof(
  fc.constantFrom('SEA', 'null', 'true', '0123', '2001-02-28', 'a: b', '# no', "it's", '- x', '{x}', '', ' '),
  fc.string({ maxLength: 12 }),
);
const written = word.filter((text) => /\S/.test(text));
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n))),
  fc.constantFrom(0, 1e21, 1e-9, 0.1),
);
/** A number written with more digits than it holds stays a text. */
const largeWhole = fc.constantFrom('9007199254740993', '123456789012345678901234567890');
const bound = fc.oneof(number, written, largeWhole);
const scalar = fc.oneof(number, word, fc.boolean(), fc.constant(null), largeWhole);
const scalars = fc.array(scalar, { minLength: 1, maxLength: 5 });
const count = fc.nat(1_000_000);
const share = fc.oneof(
  fc.constantFrom(0.5, 0.99, 0.995, 0.001, 1, 0),
  fc.nat(10_000).map((n) => n / 10_000),
);
const milliseconds = fc.nat(1_000_000_000);

const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const record = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(members).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as T);

const bounds = <T>(of: fc.Arbitrary<T>) => ({
  is: optional(of),
  isNot: optional(of),
  min: optional(of),
  max: optional(of),
  above: optional(of),
  below: optional(of),
  between: optional(fc.tuple(of, of) as fc.Arbitrary<readonly T[]>),
  notBetween: optional(fc.tuple(of, of) as fc.Arbitrary<readonly T[]>),
});
/** One comparison, which ODCS has too. */
const one = <T>(of: fc.Arbitrary<T>) =>
  fc.oneof(
    fc.tuple(fc.constantFrom('is', 'isNot', 'min', 'max', 'above', 'below'), of).map(([key, value]) => ({ [key]: value })),
    fc.tuple(fc.constantFrom('between', 'notBetween'), of, of).map(([key, a, b]) => ({ [key]: [a, b] })),
  );
const compared = <T>(of: fc.Arbitrary<T>) => fc.oneof(one(of), record(bounds(of) as never)) as fc.Arbitrary<object>;

const sql = fc.constantFrom(
  'select 1',
  "select origin from t where origin = 'x: y'\n  and 1 = 1\n",
  'select count(*) from {object}',
  'select {a: 1}.a',
);
const pattern = fc.constantFrom('^[A-Z]{3}$', 'a.b', '(?i)x', '\\d+', '^(a|b)$');
const formats = fc.constantFrom(
  'email',
  'uuid',
  'uri',
  'hostname',
  'ipv4',
  'ipv6',
  'date',
  'time',
  'date-time',
  'integer',
  'number',
  'boolean',
  'json',
);
const measures = fc.constantFrom(
  'min',
  'max',
  'mean',
  'sum',
  'stddev',
  'median',
  'percentile',
  'distinct',
  'distinctRatio',
  'entropy',
  'nulls',
  'nullRatio',
);
const length = record<{ is?: number; min?: number; max?: number }>({ is: optional(count), min: optional(count), max: optional(count) } as never);

/** Settings of each check type. */
const settings: { readonly [K in CheckType]: fc.Arbitrary<object> } = {
  sql: record({ sql }),
  sqlValue: fc.tuple(record({ sql }), compared(bound)).map(([a, b]) => ({ ...a, ...b })),
  schema: record({
    columns: optional(
      fc
        .uniqueArray(column, { minLength: 1, maxLength: 3 })
        .chain((own) =>
          fc.oneof(fc.constant(own.map((name) => ({ name }))), fc.constant(own.map((name, i) => (i === 0 ? { name, type: 'integer' } : { name })))),
        ),
    ),
    ordered: optional(fc.boolean()),
    closed: optional(fc.boolean()),
    unchanged: optional(fc.boolean()),
  } as never),
  columnType: record({ column, type: fc.constantFrom('integer', 'decimal(10,2)') }),
  notNull: record({ column }),
  missing: record({ column, values: optional(scalars) } as never),
  unique: record({ columns }),
  primaryKey: record({ columns }),
  inSet: record({ column, values: scalars }),
  notInSet: record({ column, values: scalars }),
  setEquals: record({ column, values: scalars }),
  range: fc.tuple(record({ column }), compared(bound)).map(([a, b]) => ({ ...a, ...b })),
  regex: record({ column, pattern, not: optional(fc.boolean()) } as never),
  like: record({ column, pattern: fc.constantFrom('S%', '_x'), not: optional(fc.boolean()) } as never),
  length: fc.tuple(record({ column }), length).map(([a, b]) => ({ ...a, ...b })),
  format: record({ column, format: formats }),
  rowCount: compared(number),
  rowCountChange: record({ min: optional(fc.constantFrom(-0.2, -1, 0, -0.005)), max: optional(fc.constantFrom(0.5, 3, 1e-7)) } as never),
  freshness: record({ column, within: milliseconds }),
  foreignKey: record({ columns, table: fc.constantFrom('airports', 't'), to: columns }),
  expression: record({ expression: fc.constantFrom('"a" > 0', "origin <> 'x'", 'delay >= 0 -- always') }),
  compareColumns: record({ column, operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='), other: column }),
  aggregate: fc
    .tuple(
      record({ column, measure: measures, percent: optional(fc.nat(100)) } as never),
      compared(bound),
      record({ table: optional(fc.constant('airports')), other: optional(column), within: optional(share) } as never),
    )
    .map(([a, b, c]) => ({ ...(a as object), ...b, ...(c as object) })),
  tableDiff: record({ table: fc.constant('airports'), key: columns, columns: optional(columns), tolerance: optional(number) } as never),
  monotone: record({
    column,
    by: columns,
    direction: optional(fc.constantFrom('increasing', 'decreasing')),
    strictly: optional(fc.boolean()),
  } as never),
  gaps: record({
    column,
    every: fc.oneof(
      number,
      milliseconds.map((n) => ({ milliseconds: n })),
    ),
  }),
  nonOverlap: record({ from: column, to: column }),
  casing: record({ column, case: fc.constantFrom('upper', 'lower') }),
  notConstant: record({ column }),
  correlation: fc.tuple(fc.tuple(column, column), compared(number)).map(([two, b]) => ({ columns: two, ...b })),
  topShare: record({ column, max: share }),
  fractionDigits: record({ column, max: count }),
};
export const checkTypes = Object.keys(settings) as readonly CheckType[];

const severity = fc.constantFrom('error' as const, 'warning' as const);
const tolerance = fc.tuple(fc.constantFrom('rows', 'percent'), compared(number)).map(([unit, said]) => ({ unit, ...said }));
const rarely = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined, freq: 3 });

/** What the short form would refuse is taken out of a check, or the check is left out. */
function sensible(check: Check): Check {
  const unfit = unfitModifiers[check.type] ?? {};
  const judged = unfit.tolerance !== undefined || (measuring.has(check.type) && !check.groupBy);
  const out = [...Object.keys(unfit), ...(judged ? ['tolerance'] : [])];
  return Object.fromEntries(Object.entries(check).filter(([key]) => !out.includes(key))) as unknown as Check;
}
const isSensible = ({ name, type, settings, where, groupBy, key, tolerance: offending }: Check): boolean =>
  senseless({ name, type, settings, at, settingsAt: at, where, groupBy, key, mostly: undefined, offending }).length === 0;

const checkOf = (type: CheckType): fc.Arbitrary<Check> =>
  record({
    name: fc.constant(''),
    at: fc.constant(at),
    type: fc.constant(type),
    settings: settings[type] as fc.Arbitrary<CheckArguments[CheckType]>,
    severity,
    where: rarely(fc.constantFrom("origin = 'SEA'", 'delay > 0')),
    groupBy: rarely(columns),
    key: rarely(columns),
    tolerance: fc.option(tolerance, { nil: undefined }),
    description: rarely(written),
    dimension: rarely(fc.constantFrom('completeness', 'uniqueness', 'plausibility')),
    businessImpact: rarely(written),
  } as never)
    .map((check) => sensible(check as Check))
    .filter(isSensible);

const checks = fc.array(fc.oneof(...checkTypes.map((type) => checkOf(type))), { maxLength: 6 }).chain((all) =>
  fc
    .uniqueArray(
      fc.oneof(fc.constantFrom('rowCount', 'usual-flights', 'required', '_x', 'type'), fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/)),
      {
        minLength: all.length,
        maxLength: all.length,
        selector: (name) => name.toLowerCase(),
      },
    )
    .map((free) =>
      all.map((check, i) => ({ ...check, name: ['key', 'rows'].includes((free[i] ?? '').toLowerCase()) ? `${free[i]}-x` : (free[i] ?? '') })),
    ),
);

const types = fc.constantFrom(
  'integer',
  'text',
  'TIMESTAMP',
  'date',
  'time',
  'decimal(10,2)',
  'varchar(40)',
  'varchar',
  'double',
  'INTEGER[]',
  'STRUCT(a INTEGER)',
  'enum',
  'boolean',
  'mood',
  'timestamp with time zone',
  'json',
);
const ends = fc.oneof(
  fc.tuple(fc.integer(), fc.nat(100)).map(([min, more]) => ({ min, max: min + more })),
  fc.constantFrom(
    { min: '2001-01-01' },
    { min: '2001-01-01', max: '2002-01-01' },
    { min: '2002-01-01', max: '2001-01-01' },
    { max: '12:00:00' },
    { min: 1e21 },
    { min: '1e5' },
    {},
  ),
);
const columnOf = (name: string): fc.Arbitrary<ColumnRules> =>
  fc
    .tuple(
      record({
        name: fc.constant(name),
        at: fc.constant(at),
        severity,
        description: rarely(written),
        type: optional(types),
        required: optional(
          fc.oneof(
            fc.constant(true as const),
            share.filter((s) => s > 0 && s < 1),
          ),
        ),
        in: rarely(scalars),
        unique: optional(fc.boolean()),
        pattern: rarely(pattern),
        format: rarely(formats),
        length: rarely(
          fc.oneof(
            count.map((is) => ({ is })),
            fc.tuple(count, fc.nat(100)).map(([min, more]) => ({ min, max: min + more })),
            count.map((min) => ({ min })),
            fc.nat(60).map((max) => ({ max })),
          ),
        ),
        references: rarely(fc.constantFrom({ asset: 'airports', column: 'iata' }, { asset: 't', column: 'user id' }, { asset: 't', column: 'id' })),
        personal: optional(fc.boolean()),
      } as never),
      ends,
    )
    .map(([rules, range]) => ({ ...(rules as object), ...range }) as ColumnRules);

export const describedTables: fc.Arbitrary<Described> = fc
  .uniqueArray(column, { maxLength: 6, selector: (name) => name.toLowerCase() })
  .chain((own) =>
    record<Described>({
      name: fc.constantFrom('t', 'departures'),
      description: rarely(written),
      key: optional(columns.map((all) => ({ columns: all, at }))),
      columns: fc.tuple(...own.map(columnOf)),
      rows: optional(
        fc.oneof(
          fc.tuple(count, fc.nat(100), severity).map(([min, more, level]) => ({ min, max: min + more, at, severity: level })),
          fc.tuple(count, severity).map(([min, level]) => ({ min, at, severity: level })),
          fc.tuple(count, severity).map(([max, level]) => ({ max, at, severity: level })),
          severity.map((level) => ({ at, severity: level })),
        ),
      ),
      checks,
    } as never),
  );
