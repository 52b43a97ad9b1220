// A proposed check as people write it: in a table's yaml, or in an ODCS contract.

import { flowText, wordText } from './flow-text.ts';
import type { ProposedCheck } from './rehearsal.ts';
import { dataOf } from './yaml-data.ts';

const flow = (value: unknown): string => flowText(dataOf(value), ' ');

/** In the short form: `columns:` and a line for the column. */
export function spelled(check: ProposedCheck): string {
  switch (check.place) {
    case 'column':
      return `columns:\n  ${wordText(check.column)}: ${flow(check.settings)}`;
    case 'key':
      return `key: ${flow(check.columns)}`;
    case 'rows':
      return `rows: ${flow(check.settings)}`;
    case 'check':
      return `checks:\n  ${wordText(check.name)}: ${flow(check.settings)}`;
  }
}

type Settings = Readonly<Record<string, unknown>>;

/** What a check is in a contract, below the table's entry in `schema:`. */
export interface OdcsPart {
  readonly properties?: readonly (Settings & { readonly name: string })[];
  readonly quality?: readonly Settings[];
}

/** In a contract: the standard's own words where it has them, else a custom rule of this engine. */
export function odcsOf(check: ProposedCheck): OdcsPart {
  if (check.place === 'key') return { properties: check.columns.map((name, i) => ({ name, primaryKey: true, primaryKeyPosition: i + 1 })) };
  const own = check.place === 'column' ? property(check.settings) : undefined;
  if (check.place === 'column' && own) return { properties: [{ name: check.column, ...own }] };
  if (check.place === 'rows') return { quality: [rowCount(check.settings)] };
  return customOf(check);
}

/** As a custom rule of this engine, whatever the standard has words for. */
export function customOf(check: Extract<ProposedCheck, { place: 'check' | 'column' }>): OdcsPart {
  const implementation = check.place === 'check' ? { checks: { [check.name]: check.settings } } : { columns: { [check.column]: check.settings } };
  return { quality: [{ type: 'custom', engine: 'trivet', implementation }] };
}

/** The same as text. */
export function spelledOdcs(check: ProposedCheck): string {
  const lists = Object.entries(odcsOf(check)) as readonly (readonly [string, readonly Settings[]])[];
  return lists.flatMap(([name, items]) => [`${name}:`, ...items.map((item) => `  - ${flow(item)}`)]).join('\n');
}

function property(settings: Settings): Settings | undefined {
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

function rowCount({ min, max }: Settings): Settings {
  if (min !== undefined && max !== undefined) return { metric: 'rowCount', mustBeBetween: [min, max] };
  return min === undefined ? { metric: 'rowCount', mustBeLessOrEqualTo: max } : { metric: 'rowCount', mustBeGreaterOrEqualTo: min };
}

const defined = (values: Settings): Settings => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
