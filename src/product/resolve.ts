// What one file says of another: a name becomes the product's own, or a Problem with the one that was meant.

import type { Place, Problem } from '../base/index.ts';
import type { DraftCheck } from './forms/check.ts';
import type { Placed } from './forms/compound.ts';
import type { DraftColumn } from './forms/describe.ts';
import type { PromiseDraft } from './forms/promises.ts';
import { problem } from './problems.ts';
import type { Check, ColumnRules, PromiseRule, Solved } from './product.ts';
import { isScript, type Names, named, nearName } from './sort-out.ts';

/** A table's name as the product writes it; one that no table has is a Problem, and stays as it is. */
export function tableName(
  name: string,
  use: 'references' | 'reads' | 'is measured by',
  at: Place | undefined,
  tables: Names,
  problems: Problem[],
): string {
  const known = named(tables, name);
  if (known === undefined) problems.push(problem('unknown-asset', { name, use, near: nearName(tables, name) }, { at }));
  return known ?? name;
}

/** A model's name as the product writes it: that of a script. */
export function modelName(name: string, at: Place, tables: Names, problems: Problem[]): string {
  const file = tables.get(name.toLowerCase());
  if (file && isScript(file)) return named(tables, name) ?? name;
  const near = nearName(tables, name, (one) => isScript(one));
  problems.push(problem('unknown-model', { name, made: file?.path, near }, { at }));
  return name;
}

/** A column whose reference names a table of the product. */
export function columnRules({ referencesAt, ...column }: DraftColumn, tables: Names, problems: Problem[]): ColumnRules {
  if (!column.references) return column;
  const { asset, column: other } = column.references;
  return { ...column, references: { asset: tableName(asset, 'references', referencesAt, tables, problems), column: other } };
}

/** A check whose table is one of the product. */
export function checkRules({ tableAt, ...check }: DraftCheck, tables: Names, problems: Problem[]): Check {
  if (!('table' in check.settings) || check.settings.table === undefined) return check;
  const table = tableName(check.settings.table, 'references', tableAt, tables, problems);
  return { ...check, settings: { ...check.settings, table } } as Check;
}

/** Promises of outputs there are, measured by tables there are. An output that is not there is one Problem, however much is promised of it. */
export function promiseRules(drafts: readonly PromiseDraft[], outputs: Names, tables: Names, problems: Problem[]): readonly PromiseRule[] {
  const told = new Set<string>();
  return drafts.map(({ outputAt, by, ...rule }) => {
    const output = named(outputs, rule.output);
    if (output === undefined && !told.has(rule.output)) {
      told.add(rule.output);
      problems.push(problem('unknown-output', { name: rule.output, near: nearName(outputs, rule.output) }, { at: outputAt }));
    }
    return { ...rule, output: output ?? rule.output, ...(by ? { by: measure(by, tables, problems) } : {}) };
  });
}

function measure({ value, at }: Placed<{ readonly asset: string; readonly column: string }>, tables: Names, problems: Problem[]) {
  return { asset: tableName(value.asset, 'is measured by', at, tables, problems), column: value.column };
}

export function solvedBy(draft: Solved, tables: Names, problems: Problem[]): Solved {
  return { ...draft, model: modelName(draft.model, draft.at, tables, problems) };
}
