// Whether a change in one table can reach what is built from it: only through columns that are read, and only if their values are others.

import { columnsOf, type Engine, type InputTable, type Surroundings } from '../engine/index.ts';
import type { Node } from '../graph/index.ts';
import { contentOf } from './content.ts';

interface Means {
  readonly engine: Pick<Engine, 'ask' | 'columnsRead'>;
  readonly surroundings: Surroundings;
  /** Every table as it is. */
  readonly tables: Readonly<Record<string, InputTable>>;
}

/** A table that is other than it was. */
export interface Altered {
  readonly table: InputTable;
  /** The only columns whose values may differ; absent: rows may have come or gone. */
  readonly touches?: readonly string[] | undefined;
}

/** Says whether a reader sees a table otherwise than it was. What is known of readers, and of tables as they were, is kept. */
export type Sees = (node: Node, name: string, altered: Altered) => Promise<boolean>;

export function seesOf(means: Means): Sees {
  const read = new Map<string, Promise<Readonly<Record<string, readonly string[]>>>>();
  const before = new Map<string, Promise<string>>();
  const columnsRead = (node: Node): Promise<Readonly<Record<string, readonly string[]>>> => {
    const known = read.get(node.asset.name) ?? columnsReadBy(node, means);
    read.set(node.asset.name, known);
    return known;
  };
  return async (node, name, { table, touches }) => {
    const given = means.tables[name];
    const columns = (await columnsRead(node))[name];
    if (!given || columns === undefined) return true;
    const own = new Set(columns.map((column) => column.toLowerCase()));
    // columns that are gone, or new: what they do to a SELECT it must find out itself; a script is handed those it names
    const asked =
      node.asset.kind === 'script' ? [...own].every((name) => columnsOf(table).some((c) => c.name.toLowerCase() === name)) : sameNames(given, table);
    if (!asked) return true;
    if (touches !== undefined) return touches.some((column) => own.has(column.toLowerCase()));
    const key = JSON.stringify([name, columns]);
    const was = before.get(key) ?? contentOf(given, means, columns);
    before.set(key, was);
    return (await was) !== (await contentOf(table, means, columns));
  };
}

const sameNames = (a: InputTable, b: InputTable): boolean => namesOf(a) === namesOf(b);
const namesOf = (table: InputTable): string =>
  JSON.stringify(
    columnsOf(table)
      .map((c) => c.name)
      .sort(),
  );

/** By table; a table that is not named may be read whole. */
async function columnsReadBy({ asset, reads }: Node, { engine, surroundings, tables }: Means): Promise<Readonly<Record<string, readonly string[]>>> {
  if (asset.kind === 'source') return {};
  if (asset.kind === 'script') return Object.fromEntries([...asset.reads].flatMap(([name, { columns }]) => (columns ? [[name, columns]] : [])));
  const inputs = reads.flatMap((name) => (tables[name] ? [[name, columnsOf(tables[name])] as const] : []));
  const read = await engine.columnsRead({ sql: asset.code.text, tables: Object.fromEntries(inputs), surroundings });
  return read.ok ? read.value : {};
}
