// Checks that a table as a whole suggests: its columns, its rows, its key, and how its columns go together.

import type { CheckArguments } from '../../product/index.ts';
import type { BaseFacts } from '../rehearsal.ts';
import { isFraction } from '../sql.ts';
import type { Statistics } from '../statistics.ts';
import { type Candidate, named } from './candidate.ts';

const shapes = ['drop-column', 'add-column', 'rename-column', 'retype-column', 'wrong-header', 'old-schema', 'wrong-delimiter'];
const fewer = ['lost-rows', 'truncated-tail', 'empty-delivery', 'half-delivery', 'stale-copy', 'lost-partition', 'lost-category'];
const more = ['duplicate-rows', 'fan-out', 'replay'];

export function tableCandidates(facts: BaseFacts, statistics: Statistics): readonly Candidate[] {
  return [schema(facts), ...rowCounts(statistics.rows), ...uniqueness(facts, statistics), ...pairs(statistics)];
}

function schema({ table, columns }: BaseFacts): Candidate {
  // names inside of a type keep their case
  const typed = columns.map(({ name, type }) => ({ name, type: /["'a-z]/.test(type) ? type : type.toLowerCase() }));
  const written = { columns: Object.fromEntries(typed.map(({ name, type }) => [name, type])), closed: true };
  return named(`${table}-columns`, 'schema', { asked: { columns: typed, closed: true }, written }, { operators: shapes });
}

function rowCounts(rows: number): readonly Candidate[] {
  if (rows === 0) return [];
  const bounds = (low: number, high: number): CheckArguments['rowCount'] => ({ min: Math.max(1, floor2(rows * low)), max: ceil2(rows * high) });
  const count = (low: number, high: number, tight?: true): Candidate => {
    const asked = bounds(low, high);
    const { min, max } = asked;
    return {
      id: `rows${tight ? '-tight' : ''}`,
      check: { place: 'rows', settings: { min, max } },
      asked: { type: 'rowCount', settings: asked },
      operators: [...fewer, ...more],
      tight,
    };
  };
  const change = (least: number, most: number, tight?: true): Candidate =>
    named(
      `rows-change${tight ? '-close' : ''}`,
      'rowCountChange',
      { asked: { min: -least, max: most }, written: { min: `-${least * 100}%`, max: `+${most * 100}%` } },
      { operators: [...fewer, ...more], tight },
    );
  return [count(0.6, 1.8), count(0.95, 1.05, true), change(0.2, 0.5), change(0.05, 0.05, true)];
}

function uniqueness({ key, columns }: BaseFacts, { distinctRows, columns: found, rows }: Statistics): readonly Candidate[] {
  const single = found.find((c) => c.nulls === 0 && c.distinct === rows && !isFraction(c.type));
  const chosen = key.length > 0 ? key : single ? [single.name] : undefined;
  const operators = [...more, 'null', 'constant', 'stuck', 'shift-columns', 'wrong-delimiter'];
  if (rows < 2) return [];
  if (chosen)
    return [{ id: 'key', check: { place: 'key', columns: chosen }, asked: { type: 'primaryKey', settings: { columns: chosen } }, operators }];
  const all = columns.map((c) => c.name);
  return distinctRows && all.length > 0 ? [named('no-row-twice', 'unique', { asked: { columns: all } }, { operators: more })] : [];
}

function pairs({ ordered, correlated }: Statistics): readonly Candidate[] {
  const mixedUp = [
    'swap-columns',
    'shuffled-column',
    'sign',
    'unit-scale',
    'outlier',
    'sentinel',
    'day-month-swap',
    'time-zone-shift',
    'seconds-milliseconds',
    'mean-shifted',
    'constant',
    'stuck',
  ];
  return [
    ...ordered.map(([column, other]) =>
      named(
        `${column}-before-${other}`,
        'compareColumns',
        { asked: { column, operator: '<=', other } },
        { operators: mixedUp, columns: [column, other] },
      ),
    ),
    ...correlated.map(([a, b, r]) => {
      const bound = Number((Math.sign(r) * Math.max(0.5, Math.abs(r) - 0.1)).toPrecision(2));
      const asked = { columns: [a, b], ...(r > 0 ? { min: bound } : { max: bound }) };
      return named(`${a}-with-${b}`, 'correlation', { asked }, { operators: mixedUp, columns: [a, b] });
    }),
  ];
}

const power = (value: number): number => 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
const floor2 = (value: number): number => Math.floor(value / power(value)) * power(value);
const ceil2 = (value: number): number => Math.ceil(value / power(value)) * power(value);
