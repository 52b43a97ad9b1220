// Faults of single values: the row is there, and one of its columns says something else.

import { quoteName } from '../../engine/index.ts';
import type { BaseFacts, FaultOperator } from '../rehearsal.ts';
import {
  altered,
  columnOf,
  countOf,
  fitted,
  isFraction,
  isInteger,
  isMoment,
  isNumber,
  isText,
  isTime,
  isUnsigned,
  lineOf,
  offsetOf,
  placeOf,
  withColumns,
} from '../sql.ts';
import { anyType, columnsKnown, columnsThat } from './targets.ts';

type Value = Omit<FaultOperator, 'group' | 'extent' | 'apply'> & {
  readonly value: (name: string, type: string, base: BaseFacts) => string;
  /** Only rows for which this holds. */
  readonly where?: (name: string, type: string) => string;
};

const ofValue = ({ value, where, ...operator }: Value): FaultOperator => ({
  ...operator,
  group: 'value',
  extent: 'part',
  apply: (base, fault) => {
    const column = columnOf(base, fault.column);
    return column && altered(base, fault, (name, type) => value(name, type, base), where?.(quoteName(column.name), column.type));
  },
});

const dated = (type: string): boolean => isTime(type) || isText(type);
const isoDate = "'^\\d{4}-\\d{2}-\\d{2}'";

function sentinelOf(type: string): string {
  if (isText(type)) return "'N/A'";
  if (isTime(type)) return `cast('1900-01-01' as ${type})`;
  return isUnsigned(type) || type === 'TINYINT' ? `cast(99 as ${type})` : `cast(try_cast(-999 as ${type}) as ${type})`;
}

function daysSwapped(name: string, type: string): string {
  if (isText(type)) return `regexp_replace(${name}, '^(\\d{4})-(\\d{2})-(\\d{2})', '\\1-\\3-\\2')`;
  const date = `cast(${name} as date)`;
  const swapped = `case when day(${name}) <= 12 then make_date(year(${name}), day(${name}), month(${name})) else ${date} end`;
  return `cast(${name} + to_days(cast((${swapped}) - ${date} as integer)) as ${type})`;
}

/** The first value in the order that the seed draws. */
const someValue = (base: BaseFacts, name: string): string => `(select arg_min(${name}, ${placeOf(base)}) from base where ${name} is not null)`;

