// A walk through the tree of one SELECT: tables outside the scope of CTEs, calls, variables, the clock, and what is refused.

import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import { clockFunctions, clockKeywords } from './clock.ts';
import type { Origin, Parsed } from './engine.ts';
import { placeIn } from './errors.ts';
import { approximate, orderedWindows, orderSensitive, readsOutside, refusal, tableFunctions } from './functions.ts';
import { isPositional, parameterPlaces } from './parameters.ts';
import { problem } from './problems.ts';
import { characterOffset } from './statement.ts';
import { isTree, type Statement, type Tree, textOf, treesOf } from './tree.ts';
import { unorderedParts } from './unstable.ts';

/** What is gathered on the way through a tree. */
interface Found {
  readonly sql: string;
  readonly origin: Origin;
  readonly wantsParameters: boolean;
  readonly reads: Map<string, { readonly name: string; readonly offset: number }>;
  readonly tables: { readonly name: string; readonly offset: number }[];
  readonly variables: Map<string, { readonly name: string; readonly offset: number }>;
  readonly parameters: Map<string, { readonly name: string; readonly offset: number }>;
  readonly unstable: { readonly what: string; readonly offset: number }[];
  readonly problems: Problem[];
  clock: boolean;
}

/** What is known of a statement, and every place at which it names a table (not a CTE). */
export interface Understood {
  readonly parsed: Parsed;
  readonly tables: readonly { readonly name: string; readonly offset: number }[];
}

/** Reads a tree; every Problem in it is told at once. */
export function readTree({ sql, origin, parameters }: Statement, node: Tree): Outcome<Understood> {
  const found: Found = {
    sql,
    origin,
    wantsParameters: parameters === true,
    reads: new Map(),
    tables: [],
    variables: new Map(),
    parameters: new Map(),
    unstable: [],
    problems: [],
    clock: false,
  };
  visit(node, new Set(), found);
  if (found.problems.length > 0) return failed(...found.problems);
  const inOrder = <T extends { readonly offset: number }>(all: Iterable<T>): readonly T[] => [...all].sort((a, b) => a.offset - b.offset);
  const parsed: Parsed = {
    reads: inOrder(found.reads.values()),
    clock: found.clock,
    variables: inOrder(found.variables.values()),
    parameters: inOrder(found.parameters.values()),
    ordered: treesOf(node.modifiers).some((m) => m.type === 'ORDER_MODIFIER'),
    unstable: inOrder(found.unstable),
  };
  return ok({ parsed, tables: found.tables });
}

function visit(value: unknown, scope: ReadonlySet<string>, found: Found): void {
  if (Array.isArray(value)) for (const v of value) visit(v, scope, found);
  if (!isTree(value)) return;
  look(value, scope, found);
  const inner = isTree(value.cte_map) ? visitCtes(value.cte_map, scope, found) : scope;
  for (const [key, child] of Object.entries(value)) {
    // The call of a table function is judged as a table; its arguments are looked at like all others.
    if (key === 'cte_map') continue;
    if (key === 'function' && value.type === 'TABLE_FUNCTION' && isTree(child)) visit(child.children, inner, found);
    else if (typeof child === 'object') visit(child, inner, found);
  }
}

/** A CTE sees those before it; itself only in the recursive half. Outside its scope the name means a table again. */
function visitCtes(map: Tree, scope: ReadonlySet<string>, found: Found): ReadonlySet<string> {
  const inner = new Set(scope);
  for (const { key, value } of treesOf(map.map)) {
    const name = textOf(key).toLowerCase();
    const query = isTree(value) && isTree(value.query) ? value.query.node : undefined;
    if (isTree(query) && query.type === 'RECURSIVE_CTE_NODE') {
      const own = isTree(query.cte_map) ? visitCtes(query.cte_map, inner, found) : inner;
      const { left, cte_map: _, ...rest } = query;
      visit(left, own, found);
      visit(Object.values(rest), new Set([...own, name]), found);
    } else visit(query, inner, found);
    inner.add(name);
  }
  return inner;
}

function look(tree: Tree, scope: ReadonlySet<string>, found: Found): void {
  if (isTree(tree.sample)) report(found, problem('sample-refused', {}, place(found, tree)));
  for (const part of unorderedParts(tree)) found.unstable.push({ what: part.what, offset: offsetOf(found, part.near) });
  if (tree.type === 'BASE_TABLE') table(tree, scope, found);
  else if (tree.type === 'TABLE_FUNCTION') tableFunction(tree, found);
  else if (tree.type === 'SHOW_REF') {
    const what = tree.show_type === 'SUMMARY' ? 'SUMMARIZE' : 'DESCRIBE or SHOW';
    report(found, problem('not-a-select', { what }, place(found, tree)));
  } else if (tree.type === 'PIVOT') {
    if (treesOf(tree.pivots).some((p) => textOf(p.pivot_enum) !== '')) report(found, problem('dynamic-pivot', {}, place(found, tree)));
  } else if (tree.type === 'VALUE_PARAMETER') {
    parameter(textOf(tree.identifier), found);
  } else if (tree.type === 'COLUMN_REF') {
    const names = tree.column_names;
    if (Array.isArray(names) && names.length === 1 && clockKeywords.has(textOf(names[0]).toLowerCase())) found.clock = true;
  } else if (tree.class === 'FUNCTION' || tree.class === 'WINDOW') call(tree, found);
}

