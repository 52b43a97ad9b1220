// Faults of rows: too many, too few, old ones, rows that belong to nothing. `reorder` is the control: it alters nothing that counts.

import { quoteName } from '../../engine/index.ts';
import type { BaseFacts, FaultOperator } from '../rehearsal.ts';
import {
  altered,
  chosen,
  columnOf,
  countOf,
  fitted,
  freeName,
  isInteger,
  isText,
  isTime,
  kept,
  lineOf,
  listed,
  placeOf,
  repeated,
  turn,
} from '../sql.ts';
import { anyType, categories, columnsKnown, columnsThat, wholeTable } from './targets.ts';

/** The value of a column in the first row of the seed's order that has one. */
export const drawn = (base: BaseFacts, name: string): string => `(select arg_min(${name}, ${placeOf(base)}) from base where ${name} is not null)`;

const timeColumn = (base: BaseFacts): string | undefined => base.columns.find((c) => isTime(c.type))?.name;

/** Columns that name rows of other tables: declared so, or called so. */
const foreign = (base: BaseFacts): readonly string[] => {
  const fits = columnsThat((type) => isText(type) || isInteger(type))(base) as readonly string[];
  return fits.filter((name) => base.references.includes(name) || (/(_id|_key|_code)$/i.test(name) && !base.key.includes(name)));
};

