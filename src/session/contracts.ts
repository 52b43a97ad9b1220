// Contracts beside sources, assets and outputs (NAME.odcs.yaml): what they say becomes the product's own rules, as if the short form had said it. `product` keeps
// the files and reads none of them.

import { canonical, failed, type Json, nearest, type Outcome, ok, type Place, type Problem } from '../base/index.ts';
import { rulesOfTable, type TypedRule } from '../checks/index.ts';
import { type ContractRules, contractRules, describedByFile, misfits, readContract, tableFor, type NotRun as Unasked } from '../contract/index.ts';
import type { Column } from '../engine/index.ts';
import {
  type Asset,
  type Check,
  type ColumnRules,
  type Described,
  type Output,
  type Product,
  type ProductFiles,
  parseProduct,
} from '../product/index.ts';
import { problem } from './problems.ts';

/** The product that the files make, with what its contracts say. */
export function productOf(files: ProductFiles): Outcome<Product> {
  const product = parseProduct(files);
  return product.ok ? withContracts(product.value) : product;
}

/** The same product with the key, columns, rows and checks that contracts give to its sources and assets; what contract and short form say otherwise is a Problem. */
export function withContracts(product: Product): Outcome<Product> {
  const problems: Problem[] = [];
  const assets = new Map([...product.assets].map(([name, asset]) => [name, asset.contractFile ? filled(asset, product, problems) : asset]));
  const outputs = new Map([...product.outputs].map(([name, output]) => [name, { ...output, ...unaskedOf(output, problems) }]));
  return problems.length > 0 ? failed(...problems) : ok({ ...product, assets, outputs });
}

function filled(asset: Asset, product: Product, problems: Problem[]): Asset {
  const file = asset.contractFile;
  if (!file) return asset;
  const read = describedByFile(file, [...product.assets.keys()], asset.name);
  if (!read.ok) {
    problems.push(...read.problems);
    return asset;
  }
  const { document, tables, notRun, warnings, called } = read.value;
  const own = tableFor(document, asset.name);
  const table = tables.find(({ name }) => name === own?.name);
  if (!table) {
    const near = nearest(
      asset.name,
      tables.map(({ name }) => name),
    );
    problems.push(
      problem('contract-of-another', { name: asset.name, near, tables: tables.map(({ name }) => name) }, { at: document.at(['schema']) }),
    );
    return asset;
  }
  const outside = warnings.filter(({ code }) => code === 'contract/outside-reference');
  problems.push(...outside.map(({ message, at }) => problem('contract-refers-outside', { what: message }, { at })));
  const whole = merged(asset, resolved(table, product, called, problems), problems);
  // what stands over all tables of the contract is told with this one
  return { ...whole, ...notRunOf(notRun, table.name) };
}

function notRunOf(all: readonly Unasked[], table: string): { readonly notRun?: Described['notRun'] } {
  const notRun = all.filter((one) => one.table === table || one.table === '').map(({ rule, reason, at }) => ({ rule, reason, at }));
  return notRun.length > 0 ? { notRun } : {};
}

/** Contracts with rules that nothing can execute, and how many they are; by file. */
export function unaskedContracts(product: Product, assets: Iterable<string>, outputs: Iterable<string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const beside = [...[...assets].map((name) => product.assets.get(name)), ...[...outputs].map((name) => product.outputs.get(name))];
  for (const { contractFile, notRun = [] } of beside.filter((one) => one !== undefined)) {
    if (contractFile && notRun.length > 0) found.set(contractFile.path, notRun.length);
  }
  return found;
}

/**
 * What a contract's rules are beside an output: the types of its columns are compared with those of the answer, and nothing else is asked, because an
 * answer depends on parameters and is kept nowhere.
 */
export function rulesOfOutput({ tables, notRun }: Pick<ContractRules, 'tables' | 'notRun'>): {
  readonly compared: readonly TypedRule[];
  readonly notRun: readonly Unasked[];
} {
  const rules = tables.flatMap(rulesOfTable);
  const reason = 'answers of an output are kept nowhere; say it of a table that it reads';
  const unasked = rules
    .filter(({ kind }) => kind !== 'columnType')
    .map(({ id, asset, at }) => ({ table: asset, rule: id.slice(asset.length + 1), reason, at }));
  return { compared: rules.filter(({ kind }) => kind === 'columnType'), notRun: [...unasked, ...notRun] };
}

function unaskedOf(output: Output, problems: Problem[]): { readonly notRun?: Described['notRun'] } {
  const contract = contractOf(output, problems);
  if (!contract) return {};
  const rules = contractRules(contract.document);
  if (!rules.ok) {
    problems.push(...rules.problems);
    return {};
  }
  return notRunOf(rulesOfOutput(rules.value).notRun, contract.table.name);
}

