// Parts of a query whose result depends on the order in which rows happen to come: LIMIT and DISTINCT ON without a total order,
// positional joins. An order is total when it names everything the query returns (or groups by), or ALL.

import { isTree, type Tree, treesOf } from './tree.ts';

export interface Unordered {
  readonly what: string;
  /** The tree whose place is nearest. */
  readonly near: Tree;
}

/** The order-dependent parts of one node of the tree, not of what lies below it. */
export function unorderedParts(tree: Tree): readonly Unordered[] {
  if (tree.type === 'JOIN' && tree.ref_type === 'POSITIONAL') return [{ what: 'POSITIONAL JOIN', near: tree }];
  const modifiers = treesOf(tree.modifiers);
  if (modifiers.length === 0) return [];
  const found: Unordered[] = [];
  for (const modifier of modifiers) {
    const limit = isTree(modifier.limit) ? modifier.limit : undefined;
    if (limit && !isZero(limit)) found.push({ what: 'LIMIT without a total order', near: limit });
    else if (isTree(modifier.offset)) found.push({ what: 'OFFSET without a total order', near: modifier.offset });
    const targets = treesOf(modifier.distinct_on_targets);
    if (targets[0]) found.push({ what: 'DISTINCT ON without a total order', near: targets[0] });
  }
  return found.length === 0 || isTotal(tree, modifiers) || isOneRow(tree) ? [] : found;
}

const isZero = (limit: Tree): boolean => isTree(limit.value) && limit.value.value === 0;
const isOneRow = (tree: Tree): boolean => isTree(tree.from_table) && tree.from_table.type === 'EMPTY';

function isTotal(tree: Tree, modifiers: readonly Tree[]): boolean {
  const orders = modifiers.filter((m) => m.type === 'ORDER_MODIFIER').flatMap((m) => treesOf(m.orders));
  const by = orders.map((o) => o.expression).filter(isTree);
  if (by.some((e) => e.type === 'STAR' && e.columns === true)) return true;
  const selected = treesOf(tree.select_list);
  if (selected.length === 0 || by.length === 0) return false;
  const ordered = new Set(by.flatMap((e) => keysOf(e, selected)));
  const covers = (expressions: readonly Tree[]): boolean =>
    expressions.length > 0 && expressions.every((e) => e.class !== 'STAR' && keysOf(e, selected).some((k) => ordered.has(k)));
  return covers(selected) || covers(treesOf(tree.group_expressions));
}

/** What an expression may be called: its own shape, and that of the selected column it names or counts. */
function keysOf(expression: Tree, selected: readonly Tree[]): readonly string[] {
  const names = expression.column_names;
  const name = Array.isArray(names) && names.length === 1 ? String(names[0]).toLowerCase() : undefined;
  const index = expression.type === 'VALUE_CONSTANT' && isTree(expression.value) ? Number(expression.value.value) - 1 : -1;
  const meant = selected.find((s, i) => i === index || (name !== undefined && String(s.alias).toLowerCase() === name));
  return meant ? [shapeOf(expression), shapeOf(meant)] : [shapeOf(expression)];
}

/** The expression as text, without alias and place. */
const shapeOf = (tree: Tree): string =>
  JSON.stringify(tree, (key, value: unknown) => (key === 'alias' || key === 'query_location' ? undefined : value)).toLowerCase();
