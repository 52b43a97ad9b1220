// A column's rules as a property of a contract: in its own keys where they say just the same, and what is left in the short form. Writes no named check.

import type { ColumnRules } from '../../product/index.ts';
import type { JsonMap, LogicalType } from '../document.ts';
import { isEngineType, longest } from '../rules/column-type.ts';
import { formats } from '../rules/columns.ts';
import { logicalTypeOf } from '../type-text.ts';
import { isBoth } from './quality.ts';
import { defined, shortColumn } from './short.ts';

export interface WrittenColumn {
  readonly property: JsonMap;
  /** What no key of a property says, as the short form has it below the column's name. */
  readonly rest: JsonMap | undefined;
}

type Draft = { -readonly [K in keyof ColumnRules]?: ColumnRules[K] };
type Options = Record<string, string | number | undefined>;

type Reference = NonNullable<ColumnRules['references']>;
export interface Around {
  /** The column's place in the key of the table, from 1. */
  readonly key: number | undefined;
  /** Whether the contract can name what a reference refers to: of its own table a column that it has. */
  readonly reaches: (reference: Reference) => boolean;
}

export function propertyOf(column: ColumnRules, { key, reaches }: Around): WrittenColumn {
  const { name, at: _at, description, personal, severity, ...rules } = column;
  const left: Draft = { ...rules };
  // a key of a property has no severity: what only warns is said in the short form, whole
  const own = severity === 'error' ? ownKeys(left, reaches) : {};
  const options = defined(severity === 'error' ? optionsOf(left, logicalOf(own)) : {});
  const quality = severity === 'error' ? ownRules(left) : [];
  const property = defined({
    name,
    description,
    ...own,
    logicalTypeOptions: Object.keys(options).length > 0 ? options : undefined,
    ...(key === undefined ? {} : { primaryKey: true, primaryKeyPosition: key }),
    classification: personal ? 'personal' : undefined,
    quality: quality.length > 0 ? quality : undefined,
  });
  const rest = { ...shortColumn({ ...left, ...(severity === 'warning' ? { severity } : {}) }), ...(personal === false ? { personal } : {}) };
  return { property, rest: Object.keys(rest).length > 0 ? rest : undefined };
}

const logicalOf = (own: JsonMap): LogicalType | undefined => own.logicalType as LogicalType | undefined;

/** Takes out of the draft what keys of a property say. */
function ownKeys(left: Draft, reaches: Around['reaches']): JsonMap {
  const { type, required, unique, references, length } = left;
  const most = longest(type);
  // of a `varchar(40)` ODCS holds values to 40 characters, and the short form holds the type alone
  const within = length?.max !== undefined && length.max <= (most ?? 0) && (length.min ?? 0) <= length.max && length.is === undefined;
  const sized = most !== undefined && !within;
  const logicalType = type === undefined || sized || !isEngineType(type) ? undefined : logicalTypeOf(type);
  const keep = references && isReference(references) && reaches(references);
  if (logicalType) delete left.type;
  if (required === true) delete left.required;
  if (unique) delete left.unique;
  if (keep) delete left.references;
  return defined({
    logicalType,
    physicalType: logicalType && type,
    required: required === true ? true : undefined,
    unique: unique ? true : undefined,
    relationships: keep ? [{ type: 'foreignKey', to: `${references.asset}.${references.column}` }] : undefined,
  });
}

const isReference = ({ asset, column }: Reference): boolean => [asset, column].every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name));

/** Takes out of the draft what `logicalTypeOptions` say; each logical type has others. */
function optionsOf(left: Draft, logical: LogicalType | undefined): Options {
  const options: Options = {};
  const { min, max, length, pattern, format } = left;
  if (logical !== undefined && isRange(min, max, logical)) {
    Object.assign(options, { minimum: min, maximum: max });
    delete left.min;
    delete left.max;
  }
  const names = logical === 'string' ? ['minLength', 'maxLength'] : logical === 'array' ? ['minItems', 'maxItems'] : undefined;
  const limits = length && [length.min, length.max].filter((end) => end !== undefined);
  if (names && limits && limits.length > 0 && length.is === undefined && (length.min ?? 0) <= (length.max ?? Number.POSITIVE_INFINITY)) {
    Object.assign(options, { [names[0] ?? '']: length.min, [names[1] ?? '']: length.max });
    delete left.length;
  }
  if (logical === 'string' && pattern !== undefined && isBoth(pattern)) {
    options.pattern = pattern;
    delete left.pattern;
  }
  if (logical === 'string' && format !== undefined && Object.hasOwn(formats, format) && formats[format] === format) {
    options.format = format;
    delete left.format;
  }
  return options;
}

const day = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const time = /^\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Bounds that the column's logical type can have: numbers of numbers, days and times of those. */
function isRange(min: ColumnRules['min'], max: ColumnRules['max'], logical: LogicalType): boolean {
  const ends = [min, max].filter((end) => end !== undefined);
  if (logical === 'integer' || logical === 'number') return ends.every((end) => typeof end === 'number');
  const notation = logical === 'time' ? time : logical === 'date' || logical === 'timestamp' ? day : undefined;
  const texts = ends.every(
    (end) => typeof end === 'string' && notation?.test(end) && (logical === 'time' || !Number.isNaN(Date.parse(end.slice(0, 10)))),
  );
  return texts && notation !== undefined && !(typeof min === 'string' && typeof max === 'string' && min > max);
}

/** Rules without a name are the column's own (see fold.ts): the values there may be, and the share that may be null. */
function ownRules(left: Draft): readonly JsonMap[] {
  const { in: values, required } = left;
  const rules: JsonMap[] = [];
  if (values?.length && !values.includes(null)) {
    rules.push({ type: 'library', metric: 'invalidValues', arguments: { validValues: values }, mustBe: 0, severity: 'error' });
    delete left.in;
  }
  if (typeof required === 'number') {
    const percent = Number(((1 - required) * 100).toPrecision(12));
    if (shareOf(percent) === required && percent > 0) {
      rules.push({ type: 'library', metric: 'nullValues', mustBeLessOrEqualTo: percent, unit: 'percent', severity: 'error' });
      delete left.required;
    }
  }
  return rules;
}

/** The share of values that are there, of the percentage that may be null. */
export const shareOf = (percent: number): number => Number((1 - percent / 100).toPrecision(12));
