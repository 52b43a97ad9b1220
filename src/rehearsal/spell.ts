// A proposed check as people write it: in a table's yaml, or in an ODCS contract.

import { stringify } from 'yaml';
import type { ProposedCheck } from './rehearsal.ts';

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trim();
const name = (text: string): string => stringify(text, { lineWidth: 0 }).trim();

/** In the short form: `columns:` and a line for the column. */
export function spelled(check: ProposedCheck): string {
  switch (check.place) {
    case 'column':
      return `columns:\n  ${name(check.column)}: ${flow(check.settings)}`;
    case 'key':
      return `key: ${flow(check.columns)}`;
    case 'rows':
      return `rows: ${flow(check.settings)}`;
    case 'check':
      return `checks:\n  ${check.name}: ${flow(check.settings)}`;
  }
}

/** In a contract: the standard's own words where it has them, else a custom rule of this engine. */
export function spelledOdcs(check: ProposedCheck): string {
  if (check.place === 'key') {
    const lines = check.columns.map((column, i) => `  - { name: ${name(column)}, primaryKey: true, primaryKeyPosition: ${i + 1} }`);
    return `properties:\n${lines.join('\n')}`;
  }
  if (check.place === 'column') {
    const own = property(check.settings);
    if (own) return `properties:\n  - ${flow({ name: check.column, ...own })}`;
  }
  if (check.place === 'rows') return `quality:\n${rowCounts(check.settings).join('\n')}`;
  const implementation = check.place === 'check' ? { checks: { [check.name]: check.settings } } : { columns: { [check.column]: check.settings } };
  return `quality:\n  - { type: custom, engine: trivet, implementation: ${flow(implementation)} }`;
}

function property(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> | undefined {
  const { required, unique, min, max, pattern, length, in: values, ...rest } = settings;
  // a date or an instant has no minimum in the standard's options of its type that every reader knows
  if (Object.keys(rest).length > 0 || typeof min === 'string' || typeof max === 'string') return undefined;
  const {
    is,
    min: shortest,
    max: longest,
  } = (typeof length === 'number' ? { is: length } : (length ?? {})) as { is?: number; min?: number; max?: number };
  const options = defined({ minimum: min, maximum: max, pattern, minLength: is ?? shortest, maxLength: is ?? longest });
  const quality = values === undefined ? undefined : [{ metric: 'invalidValues', arguments: { validValues: values }, mustBe: 0 }];
  return defined({ required, unique, logicalTypeOptions: Object.keys(options).length > 0 ? options : undefined, quality });
}

function rowCounts({ min, max }: Readonly<Record<string, unknown>>): readonly string[] {
  const said =
    min !== undefined && max !== undefined
      ? { mustBeBetween: [min, max] }
      : min === undefined
        ? { mustBeLessOrEqualTo: max }
        : { mustBeGreaterOrEqualTo: min };
  return [`  - ${flow({ metric: 'rowCount', ...said })}`];
}

const defined = (values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