export const rowFaults: readonly FaultOperator[] = [
  {
    name: 'duplicate-rows',
    group: 'row',
    title: 'Rows are there twice',
    what: 'Rows come once more, alike in every column.',
    cause: 'A delivery at least once, a retry after a time-out.',
    example: { before: ['id,delay', '1,12', '2,3'], after: ['id,delay', '1,12', '1,12', '2,3'] },
    noticedBy: ['primaryKey', 'unique', 'rowCount'],
    extent: 'part',
    targets: wholeTable,
    apply: (base, fault) => repeated(base, chosen(base, fault)),
  },
  {
    name: 'fan-out',
    group: 'row',
    title: 'A join multiplies rows',
    what: 'Each of some rows is there four times.',
    cause: 'A join on a key that is not unique on the other side.',
    example: { before: ['id,delay', '1,12', '2,3'], after: ['id,delay', '1,12', '1,12', '1,12', '1,12', '2,3'] },
    noticedBy: ['primaryKey', 'unique', 'rowCount'],
    extent: 'part',
    targets: wholeTable,
    apply: (base, fault) => repeated(base, chosen(base, fault), 3),
  },
  {
    name: 'lost-rows',
    group: 'row',
    title: 'Rows are lost',
    what: 'Some rows, here and there, are not there.',
    cause: 'Messages dropped, a filter too sharp, an inner join.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,12', '3,7'] },
    noticedBy: ['rowCount', 'rowCountChange', 'gaps', 'tableDiff'],
    extent: 'part',
    targets: wholeTable,
    apply: (base, fault) => kept(base, `not ${chosen(base, fault)}`),
  },
  {
    name: 'lost-partition',
    group: 'row',
    title: 'A whole day is lost',
    what: 'All rows of one day of a date or instant are not there.',
    cause: 'One file of many that never came.',
    example: { before: ['day,n', '2001-03-03,5', '2001-03-04,7', '2001-03-05,6'], after: ['day,n', '2001-03-03,5', '2001-03-05,6'] },
    noticedBy: ['gaps', 'rowCount', 'sql'],
    extent: 'whole',
    targets: (base) => columnsKnown(isTime, (profile) => profile.distinct > 1)(base),
    apply: (base, fault) => {
      const name = quoteName(fault.column ?? '');
      return kept(base, `cast(${name} as date) is distinct from cast(${drawn(base, name)} as date)`);
    },
  },
  {
    name: 'lost-category',
    group: 'row',
    title: 'A whole category is lost',
    what: 'All rows of one value of a category are not there.',
    cause: 'One system of several that delivers no more.',
    example: { before: ['origin,n', 'SEA,5', 'SFO,7', 'LAS,6'], after: ['origin,n', 'SEA,5', 'LAS,6'] },
    noticedBy: ['setEquals', 'rowCount', 'aggregate', 'sql'],
    extent: 'whole',
    targets: categories,
    apply: (base, fault) => kept(base, `${quoteName(fault.column ?? '')} is distinct from ${drawn(base, quoteName(fault.column ?? ''))}`),
  },
  {
    name: 'truncated-tail',
    group: 'row',
    title: 'The end is cut off',
    what: 'The last rows of the file are not there.',
    cause: 'A download that broke off, a limit nobody remembers.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,12', '2,3'] },
    noticedBy: ['rowCount', 'rowCountChange', 'freshness', 'gaps'],
    extent: 'part',
    targets: wholeTable,
    apply: (base, fault) => kept(base, `${lineOf(base)} < ${base.rows - Math.min(base.rows, countOf(base, fault.share))}`),
  },
  {
    name: 'shuffled-column',
    group: 'row',
    title: 'Values at the wrong rows',
    what: 'The values of one column are handed on among some rows: all are there, each at another row.',
    cause: 'Columns sorted one by one, a join by position.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,3', '2,7', '3,12'] },
    noticedBy: ['compareColumns', 'correlation', 'unique', 'expression'],
    extent: 'part',
    targets: (base) => (base.columns.length > 1 ? columnsThat(anyType)(base) : []),
    apply: (base, fault) => {
      const column = columnOf(base, fault.column);
      const count = Math.min(base.rows, Math.max(2, countOf(base, fault.share)));
      if (!column || count < 2) return undefined;
      const order = turn(base, fault);
      const name = quoteName(column.name);
      const [at, value] = ['trivet turn', 'trivet value'].map((wish) => quoteName(freeName(wish, base.columns)));
      const others = `(select ${order} as ${at}, ${name} as ${value} from base where ${order} < ${count}) as handed`;
      const list = base.columns.map((c) => (c === column ? `case when ${at} is null then ${name} else ${value} end as ${name}` : quoteName(c.name)));
      // one equality, so that the engine joins by hash
      const join = `on handed.${at} = case when ${order} < ${count} then (${order} + 1) % ${count} end`;
      return { sql: `select ${list.join(', ')} from base left join ${others} ${join}`, columns: base.columns, touches: [column.name] };
    },
  },
  {
    name: 'stale-copy',
    group: 'row',
    title: 'An old copy',
    what: 'The newest rows, by the first column of dates or instants, are not there yet: the table is as it was.',
    cause: 'Yesterday’s file delivered again, a cache.',
    example: { before: ['day,n', '2001-03-03,5', '2001-03-04,7', '2001-03-05,6'], after: ['day,n', '2001-03-03,5', '2001-03-04,7'] },
    noticedBy: ['freshness', 'rowCountChange', 'rowCount'],
    extent: 'part',
    targets: (base) => (base.rows > 0 && timeColumn(base) !== undefined ? [null] : []),
    apply: (base, fault) => {
      const name = timeColumn(base);
      if (name === undefined) return undefined;
      const place = placeOf(base);
      const newest = `select ${place} from base order by ${quoteName(name)} desc nulls last, ${place} limit ${countOf(base, fault.share)}`;
      return kept(base, `${place} not in (${newest})`);
    },
  },
  {
    name: 'replay',
    group: 'row',
    title: 'A delivery comes twice',
    what: 'The last rows of the file come once more, one after the other.',
    cause: 'A job that ran twice, an append where a replace was meant.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,12', '2,3', '3,7', '2,3', '3,7'] },
    noticedBy: ['primaryKey', 'unique', 'rowCount', 'rowCountChange'],
    extent: 'part',
    targets: wholeTable,
    apply: (base, fault) => repeated(base, `${lineOf(base)} >= ${base.rows - Math.min(base.rows, countOf(base, fault.share))}`),
  },
  {
    name: 'orphan-key',
    group: 'row',
    title: 'A key that leads nowhere',
    what: 'Values that name a row of another table become values that are not there.',
    cause: 'A parent deleted, loaded later, or from another system.',
    example: { before: ['id,customer_id', '1,17', '2,18'], after: ['id,customer_id', '1,1000018', '2,18'] },
    noticedBy: ['foreignKey', 'inSet'],
    extent: 'part',
    targets: foreign,
    apply: (base, fault) =>
      altered(base, fault, (name, type) =>
        isText(type) ? `'no-' || ${name}` : fitted(`(select max(${name})::double from base) + 1 + abs(${name}::double)`, type),
      ),
  },
  {
    name: 'lost-leading-zeros',
    group: 'row',
    title: 'Leading zeros are lost',
    what: 'Digits kept as text lose the zeros before them: 00501 becomes 501.',
    cause: 'A spreadsheet that took a code for a number.',
    example: { before: ['id,zip', '1,00501', '2,94103'], after: ['id,zip', '1,501', '2,94103'] },
    noticedBy: ['length', 'regex', 'foreignKey', 'inSet'],
    extent: 'part',
    targets: columnsKnown(isText, (profile) => profile.zeros),
    apply: (base, fault) =>
      altered(
        base,
        fault,
        (name) => `case when regexp_full_match(${name}, '0\\d+') then coalesce(nullif(ltrim(${name}, '0'), ''), '0') else ${name} end`,
      ),
  },
  {
    name: 'reorder',
    group: 'row',
    title: 'Another order (the control)',
    what: 'The same rows in another order. A table is a set, so nothing may notice: a check that does cries at nothing.',
    cause: 'Two threads instead of one.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '2,3', '3,7', '1,12'] },
    noticedBy: ['nothing'],
    extent: 'control',
    targets: wholeTable,
    apply: (base) => ({ sql: `select ${listed(base.columns)} from base order by ${placeOf(base)}`, columns: base.columns }),
  },
];
