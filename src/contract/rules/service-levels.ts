// Service levels that data can show: how old its newest and its oldest rows are. The others are listed as not monitored.

import { nearest } from '../../base/index.ts';
import { quoteName } from '../../engine/index.ts';
import type { OdcsDocument, OdcsProperty, OdcsSla, OdcsTable } from '../document.ts';
import { problem } from '../problems.ts';
import { milliseconds, type Unit, unitNamed } from '../units.ts';
import { addCheck, addNotRun, type Making } from './meaning.ts';
import { propertyNamed, tableNamed } from './references.ts';

/** Names that the standard and its users give to the levels that are checked. */
const checked: Readonly<Record<string, 'latency' | 'frequency' | 'retention'>> = {
  latency: 'latency',
  ly: 'latency',
  freshness: 'latency',
  frequency: 'frequency',
  fy: 'frequency',
  retention: 'retention',
  re: 'retention',
};

/** A level and the tables that the contract has, before rules are made. */
export interface Level {
  readonly sla: OdcsSla;
  readonly element?: string | undefined;
  /** Undefined where the element names no column of the contract. */
  readonly table?: OdcsTable | undefined;
  readonly property?: OdcsProperty | undefined;
}

/** Every level with each element it is about. */
export function levelsOf(document: OdcsDocument): readonly Level[] {
  return document.sla.flatMap((sla): readonly Level[] => {
    const elements = (sla.element ?? document.slaDefaultElement ?? '').split(',').map((element) => element.trim());
    return elements.map((element) => (element === '' ? { sla } : { sla, element, ...elementOf(document, element) }));
  });
}

function elementOf(document: OdcsDocument, element: string): Pick<Level, 'table' | 'property'> {
  const [column = '', ...before] = element.split('.').reverse();
  const only = document.schema.length === 1 ? document.schema[0] : undefined;
  // of one table, the column alone says it
  const table = before.length > 0 ? tableNamed(document, before.reverse().join('.')) : only;
  const property = table && propertyNamed(table, column);
  return property ? { table, property } : {};
}

/** The levels of one table, into `making`. */
export function levelRules(making: Making, levels: readonly Level[]): undefined {
  for (const level of levels) if (level.table === making.table && level.property) levelRule(making, level.sla, level.property);
}

function levelRule(making: Making, sla: OdcsSla, property: OdcsProperty): undefined {
  const column = making.columnName(property);
  const kind = Object.hasOwn(checked, sla.property.toLowerCase()) ? checked[sla.property.toLowerCase()] : undefined;
  if (!kind) return addNotRun(making, `${column}.${sla.property}`, `the service level ${sla.property} is not monitored`, sla.at);
  const span = spanOf(making, sla);
  if (!span) return;
  const said = { name: `${column}.${sla.property}`, at: sla.at, description: sla.description };
  if (kind !== 'retention') return addCheck(making, said, 'freshness', { column, within: Math.round(span.amount * milliseconds[span.unit]) });
  // only seconds may be a fraction
  const since = Number.isInteger(span.amount)
    ? `now() - to_${span.unit}s(${span.amount})`
    : `now() - to_seconds(${(span.amount * milliseconds[span.unit]) / 1000})`;
  const words = `no ${column} older than ${span.amount} ${span.unit}${span.amount === 1 ? '' : 's'}`;
  addCheck(making, { ...said, description: sla.description ?? words }, 'expression', {
    expression: `cast(${quoteName(column)} as timestamptz) >= ${since}`,
  });
}

function spanOf(making: Making, { property, value, unit, path }: OdcsSla): { readonly amount: number; readonly unit: Unit } | undefined {
  const refuse = (key: string, text: string, expects: string, example: string): undefined => {
    making.problems.push(problem('bad-sla', { property: `${property}.${key}`, text, expects, example }, { at: making.document.at([...path, key]) }));
  };
  const amount = typeof value === 'number' ? value : typeof value === 'string' && /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : undefined;
  if (amount === undefined || amount <= 0) return refuse('value', String(value), 'a number above 0', 'value: 4');
  const found = unitNamed(unit);
  if (!found) return refuse(unit === undefined ? 'value' : 'unit', unit ?? String(value), 'a number with its unit', 'unit: d');
  if (!Number.isInteger(amount) && (found === 'year' || found === 'month'))
    return refuse('value', String(value), `a whole number of ${found}s`, 'value: 1');
  return { amount, unit: found };
}

/** Levels of no column of the contract: told where that is a mistake, and listed. */
export function looseLevels(document: OdcsDocument, levels: readonly Level[]) {
  const loose = levels.filter(({ property }) => !property);
  const names = document.schema.flatMap((table) => table.properties.map((property) => `${table.name}.${property.name}`));
  const isChecked = ({ sla }: Level) => Object.hasOwn(checked, sla.property.toLowerCase());
  return {
    warnings: loose.flatMap(({ sla, element, ...level }) =>
      element !== undefined && isChecked({ sla, ...level })
        ? [
            problem(
              'unknown-element',
              { element, near: nearest(element, names) },
              { at: document.at([...sla.path, sla.element === undefined ? 'property' : 'element']) },
            ),
          ]
        : [],
    ),
    notRun: loose.map((level) => ({
      table: '',
      rule: level.sla.property,
      reason: !isChecked(level)
        ? `the service level ${level.sla.property} is not monitored`
        : level.element === undefined
          ? 'it names no column whose time shows it'
          : `${level.element} is no column of this contract`,
      at: level.sla.at,
    })),
  };
}