export const valueFaults: readonly FaultOperator[] = [
  ofValue({
    name: 'null',
    title: 'A value is missing',
    what: 'Values become null.',
    cause: 'A join that found nothing, a form field that nobody filled in, a parser that gave up silently.',
    example: { before: ['id,delay', '1,12', '2,-3'], after: ['id,delay', '1,', '2,-3'] },
    noticedBy: ['notNull', 'missing', 'aggregate'],
    targets: columnsThat(anyType),
    value: (_, type) => `cast(null as ${type})`,
  }),
  ofValue({
    name: 'empty',
    title: 'An empty text stands for a missing value',
    what: 'Texts become empty: not null, and yet nothing.',
    cause: 'A CSV writer, or a form, that knows no null.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id,origin', '1,""', '2,SFO'] },
    noticedBy: ['missing', 'length', 'regex', 'inSet'],
    targets: columnsThat(isText),
    value: () => "''",
  }),
  ofValue({
    name: 'sentinel',
    title: 'A made-up value stands for a missing one',
    what: 'Values become a placeholder: -999 (99 where that does not fit), N/A, or 1900-01-01.',
    cause: 'A system that must fill in something where it knows nothing.',
    example: { before: ['id,delay', '1,12', '2,-3'], after: ['id,delay', '1,-999', '2,-3'] },
    noticedBy: ['range', 'inSet', 'regex', 'notInSet'],
    targets: columnsThat((type) => isNumber(type) || isText(type) || isTime(type)),
    value: (_, type) => sentinelOf(type),
  }),
  ofValue({
    name: 'outlier',
    title: 'A value far away from all others',
    what: 'Numbers become ten times the whole spread above the greatest; dates and instants move 50 years on.',
    cause: 'A digit too many, a sensor that broke, a counter that ran over.',
    example: { before: ['id,delay', '1,12', '2,-3'], after: ['id,delay', '1,162', '2,-3'] },
    noticedBy: ['range', 'aggregate'],
    targets: columnsThat((type) => isNumber(type) || isTime(type)),
    value: (name, type) =>
      isNumber(type)
        ? fitted(
            `(select max(${name})::double + 10 * (max(${name})::double - min(${name})::double) + 1 from base where isfinite(${name}::double))`,
            type,
          )
        : `cast(${name} + interval 50 years as ${type})`,
  }),
  ofValue({
    name: 'sign',
    title: 'The sign is turned round',
    what: 'Numbers change their sign.',
    cause: 'Debit and credit, or a difference taken the other way.',
    example: { before: ['id,delay', '1,12', '2,-3'], after: ['id,delay', '1,-12', '2,-3'] },
    noticedBy: ['range', 'aggregate', 'compareColumns'],
    targets: columnsThat((type) => isNumber(type) && !isUnsigned(type)),
    value: (name, type) => `coalesce(try_cast(${isInteger(type) ? `-try_cast(${name} as double)` : `-${name}`} as ${type}), ${name})`,
  }),
  ofValue({
    name: 'unit-scale',
    title: 'Another unit',
    what: 'Numbers are a thousand times as large.',
    cause: 'Metres for kilometres, cents for a currency with three digits, grams for kilograms.',
    example: { before: ['id,distance', '1,12', '2,30'], after: ['id,distance', '1,12000', '2,30'] },
    noticedBy: ['range', 'aggregate'],
    targets: columnsThat(isNumber),
    value: (name, type) => fitted(`${name}::double * 1000`, type),
  }),
  ofValue({
    name: 'rounding',
    title: 'Digits are rounded away',
    what: 'Fractions become whole numbers, whole numbers tens.',
    cause: 'A column that became an integer on the way, an export that shows two digits.',
    example: { before: ['id,amount', '1,12.75', '2,3.2'], after: ['id,amount', '1,13', '2,3.2'] },
    noticedBy: ['aggregate', 'fractionDigits', 'tableDiff'],
    targets: columnsThat(isNumber),
    value: (name, type) => fitted(isFraction(type) ? `round(${name})` : `round(${name}::double, -1)`, type),
  }),
  ofValue({
    name: 'truncation',
    title: 'A text is cut off',
    what: 'Texts lose their second half.',
    cause: 'A column too narrow, a field of fixed width.',
    example: { before: ['id,name', '1,Seattle', '2,Las Vegas'], after: ['id,name', '1,Seat', '2,Las Vegas'] },
    noticedBy: ['length', 'regex', 'inSet', 'foreignKey'],
    targets: columnsThat(isText),
    value: (name) => `left(${name}, (length(${name}) + 1) // 2)`,
  }),
  ofValue({
    name: 'whitespace',
    title: 'White space too much',
    what: 'A blank follows the text.',
    cause: 'Fields of fixed width, copy and paste.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id,origin', '1,"SEA "', '2,SFO'] },
    noticedBy: ['inSet', 'regex', 'length', 'foreignKey'],
    targets: columnsThat(isText),
    value: (name) => `${name} || ' '`,
  }),
  ofValue({
    name: 'case',
    title: 'Upper and lower case',
    what: 'Texts in upper case become lower case, all others upper case.',
    cause: 'Two systems that compare without regard to case, and one that does not.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id,origin', '1,sea', '2,SFO'] },
    noticedBy: ['casing', 'inSet', 'regex', 'foreignKey'],
    targets: columnsKnown(isText, (profile) => profile.letters ?? true),
    value: (name) => `case when upper(${name}) = ${name} then lower(${name}) else upper(${name}) end`,
  }),
  ofValue({
    name: 'encoding-damage',
    title: 'Characters damaged by an encoding',
    what: 'Every character outside of ASCII becomes �; of a text without any its last one.',
    cause: 'Bytes written in one encoding and read in another.',
    example: { before: ['id,city', '1,Zürich', '2,Bern'], after: ['id,city', '1,Z�rich', '2,Bern'] },
    noticedBy: ['regex', 'inSet', 'foreignKey'],
    targets: columnsThat(isText),
    value: (name) =>
      `case when regexp_matches(${name}, '[^\\x00-\\x7F]') then regexp_replace(${name}, '[^\\x00-\\x7F]', '�', 'g') else regexp_replace(${name}, '.$', '�') end`,
  }),
  ofValue({
    name: 'decimal-comma',
    title: 'A comma for the decimal point',
    what: 'In numbers kept as text the point becomes a comma; a number itself is read without its point: 12.5 becomes 125.',
    cause: 'A machine with another language, a CSV from a spreadsheet.',
    example: { before: ['id,amount', '1,12.5', '2,3.2'], after: ['id,amount', '1,125', '2,3.2'] },
    noticedBy: ['format', 'regex', 'range', 'aggregate'],
    targets: columnsKnown(
      (type) => isText(type) || isFraction(type),
      (profile) => profile.decimals ?? true,
    ),
    value: (name, type) =>
      isText(type)
        ? `case when regexp_full_match(${name}, '\\s*[+-]?\\d+\\.\\d+\\s*') then replace(${name}, '.', ',') else ${name} end`
        : `case when try_cast(${name} as varchar) like '%.%' and try_cast(${name} as varchar) not like '%.0' then ${fitted(`replace(cast(${name} as varchar), '.', '')`, type)} else ${name} end`,
  }),
  ofValue({
    name: 'day-month-swap',
    title: 'Day and month are swapped',
    what: 'Dates whose day is at most 12 have day and month swapped: 2001-03-04 becomes 2001-04-03.',
    cause: '03/04 is the third of April to one half of the world.',
    example: { before: ['id,day', '1,2001-03-04', '2,2001-03-20'], after: ['id,day', '1,2001-04-03', '2,2001-03-20'] },
    noticedBy: ['range', 'gaps', 'monotone', 'compareColumns'],
    targets: columnsKnown(dated, (profile) => profile.dates ?? true),
    where: (name, type) => (isText(type) ? `regexp_matches(${name}, ${isoDate}) and substr(${name}, 9, 2) <= '12'` : `isfinite(${name})`),
    value: daysSwapped,
  }),
  ofValue({
    name: 'time-zone-shift',
    title: 'Another time zone',
    what: 'Instants are seven hours late.',
    cause: 'Local time taken for UTC.',
    example: {
      before: ['id,at', '1,2001-03-04 08:00:00', '2,2001-03-04 09:30:00'],
      after: ['id,at', '1,2001-03-04 15:00:00', '2,2001-03-04 09:30:00'],
    },
    noticedBy: ['freshness', 'compareColumns', 'range', 'gaps'],
    targets: columnsThat(isMoment),
    value: (name, type) => `cast(${name} + interval 7 hours as ${type})`,
  }),
  ofValue({
    name: 'seconds-milliseconds',
    title: 'Seconds taken for milliseconds',
    what: 'Instants are read as if their seconds since 1970 were milliseconds; whole numbers are divided by a thousand.',
    cause: 'Two interfaces that both say "timestamp".',
    example: {
      before: ['id,at', '1,2001-03-04 08:00:00', '2,2001-03-04 09:30:00'],
      after: ['id,at', '1,1970-01-12 09:14:52', '2,2001-03-04 09:30:00'],
    },
    noticedBy: ['range', 'freshness', 'aggregate'],
    targets: columnsThat((type) => isMoment(type) || isInteger(type)),
    where: (name, type) => (isMoment(type) ? `isfinite(${name})` : 'true'),
    value: (name, type) => (isMoment(type) ? `cast(epoch_ms(cast(epoch(${name}) as bigint)) as ${type})` : `cast(${name} // 1000 as ${type})`),
  }),
  ofValue({
    name: 'constant',
    title: 'Always the same value',
    what: 'Values become one and the same value, which is a good one by itself.',
    cause: 'A default that is filled in, a variable that is set before the loop.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id,origin', '1,SEA', '2,SEA'] },
    noticedBy: ['unique', 'topShare', 'notConstant', 'aggregate'],
    targets: columnsThat(anyType),
    value: (name, _, base) => someValue(base, name),
  }),
  {
    name: 'stuck',
    group: 'value',
    title: 'A value that no longer moves',
    what: 'Over neighbouring rows, in the order of the file, the first of their values is repeated.',
    cause: 'A sensor that froze, a feed that repeats its last message.',
    example: { before: ['at,level', '1,12', '2,13', '3,11'], after: ['at,level', '1,12', '2,12', '3,12'] },
    noticedBy: ['unique', 'notConstant', 'aggregate', 'topShare'],
    extent: 'part',
    targets: columnsThat(anyType),
    apply: (base, fault) => {
      const column = columnOf(base, fault.column);
      if (!column) return undefined;
      const count = Math.min(base.rows, countOf(base, fault.share) + 1);
      const start = Math.min(offsetOf(`stuck ${fault.column} ${fault.seed}`, base.rows), base.rows - count);
      const name = quoteName(column.name);
      const line = lineOf(base);
      const first = `(select ${name} from base where ${line} = ${start})`;
      return withColumns(base, { [column.name]: `case when ${line} between ${start} and ${start + count - 1} then ${first} else ${name} end` });
    },
  },
];