/** The tree tells no place of a parameter: it is looked up in the text. One name is one parameter, whatever its case. */
function parameter(name: string, found: Found): void {
  const lower = name.toLowerCase();
  if (found.parameters.has(lower)) return;
  const places = parameterPlaces(found.sql);
  const at = places.find((p) => (isPositional(name) ? isPositional(p.name) : p.name.toLowerCase() === lower));
  const offset = at?.at ?? 0;
  found.parameters.set(lower, { name, offset });
  const details = { at: placeIn(found.origin, found.sql, offset, at?.length) };
  if (isPositional(name) || !at) report(found, problem('positional-parameter', { written: at?.name === '' ? '?' : `$${name}` }, details));
  else if (!found.wantsParameters) report(found, problem('parameter-refused', { name: `$${name}` }, details));
}

function table(tree: Tree, scope: ReadonlySet<string>, found: Found): void {
  const name = textOf(tree.table_name);
  const lower = name.toLowerCase();
  const schema = [textOf(tree.catalog_name), textOf(tree.schema_name)].filter((s) => s !== '').join('.');
  if (scope.has(lower) && (schema === '' || schema.toLowerCase() === 'recurring')) return;
  const details = place(found, tree);
  if (schema !== '') report(found, problem('qualified-table', { name: `${schema}.${name}` }, details));
  else if (/[./\\:*?]/.test(name)) report(found, problem('file-read', { what: `the table name '${name}'` }, details));
  else {
    const one = { name, offset: offsetOf(found, tree) };
    found.tables.push(one);
    if (!found.reads.has(lower)) found.reads.set(lower, one);
  }
}

function tableFunction(tree: Tree, found: Found): void {
  const f = isTree(tree.function) ? tree.function : {};
  const name = textOf(f.function_name).toLowerCase();
  const details = place(found, f);
  const why = `as a table only ${[...tableFunctions].join(', ')} may be called`;
  if (textOf(f.schema) !== '') report(found, problem('qualified-function', { name: `${textOf(f.schema)}.${name}()` }, details));
  else if (readsOutside(name)) report(found, problem('file-read', { what: `${name}()` }, details));
  else if (!tableFunctions.has(name)) {
    report(found, problem('function-refused', { name: `${name}()`, why, instead: 'read an asset or a source by its name' }, details));
  }
}

function call(tree: Tree, found: Found): void {
  const name = textOf(tree.function_name).toLowerCase();
  const details = place(found, tree);
  if (qualified(tree, found)) {
    const full = [tree.catalog, tree.schema, name].map(textOf).filter((s) => s !== '');
    report(found, problem('qualified-function', { name: `${full.join('.')}()` }, details));
    return;
  }
  const children = treesOf(tree.children);
  // list_aggregate(l, 'name') calls the aggregate that its literal names.
  const inner = /^(list|array)_aggr(egate)?$|^aggregate$/.test(name) ? literal(children[1])?.toLowerCase() : undefined;
  for (const called of inner === undefined ? [name] : [name, inner]) {
    const refused =
      refusal(called) ?? (readsOutside(called) && called !== 'histogram' ? { why: 'it reads files', instead: 'declare a source' } : undefined);
    if (refused) report(found, problem('function-refused', { name: `${called}()`, ...refused }, details));
    if (approximate.has(called)) found.unstable.push({ what: `${called}()`, offset: offsetOf(found, tree) });
  }
  if (clockFunctions.has(name) || (name === 'age' && children.length === 1)) found.clock = true;
  if (name === 'getvariable') variable(tree, children, found);
  const ordered = isTree(tree.order_bys) ? treesOf(tree.order_bys.orders) : [...treesOf(tree.orders), ...treesOf(tree.arg_orders)];
  if (ordered.length > 0) return;
  // array(SELECT …) is written as array_agg of a positional reference; its order is its subquery's.
  const sensitive =
    (orderSensitive.has(name) && children[0]?.class !== 'POSITIONAL_REFERENCE') || (tree.class === 'WINDOW' && windowNeedsOrder(tree, name));
  if (sensitive) found.unstable.push({ what: `${name}() without an order`, offset: offsetOf(found, tree) });
}

const windowNeedsOrder = (tree: Tree, name: string): boolean =>
  orderedWindows.has(name) || [tree.start, tree.end].some((s) => /_ROWS$/.test(textOf(s)));

function variable(tree: Tree, children: readonly Tree[], found: Found): void {
  const name = literal(children[0]);
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) {
    report(found, problem('variable-name', { found: name === undefined ? 'an expression' : `'${name}'` }, place(found, tree)));
  } else if (!found.variables.has(name)) found.variables.set(name, { name, offset: offsetOf(found, tree) });
}

function literal(tree: Tree | undefined): string | undefined {
  const value = tree?.type === 'VALUE_CONSTANT' && isTree(tree.value) ? tree.value.value : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Written with a schema. DuckDB itself adds `main` to what it makes of [1, 2] and the like; `x.lower()` is a call on a column. */
function qualified(tree: Tree, found: Found): boolean {
  if (textOf(tree.catalog) !== '') return true;
  const schema = textOf(tree.schema).toLowerCase();
  if (schema === 'main') return /^"?main\b/i.test(found.sql.slice(offsetOf(found, tree)));
  return ['system', 'temp', 'pg_catalog', 'information_schema'].includes(schema);
}

const report = (found: Found, p: Problem): void => {
  found.problems.push(p);
};
const place = (found: Found, tree: Tree) => ({ at: placeIn(found.origin, found.sql, offsetOf(found, tree)) });

/** The tree's place in characters; 0 where DuckDB knows none (it then says 2^64 - 1). */
function offsetOf(found: Found, tree: Tree): number {
  const location = tree.query_location;
  return typeof location === 'number' && location <= Buffer.byteLength(found.sql) ? characterOffset(found.sql, location) : 0;
}
