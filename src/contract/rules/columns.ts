// A column's own keys become its rules: required, unique, types, options, references, classification. Quality rules are quality.ts's.

import { quoteName } from '../../engine/index.ts';
import type { ColumnRules } from '../../product/index.ts';
import { boundOrder } from '../bound-order.ts';
import type { OdcsProperty } from '../document.ts';
import { saysPersonal } from '../personal.ts';
import { problem } from '../problems.ts';
import { takeNames } from './beside-own.ts';
import { boundOf, longest, rangeOfFormat, typeOf } from './column-type.ts';
import { addCheck, addNotRun, type Making } from './meaning.ts';
import { multipleSql } from './multiple.ts';
import { nestedRules } from './nested.ts';
import { toRe2 } from './pattern.ts';

type Draft = { -readonly [K in keyof ColumnRules]: ColumnRules[K] };

/** Names that formats have in contracts, and the check's. */
export const formats: Readonly<Record<string, ColumnRules['format']>> = {
  email: 'email',
  uuid: 'uuid',
  uri: 'uri',
  url: 'uri',
  hostname: 'hostname',
  ipv4: 'ipv4',
  ipv6: 'ipv6',
  date: 'date',
  time: 'time',
  'date-time': 'date-time',
  json: 'json',
};

/** Whether a column, or something inside it, is classified personal or secret. */
export function isPersonal(property: OdcsProperty): boolean {
  const words = [property.classification ?? '', ...property.tags];
  return words.some(saysPersonal) || property.properties.some(isPersonal) || (property.items !== undefined && isPersonal(property.items));
}

/** The rules of one column, into `making`. */
export function columnRules(making: Making, property: OdcsProperty): undefined {
  const column = making.columnName(property);
  const draft: Draft = { name: column, at: property.at, severity: 'error' };
  const type = typeOf(making, property, column);
  if (type !== undefined) draft.type = type;
  if (property.description !== undefined) draft.description = property.description;
  if (property.required) draft.required = true;
  if (property.unique) draft.unique = true;
  if (isPersonal(property)) draft.personal = true;
  rangeRules(making, property, draft);
  textRules(making, property, draft);
  arrayRules(making, property, draft);
  nestedRules(making, property, column);
  takeNames(making, draft);
  making.columns.set(column.toLowerCase(), draft);
}

function rangeRules(making: Making, property: OdcsProperty, draft: Draft): undefined {
  const { name: column } = draft;
  const { options } = property;
  const at = (key: string) => making.document.at([...property.path, 'logicalTypeOptions', key]);
  const [min, max, above, below] = (['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const).map((key) =>
    boundOf(making, property, column, key),
  );
  if (min !== undefined) draft.min = min;
  if (max !== undefined) draft.max = max;
  const least = above ?? min;
  const most = below ?? max;
  const touching = above !== undefined || below !== undefined;
  if (least !== undefined && most !== undefined && boundOrder(least, most) >= (touching ? 0 : 1)) {
    making.problems.push(problem('empty-range', { column, least, most }, { at: at(below !== undefined ? 'exclusiveMaximum' : 'maximum') }));
  }
  if (touching) {
    const settings = { column, ...(above === undefined ? {} : { above }), ...(below === undefined ? {} : { below }) };
    addCheck(making, { name: `${column}.exclusive`, at: at(above === undefined ? 'exclusiveMaximum' : 'exclusiveMinimum') }, 'range', settings);
  }
  const held = property.logicalType === 'integer' || property.logicalType === 'number' ? rangeOfFormat(options.format) : undefined;
  if (held) addCheck(making, { name: `${column}.${options.format}`, at: at('format') }, 'range', { column, ...held });
  if (options.multipleOf !== undefined) {
    const expression = multipleSql(quoteName(column), options.multipleOf);
    addCheck(making, { name: `${column}.multipleOf`, at: at('multipleOf'), description: `multiple of ${options.multipleOf}` }, 'expression', {
      expression,
    });
  }
}

function textRules(making: Making, property: OdcsProperty, draft: Draft): undefined {
  const { options, physicalType } = property;
  const { name: column } = draft;
  const at = (key: string) => making.document.at([...property.path, 'logicalTypeOptions', key]);
  const most = Math.min(options.maxLength ?? Number.POSITIVE_INFINITY, longest(physicalType) ?? Number.POSITIVE_INFINITY);
  if (options.minLength !== undefined || Number.isFinite(most)) {
    draft.length = { ...(options.minLength === undefined ? {} : { min: options.minLength }), ...(Number.isFinite(most) ? { max: most } : {}) };
  }
  if (options.minLength !== undefined && options.minLength > most) {
    making.problems.push(problem('empty-range', { column, least: options.minLength, most }, { at: at('minLength') }));
  }
  if (options.pattern !== undefined) {
    const translated = toRe2(options.pattern);
    if ('re2' in translated) draft.pattern = translated.re2;
    else making.problems.push(problem('bad-pattern', { pattern: options.pattern, why: translated.why }, { at: at('pattern') }));
  }
  if (options.format !== undefined) formatRule(making, property, draft, options.format);
}

function formatRule(making: Making, { logicalType, path }: OdcsProperty, draft: Draft, format: string): undefined {
  const at = making.document.at([...path, 'logicalTypeOptions', 'format']);
  if (logicalType === 'integer' || logicalType === 'number') return;
  if (logicalType === undefined) {
    addNotRun(making, `${draft.name}.format`, 'without a logicalType it is not known what it is the format of', at);
    return;
  }
  if (logicalType !== 'string') {
    addNotRun(making, `${draft.name}.format`, `how a ${logicalType} is written as text is not kept with the data; its type is checked`, at);
    return;
  }
  const known = Object.hasOwn(formats, format.toLowerCase()) ? formats[format.toLowerCase()] : undefined;
  if (known) draft.format = known;
  else {
    making.problems.push(problem('bad-format', { column: draft.name, format, why: 'it is none that the engine can tell' }, { at }));
    addNotRun(making, `${draft.name}.format`, `the format ${format} is not known`, at);
  }
}

function arrayRules(making: Making, property: OdcsProperty, draft: Draft): undefined {
  const { minItems, maxItems, uniqueItems } = property.options;
  const { name: column } = draft;
  const at = (key: string) => making.document.at([...property.path, 'logicalTypeOptions', key]);
  if (minItems !== undefined || maxItems !== undefined) {
    draft.length = { ...(minItems === undefined ? {} : { min: minItems }), ...(maxItems === undefined ? {} : { max: maxItems }) };
    if (minItems !== undefined && maxItems !== undefined && minItems > maxItems) {
      making.problems.push(problem('empty-range', { column, least: minItems, most: maxItems }, { at: at('minItems') }));
    }
  }
  if (uniqueItems) {
    const expression = `list_unique(${quoteName(column)}) = list_aggregate(${quoteName(column)}, 'count')`;
    addCheck(making, { name: `${column}.uniqueItems`, at: at('uniqueItems'), description: 'no item twice in one list' }, 'expression', {
      expression,
    });
  }
}
