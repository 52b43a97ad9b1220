// Rules of a column in the short form beside the column's own keys. Of one severity they are one; of another they become checks, so that neither alters the other.

import type { ColumnRules } from '../../product/index.ts';
import { problem } from '../problems.ts';
import { addCheck, type Making } from './meaning.ts';

/** The rule that a key of a column's is asked as; a key of none says no rule. */
const ruleOf: Readonly<Partial<Record<keyof ColumnRules, string>>> = {
  type: 'type',
  required: 'required',
  min: 'range',
  max: 'range',
  in: 'in',
  unique: 'unique',
  pattern: 'pattern',
  format: 'format',
  length: 'length',
  references: 'references',
};

/** Names that a column's own rules have, taken. */
export function takeNames(making: Making, rules: ColumnRules): undefined {
  for (const rule of asked(rules)) making.taken.add(`${rules.name}.${rule}`.toLowerCase());
}

const asked = (rules: ColumnRules): readonly string[] =>
  Object.entries(rules).flatMap(([key, value]) => (value === undefined ? [] : (ruleOf[key as keyof ColumnRules] ?? [])));

/** A column's rules in the short form; what says otherwise than was said before is told. */
export function mergeColumn(making: Making, rules: ColumnRules): undefined {
  const { columns, problems } = making;
  const key = rules.name.toLowerCase();
  const own = columns.get(key);
  if (!own) {
    columns.set(key, rules);
    return takeNames(making, rules);
  }
  const said = Object.entries(rules).filter(([name, value]) => value !== undefined && !['name', 'at', 'severity'].includes(name));
  for (const [name, value] of said) {
    const before = own[name as keyof ColumnRules];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value))
      problems.push(problem('said-twice', { column: rules.name, what: name }, { at: rules.at }));
  }
  const isOther = asked(own).length > 0 && asked(rules).length > 0 && own.severity !== rules.severity;
  // the name that the column's rule would have is that of a check above
  const isTaken = asked(rules).some((rule) => !asked(own).includes(rule) && making.taken.has(`${own.name}.${rule}`.toLowerCase()));
  if (isOther || isTaken) {
    const words = said.filter(([name]) => ruleOf[name as keyof ColumnRules] === undefined);
    columns.set(key, { ...own, ...Object.fromEntries(words) } as ColumnRules);
    return separate(making, { ...rules, name: own.name });
  }
  const severity = asked(rules).length > 0 ? rules.severity : own.severity;
  const merged = { ...own, ...Object.fromEntries(said), severity } as ColumnRules;
  columns.set(key, merged);
  takeNames(making, merged);
}

/** Each rule as a check of its own. */
function separate(making: Making, rules: ColumnRules): undefined {
  const { name: column, at, severity, type, required, min, max, in: values, unique, pattern, format, length, references } = rules;
  const said = (rule: string) => ({ name: `${column}.${rule}`, at, severity });
  if (type !== undefined) addCheck(making, said('type'), 'columnType', { column, type });
  if (required !== undefined) {
    const most = required === true || required >= 1 ? undefined : Number(((1 - required) * 100).toPrecision(12));
    const tolerance = most === undefined ? {} : { tolerance: { unit: 'percent', max: most } as const };
    addCheck(making, { ...said('required'), ...tolerance }, 'notNull', { column });
  }
  if (min !== undefined || max !== undefined)
    addCheck(making, said('range'), 'range', { column, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) });
  if (values !== undefined) addCheck(making, said('in'), 'inSet', { column, values });
  if (unique) addCheck(making, said('unique'), 'unique', { columns: [column] });
  if (pattern !== undefined) addCheck(making, said('pattern'), 'regex', { column, pattern });
  if (format !== undefined) addCheck(making, said('format'), 'format', { column, format });
  if (length !== undefined) addCheck(making, said('length'), 'length', { column, ...length });
  if (references) addCheck(making, said('references'), 'foreignKey', { columns: [column], table: references.asset, to: [references.column] });
}
