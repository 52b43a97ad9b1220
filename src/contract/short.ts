// The short form and the standard as two spellings of one contract: a described table as a document, a document as described tables. Reads no file.

import { digestOf, failed, type Outcome, ok, type Place, type Problem } from '../base/index.ts';
import type { CodeFile, Described } from '../product/index.ts';
import type { DocumentPath, OdcsDocument, OdcsProperty, OdcsTable } from './document.ts';
import { tableFor } from './fit.ts';
import { folded } from './fold.ts';
import { readContract } from './read.ts';
import type { ContractRules } from './rules/meaning.ts';
import { tableNamed } from './rules/references.ts';
import { contractRules } from './rules/tables.ts';
import { type About, odcsOf } from './write/odcs.ts';
import { yamlOf } from './write/yaml.ts';

/** A described table as a document whose places are those of the short form. Its version is none: the short form has no versions. */
export function documentOfShort(described: Described, about: About = {}): OdcsDocument {
  const path = described.specFile?.path ?? `${described.name}.odcs.yaml`;
  const text = yamlOf(odcsOf([described], about));
  const file: CodeFile = { path, text, digest: digestOf(text) };
  const read = readContract(file);
  if (!read.ok) throw new Error(`the contract of ${described.name} can't be read back: ${read.problems.map((p) => p.message).join('; ')}`);
  const { document } = read.value;
  const at = (where: DocumentPath): Place => placeIn(described, document, where);
  return { ...document, version: '', at, schema: document.schema.map((table) => replaced(table, at)) };
}

/** Every part with its place in the short form. */
function replaced(table: OdcsTable, at: OdcsDocument['at']): OdcsTable {
  const moved = <T extends { readonly path: DocumentPath }>(part: T): T => ({ ...part, at: at(part.path) });
  const properties = table.properties.map((property) => ({
    ...moved(property),
    quality: property.quality.map(moved),
    relationships: property.relationships.map(moved),
  }));
  return { ...moved(table), properties, quality: table.quality.map(moved), relationships: table.relationships.map(moved) };
}

/** Where the short form says what stands at a path of its document: at a check, a column, the rows; else in the file. */
function placeIn(described: Described, document: OdcsDocument, [, , part, at, inner, rule]: DocumentPath): Place {
  const [table] = document.schema;
  const file: Place = { file: described.specFile?.path ?? described.name };
  const named = (name: string | undefined): Place | undefined => described.checks.find((check) => check.name === name)?.at;
  if (part === 'properties' && typeof at === 'number') {
    const property = table?.properties[at];
    const check = inner === 'quality' && typeof rule === 'number' ? named(property?.quality[rule]?.name) : undefined;
    return check ?? described.columns.find((column) => column.name === property?.name)?.at ?? described.key?.at ?? file;
  }
  if (part !== 'quality' || typeof at !== 'number') return file;
  const quality = table?.quality[at];
  return named(quality?.name) ?? (quality?.metric === 'rowCount' ? described.rows?.at : undefined) ?? file;
}

/**
 * What a document means, in the short form's own terms: the inverse of `documentOfShort`. `others`: tables that are not in the document and that it may
 * refer to; `called`: what the product that has them calls the document's own.
 */
export function describedBy(document: OdcsDocument, others: readonly string[] = [], called?: ReadonlyMap<string, string>): Outcome<ContractRules> {
  const whole = withOthers(document, others);
  const rules = contractRules(whole, { called });
  if (!rules.ok) return rules;
  const tables = rules.value.tables.flatMap((table) => {
    const own = document.schema.find(({ name }) => name === table.name);
    return own ? [folded(table, own)] : [];
  });
  return ok({ ...rules.value, tables });
}

/** The document with tables that stand for those outside, which have the columns that it refers to. */
function withOthers(document: OdcsDocument, others: readonly string[]): OdcsDocument {
  const outside = others.filter((name) => tableNamed(document, name) === undefined);
  const known = new Map(outside.map((name) => [name.toLowerCase(), { name, columns: new Set<string>() }]));
  for (const to of document.schema.flatMap(endsOf)) {
    const [, table = '', column = ''] = /^([^./]+)\.([^./]+)$/.exec(to) ?? [];
    known.get(table.toLowerCase())?.columns.add(column);
  }
  const at: Place = { file: document.file.path };
  const stubs = [...known.values()].map(({ name, columns }): OdcsTable => {
    const properties = [...columns].map(
      (column): OdcsProperty => ({ ...bare(at), name: column, options: {}, required: false, unique: false, primaryKey: false }),
    );
    return { ...bare(at), name, properties };
  });
  return { ...document, schema: [...document.schema, ...stubs] };
}

const bare = (at: Place) => ({ path: [], at, raw: {}, tags: [], relationships: [], quality: [], properties: [] });

const endsOf = ({ properties, relationships }: OdcsTable): readonly string[] =>
  [...relationships, ...properties.flatMap((property) => property.relationships)].flatMap(({ to }) => to);

/** What a contract file means beside a table of a product. */
interface Beside extends ContractRules {
  readonly document: OdcsDocument;
  /** What the product calls the contract's tables, by their names in it; those alone that it has. */
  readonly called: ReadonlyMap<string, string>;
}

/** A contract file as what it means, beside one of a product's tables where one is named; what it warns of is left out. */
export function describedByFile(file: CodeFile, assets: readonly string[] = [], asset?: string): Outcome<Beside> {
  const read = readContract(file);
  if (!read.ok) return read;
  const { document } = read.value;
  const called = asset === undefined ? undefined : calledIn(document, asset, assets);
  const rules = describedBy(document, assets, called);
  const errors: readonly Problem[] = rules.ok ? rules.value.warnings.filter(({ severity }) => severity === 'error') : [];
  if (errors.length > 0) return failed(...errors);
  return rules.ok ? ok({ ...rules.value, document, called: called ?? new Map() }) : rules;
}

/** The one that it stands beside is that, whatever the contract calls it; another is the one of its name, else of its physical name. */
function calledIn(document: OdcsDocument, asset: string, assets: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(assets.filter((name) => name !== asset).map((name) => [name.toLowerCase(), name]));
  const own = tableFor(document, asset);
  return new Map(
    document.schema.flatMap((table) => {
      const { name, physicalName = name } = table;
      const found = table === own ? asset : (names.get(name.toLowerCase()) ?? names.get(physicalName.toLowerCase()));
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}
