// Checks that a column's values suggest.

import { quoteName } from '../../engine/index.ts';
import { isInteger, isMoment, isNumber, isText, isTime } from '../sql.ts';
import type { ColumnStatistics } from '../statistics.ts';
import { type Candidate, named, ofColumn } from './candidate.ts';

const any = ['null', 'shift-columns', 'wrong-delimiter', 'half-delivery', 'retype-column'];
const strayText = [
  'empty',
  'sentinel',
  'truncation',
  'whitespace',
  'case',
  'encoding-damage',
  'wrong-encoding',
  'swap-columns',
  'shift-columns',
  'category-renamed',
  'category-new',
  'lost-leading-zeros',
  'decimal-comma',
  'day-month-swap',
  'orphan-key',
  'wrong-delimiter',
];
const strayNumber = [
  'sentinel',
  'outlier',
  'sign',
  'unit-scale',
  'seconds-milliseconds',
  'decimal-comma',
  'day-month-swap',
  'time-zone-shift',
  'swap-columns',
  'shift-columns',
  'category-new',
  'orphan-key',
  'mean-shifted',
];
const distribution = [
  'mean-shifted',
  'sign',
  'unit-scale',
  'seconds-milliseconds',
  'decimal-comma',
  'rounding',
  'constant',
  'stuck',
  'outlier',
  'sentinel',
  'swap-columns',
  'share-shifted',
  'label-shifted',
  'category-merged',
  'lost-category',
  'shift-columns',
];

export function columnCandidates(table: string, c: ColumnStatistics, rows: number): readonly Candidate[] {
  if (rows === 0 || c.nulls === rows) return [];
  return [
    ...presence(c, rows),
    ...variety(c, rows),
    ...(isText(c.type) ? texts(c) : []),
    ...(isNumber(c.type) ? numbers(c) : []),
    ...(isTime(c.type) ? times(c) : []),
    ...mixes(table, c),
  ];
}

/** Null now and then: at least so many have a value. */
function presence({ name, nulls }: ColumnStatistics, rows: number): readonly Candidate[] {
  if (nulls === 0) return [ofColumn(name, { required: true }, 'notNull', { column: name }, { operators: any })];
  const floor = Math.floor((1 - nulls / rows) * 90);
  const asked = { column: name, measure: 'nullRatio' as const, max: Number((1 - floor / 100).toPrecision(6)) };
  return floor < 1 ? [] : [named(`${name}-present`, 'aggregate', { asked }, { operators: any, columns: [name] })];
}

/** How many different values there are, and how often the commonest. */
function variety({ name, nulls, distinct, top, values }: ColumnStatistics, rows: number): readonly Candidate[] {
  const found: Candidate[] = [];
  const columns = [name];
  const same = ['constant', 'stuck', 'share-shifted', 'duplicate-rows', 'fan-out', 'replay', 'rounding', 'category-merged'];
  if (distinct === rows - nulls && distinct > 1)
    found.push({ ...ofColumn(name, { unique: true }, 'unique', { columns }, { operators: same }), columns: undefined });
  else if (distinct > 1) found.push(named(`${name}-varies`, 'notConstant', { asked: { column: name } }, { operators: same, columns }));
  if (distinct > 2 && top < 0.9) {
    const max = Math.min(0.98, Math.ceil(Math.max(top * 1.5, top + 0.02) * 100) / 100);
    const written = { column: name, max: `${Number((max * 100).toPrecision(4))}%` };
    found.push(named(`${name}-mix`, 'topShare', { asked: { column: name, max }, written }, { operators: same, columns }));
  }
  if (values.length > 1 && distinct <= 25) {
    const lost = ['lost-category', 'category-merged', 'constant', 'lost-rows', 'truncated-tail', ...strayText];
    found.push(named(`${name}-all`, 'setEquals', { asked: { column: name, values } }, { operators: lost, columns }));
  }
  return found;
}

