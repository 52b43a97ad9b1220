// Faults of a set of values: each one is good by itself, and together they are not what they were.

import { quoteName } from '../../engine/index.ts';
import type { BaseFacts, FaultOperator } from '../rehearsal.ts';
import { altered, fitted, isBoolean, isNumber, isText, placeOf } from '../sql.ts';
import { drawn } from './row.ts';
import { categories, columnsKnown } from './targets.ts';

/** Another category than the drawn one. */
const second = (base: BaseFacts, name: string): string =>
  `(select arg_min(${name}, ${placeOf(base)}) from base where ${name} is not null and ${name} is distinct from ${drawn(base, name)})`;

const commonest = (base: BaseFacts, name: string): string =>
  `(select arg_max(v, n) from (select ${name} as v, count(*) * 1000000 - min(${placeOf(base)}) % 1000000 as n from base where ${name} is not null group by 1) as counted)`;

export const setFaults: readonly FaultOperator[] = [
  {
    name: 'category-renamed',
    group: 'set',
    title: 'A category has another name',
    what: 'One value of a category is spelled otherwise wherever it stands.',
    cause: 'A code list with a new edition.',
    example: { before: ['id,origin', '1,SEA', '2,SFO', '3,SEA'], after: ['id,origin', '1,SEA_2', '2,SFO', '3,SEA_2'] },
    noticedBy: ['inSet', 'setEquals', 'foreignKey', 'regex'],
    extent: 'whole',
    targets: (base) => categories(base).filter((name) => base.columns.some((c) => c.name === name && isText(c.type))),
    apply: (base, fault) => altered(base, fault, (name) => `case when ${name} = ${drawn(base, name)} then ${name} || '_2' else ${name} end`),
  },
  {
    name: 'category-new',
    group: 'set',
    title: 'A category nobody knows',
    what: 'Some rows have a category that was never there: a text, or one more than the greatest number.',
    cause: 'A new product, a new shop, a new state of an order.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id,origin', '1,new-kind', '2,SFO'] },
    noticedBy: ['inSet', 'setEquals', 'foreignKey'],
    extent: 'part',
    targets: (base) => categories(base).filter((name) => !base.columns.some((c) => c.name === name && isBoolean(c.type))),
    apply: (base, fault) =>
      altered(base, fault, (name, type) => (isText(type) ? "'new-kind'" : fitted(`(select max(${name})::double + 1 from base)`, type))),
  },
  {
    name: 'category-merged',
    group: 'set',
    title: 'Two categories become one',
    what: 'One value of a category becomes another one wherever it stands.',
    cause: 'A mapping with one line too many, a default branch.',
    example: { before: ['id,origin', '1,SEA', '2,SFO', '3,LAS'], after: ['id,origin', '1,SFO', '2,SFO', '3,LAS'] },
    noticedBy: ['setEquals', 'aggregate', 'topShare'],
    extent: 'whole',
    targets: categories,
    apply: (base, fault) => altered(base, fault, (name) => `case when ${name} = ${drawn(base, name)} then ${second(base, name)} else ${name} end`),
  },
  {
    name: 'share-shifted',
    group: 'set',
    title: 'The mix shifts',
    what: 'Some rows of other categories get the commonest one.',
    cause: 'A source that suddenly delivers more of one kind, a filter somewhere.',
    example: { before: ['id,origin', '1,SEA', '2,SEA', '3,SFO', '4,LAS'], after: ['id,origin', '1,SEA', '2,SEA', '3,SEA', '4,LAS'] },
    noticedBy: ['topShare', 'aggregate', 'sql'],
    extent: 'part',
    targets: categories,
    apply: (base, fault) => altered(base, fault, (name) => commonest(base, name), `${quoteName(fault.column ?? '')} is not null`),
  },
  {
    name: 'mean-shifted',
    group: 'set',
    title: 'The mean shifts',
    what: 'Some numbers are larger by one standard deviation: none is strange by itself.',
    cause: 'A sensor that drifts, a fee that is included now.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,16', '2,7', '3,11'] },
    noticedBy: ['aggregate'],
    extent: 'part',
    targets: columnsKnown(isNumber, (profile) => profile.distinct > 2),
    apply: (base, fault) =>
      altered(base, fault, (name, type) => {
        const finite = `from base where isfinite(${name}::double)`;
        return fitted(`${name}::double + (select stddev_pop(${name}::double) ${finite})`, type);
      }),
  },
  {
    name: 'label-shifted',
    group: 'set',
    title: 'A label is turned round',
    what: 'Where a column has two values, some rows get the other one.',
    cause: 'Labels from another rule, or by another person; yes and no confused.',
    example: { before: ['id,late', '1,true', '2,false', '3,false'], after: ['id,late', '1,false', '2,false', '3,false'] },
    noticedBy: ['aggregate', 'expression', 'compareColumns'],
    extent: 'part',
    targets: (base) => categories(base).filter((name) => base.profile[name ?? '']?.distinct === 2),
    apply: (base, fault) =>
      altered(
        base,
        fault,
        (name) => `case when ${name} = ${drawn(base, name)} then ${second(base, name)} when ${name} is not null then ${drawn(base, name)} end`,
      ),
  },
];