/** Tables that the contract refers to, by the product's own names. */
function resolved(table: Described, product: Product, called: ReadonlyMap<string, string>, problems: Problem[]): Described {
  const names = new Map([...product.assets.keys()].map((name) => [name.toLowerCase(), name]));
  const known = (name: string, at: Place): string => {
    const found = called.get(name) ?? names.get(name.toLowerCase());
    const near = nearest(name, [...names.values()]);
    if (found === undefined) problems.push(problem('contract-refers-outside', { what: `\`${name}\` is no table of this product`, near }, { at }));
    return found ?? name;
  };
  const columns = table.columns.map((column) =>
    column.references ? { ...column, references: { ...column.references, asset: known(column.references.asset, column.at) } } : column,
  );
  const checks = table.checks.map((check) =>
    'table' in check.settings && check.settings.table !== undefined
      ? ({ ...check, settings: { ...check.settings, table: known(check.settings.table, check.at) } } as Check)
      : check,
  );
  return { ...table, columns, checks };
}

/** The asset with what its contract says; what both say must be the same. */
function merged<A extends Asset>(asset: A, contract: Described, problems: Problem[]): A {
  const twice = (what: string, first: Place | undefined, at: Place) =>
    problems.push(problem('said-twice', { what, where: placeText(first) }, { at }));
  const { key, rows, description } = asset;
  if (key && contract.key && canonical(key.columns) !== canonical(contract.key.columns)) twice('key', key.at, contract.key.at);
  if (rows && contract.rows && says(rows) !== says(contract.rows)) twice('rows', rows.at, contract.rows.at);
  const text = description ?? contract.description;
  const columns = mergedColumns(asset.columns, contract.columns, twice);
  const all = new Map(asset.checks.map((check) => [check.name.toLowerCase(), check]));
  for (const check of contract.checks) {
    const own = all.get(check.name.toLowerCase());
    if (own && says(own) !== says(check)) twice(`checks.${check.name}`, own.at, check.at);
    if (!own) all.set(check.name.toLowerCase(), check);
  }
  return {
    ...asset,
    ...(text === undefined ? {} : { description: text }),
    ...((key ?? contract.key) ? { key: key ?? contract.key } : {}),
    ...((rows ?? contract.rows) ? { rows: rows ?? contract.rows } : {}),
    columns,
    checks: [...all.values()],
  };
}

/** What is said, wherever it stands. */
const says = (said: object): string =>
  canonical(JSON.parse(JSON.stringify(said, (key, value) => (key === 'at' || key === 'sqlAt' ? undefined : value))) as Json);

const placeText = (at: Place | undefined): string => (at ? [at.file, at.line].filter((part) => part !== undefined).join(':') : 'the short form');

function mergedColumns(
  own: readonly ColumnRules[],
  contract: readonly ColumnRules[],
  twice: (what: string, first: Place, at: Place) => void,
): readonly ColumnRules[] {
  const columns = new Map(own.map((column) => [column.name.toLowerCase(), column]));
  for (const column of contract) {
    const first = columns.get(column.name.toLowerCase());
    if (!first) {
      columns.set(column.name.toLowerCase(), column);
      continue;
    }
    const { name: _name, at, ...rules } = column;
    for (const [key, value] of Object.entries(rules)) {
      const before = first[key as keyof ColumnRules];
      const same = before === undefined || key === 'description' || canonical(before as unknown as Json) === canonical(value as Json);
      if (!same) twice(`columns.${first.name}.${key}`, first.at, at);
    }
    const added = Object.keys(rules).filter((key) => first[key as keyof ColumnRules] === undefined);
    const places = added.length > 0 ? { places: Object.fromEntries(added.map((key) => [key, at])) } : {};
    columns.set(column.name.toLowerCase(), { ...column, ...first, ...places });
  }
  return [...columns.values()];
}

/** The contract beside an output and its table; undefined without one, or when Problems were told. */
function contractOf({ contractFile, name }: Output, problems: Problem[]) {
  if (!contractFile) return undefined;
  const read = readContract(contractFile);
  if (!read.ok) {
    problems.push(...read.problems.filter(({ severity }) => severity === 'error'));
    return undefined;
  }
  const { document } = read.value;
  const table = tableFor(document, name);
  const tables = document.schema.map((one) => one.name);
  if (!table) problems.push(problem('contract-of-another', { name, near: nearest(name, tables), tables }, { at: document.at(['schema']) }));
  return table && { document, table };
}

/** Columns of an output's answer that are not as its contract promises. */
export function unlikeContract(output: Output, columns: readonly Column[]): readonly Problem[] {
  const contract = contractOf(output, []);
  if (!contract) return [];
  const found = misfits(contract.document, contract.table, columns);
  return found.map(({ column, expected, found: type, at }) => {
    const near =
      type === undefined
        ? nearest(
            column,
            columns.map(({ name }) => name),
          )
        : undefined;
    return problem('unlike-contract', { output: output.name, column, expected, found: type, near }, { at });
  });
}