function texts({ name, shortest, longest, notations, values, distinct }: ColumnStatistics): readonly Candidate[] {
  const found: Candidate[] = [];
  if (values.length > 0 && distinct <= 25) found.push(ofColumn(name, { in: values }, 'inSet', { column: name, values }, { operators: strayText }));
  for (const notation of notations.slice(0, 2)) {
    const width = shortest === longest && /^\^[^(]*\+\$$/.test(notation) ? notation.replace('+$', `{${shortest}}$`) : notation;
    found.push({
      ...ofColumn(name, { pattern: width }, 'regex', { column: name, pattern: width }, { operators: strayText }),
      id: `${name}-${found.length}-regex`.replace(/[^A-Za-z0-9_-]+/g, '-'),
    });
  }
  if (longest > 0 && shortest === longest)
    found.push(ofColumn(name, { length: longest }, 'length', { column: name, is: longest }, { operators: strayText }));
  else if (shortest > 0) {
    for (const [min, tight] of [
      [Math.ceil(shortest / 2), undefined],
      [shortest, true],
    ] as const) {
      found.push(ofColumn(name, { length: { min } }, 'length', { column: name, min }, { operators: strayText, tight }));
    }
  }
  const damaged = { column: name, pattern: '\ufffd', not: true };
  found.push(named(`${name}-undamaged`, 'regex', { asked: damaged }, { operators: ['encoding-damage', 'wrong-encoding'], columns: [name] }));
  const asked = { column: name, values: ['N/A', ''] };
  if (!values.includes('N/A')) found.push(named(`${name}-known`, 'notInSet', { asked }, { operators: ['sentinel', 'empty'], columns: [name] }));
  return found;
}

function numbers({ name, type, min, max, mean, deviation }: ColumnStatistics): readonly Candidate[] {
  const [low, high] = [Number(min), Number(max)];
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [];
  const found: Candidate[] = [];
  for (const [margin, tight] of [
    [0.5, undefined],
    [0, true],
  ] as const) {
    const room = (high - low) * margin;
    const [least, most] = [
      outward(low - room, -1, high - low || Math.abs(low) || 1, type),
      outward(high + room, 1, high - low || Math.abs(high) || 1, type),
    ];
    const bounds = { min: low >= 0 ? Math.max(0, least) : least, max: high <= 0 ? Math.min(0, most) : most };
    found.push(ofColumn(name, bounds, 'range', { column: name, ...bounds }, { operators: strayNumber, tight }));
  }
  if (deviation > 0) {
    for (const [share, tight] of [
      [0.5, undefined],
      [0.05, true],
    ] as const) {
      const between = [rounded(mean - share * deviation), rounded(mean + share * deviation)];
      found.push(
        named(
          `${name}-mean${tight ? '-close' : ''}`,
          'aggregate',
          { asked: { column: name, measure: 'mean', between } },
          { operators: distribution, columns: [name], tight },
        ),
      );
    }
    const between = [rounded(deviation * 0.7), rounded(deviation * 1.4)];
    found.push(
      named(`${name}-spread`, 'aggregate', { asked: { column: name, measure: 'stddev', between } }, { operators: distribution, columns: [name] }),
    );
  }
  return found;
}

/** Dates and instants grow: no bound above but a year from now. */
function times({ name, type, min, max, age, everyDay }: ColumnStatistics): readonly Candidate[] {
  const found: Candidate[] = [];
  const [least, newest] = [dateOf(min), dateOf(max)];
  if (least && newest) {
    const operators = strayNumber;
    const most = `${Number(newest.slice(0, 4)) + 2}-01-01`;
    found.push(ofColumn(name, { min: least, max: most }, 'range', { column: name, min: least, max: most }, { operators }));
    const tight = { min: least, max: dayAfter(newest) };
    found.push(ofColumn(name, tight, 'range', { column: name, ...tight }, { operators, tight: true }));
  }
  // how old data may be, one version does not tell: a file that lies still would fail by waiting
  if (age >= 0 && age < 400) {
    const hours = Math.ceil(age + 1) * 24;
    const stale = ['stale-copy', 'truncated-tail', 'empty-delivery', 'half-delivery', 'seconds-milliseconds', 'lost-rows', 'constant'];
    const asked = { column: name, within: hours * 3_600_000 };
    found.push({
      ...named(`${name}-fresh`, 'freshness', { asked, written: { column: name, within: `${hours}h` } }, { operators: stale, tight: true }),
    });
  }
  if (everyDay && (type === 'DATE' || isMoment(type))) {
    const asked = { column: name, every: { milliseconds: 86_400_000 } };
    const lost = ['lost-partition', 'lost-rows', 'day-month-swap', 'outlier', 'sentinel', 'seconds-milliseconds'];
    found.push(named(`${name}-every-day`, 'gaps', { asked, written: { column: name, every: '24h' } }, { operators: lost }));
  }
  return found;
}

/** How a mix of two or a few values is: the share of one. */
function mixes(table: string, { name, type, mean, distinct }: ColumnStatistics): readonly Candidate[] {
  if (type !== 'BOOLEAN' || distinct < 2) return [];
  const sql = `select avg(${quoteName(name)}::integer) from ${quoteName(table)}`;
  const asked = { sql, between: [Math.max(0, rounded(mean - 0.1)), Math.min(1, rounded(mean + 0.1))] };
  return [named(`${name}-share`, 'sqlValue', { asked }, { operators: distribution, columns: [name] })];
}

/** Away from the values, to two digits of their span. */
function outward(value: number, direction: 1 | -1, span: number, type: string): number {
  const step = 10 ** (Math.floor(Math.log10(Math.abs(span))) - 1);
  const units = direction > 0 ? Math.ceil(value / step - 1e-9) : Math.floor(value / step + 1e-9);
  const found = Number((units * step).toPrecision(12));
  return isInteger(type) ? (direction > 0 ? Math.ceil(found) : Math.floor(found)) : found;
}

const rounded = (value: number): number => Number(value.toPrecision(4));

const dateOf = (value: unknown): string | undefined => /^(?:1[6-9]|2\d)\d{2}-\d{2}-\d{2}/.exec(String(value))?.[0];

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}
