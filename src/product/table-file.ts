// One yaml of a source or an asset by itself, outside of a product: what it says of its table. What it refers to is not looked for.

import { type Outcome, ok, type Problem } from '../base/index.ts';
import { readAssetYaml } from './forms/asset.ts';
import type { Draft } from './forms/describe.ts';
import { openYaml } from './forms/document.ts';
import { readSourceYaml } from './forms/source.ts';
import type { Check, CodeFile, ColumnRules, Described } from './product.ts';
import { nameOf } from './sort-out.ts';

/** Reads sources/NAME.yaml or assets/NAME.yaml, wherever it lies: with a `path` it is a source's. */
export function readTableFile(file: CodeFile): Outcome<Described> {
  const problems: Problem[] = [];
  const spot = openYaml(file, problems);
  const isSource = spot !== undefined && /^["']?path["']?\s*:/m.test(file.text);
  const draft: Draft | undefined = spot && (isSource ? readSourceYaml(file, problems) : readAssetYaml(file, problems));
  if (!draft || problems.length > 0) return { ok: false, problems };
  const { description, key, rows } = draft;
  const columns = draft.columns.map(({ referencesAt: _, ...column }): ColumnRules => column);
  const checks = draft.checks.map(({ tableAt: _, ...check }) => check as Check);
  const said = { ...(description === undefined ? {} : { description }), ...(key ? { key } : {}), ...(rows ? { rows } : {}) };
  return ok({ name: nameOf(file), specFile: file, ...said, columns, checks });
}
