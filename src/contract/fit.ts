// Whether columns that are there are those that a contract promises. Judges names and types, no value.

import type { Place } from '../base/index.ts';
import type { OdcsDocument, OdcsTable } from './document.ts';
import { isEngineType } from './rules/column-type.ts';
import { logicalTypeOf, movedLogical, movedType } from './type-text.ts';

/** A column that is not as promised. `found` absent: it is not there. */
export interface Misfit {
  readonly column: string;
  readonly expected: string;
  readonly found?: string | undefined;
  readonly at: Place;
}

/** The table of a contract that is about a name: the one so called, else its only one. */
export function tableFor(document: OdcsDocument, name: string): OdcsTable | undefined {
  const wanted = name.toLowerCase();
  const by = (of: (table: OdcsTable) => string | undefined) => document.schema.find((table) => of(table)?.toLowerCase() === wanted);
  return (
    by(({ name: called }) => called) ?? by(({ physicalName }) => physicalName) ?? (document.schema.length === 1 ? document.schema[0] : undefined)
  );
}

/** The promised columns that are missing, or of a type that holds other values. More columns than promised are none. */
export function misfits(
  document: OdcsDocument,
  table: OdcsTable,
  columns: readonly { readonly name: string; readonly type: string }[],
): readonly Misfit[] {
  const there = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  return table.properties.flatMap((property) => {
    const { name = '', physicalName = name, physicalType, logicalType } = property;
    const found = there.get(physicalName.toLowerCase()) ?? there.get(name.toLowerCase());
    const said = physicalType !== undefined && isEngineType(physicalType) ? physicalType : logicalType;
    const at = document.at([...property.path, 'name']);
    if (!found) return [{ column: physicalName, expected: said ?? 'any type', at }];
    if (said === undefined || isOf(found.type, property.physicalType, logicalType)) return [];
    return [{ column: physicalName, expected: said, found: found.type, at }];
  });
}

function isOf(found: string, physical: string | undefined, logical: OdcsTable['properties'][number]['logicalType']): boolean {
  if (physical !== undefined && isEngineType(physical)) return ['same', 'narrower'].includes(movedType(physical, found));
  const own = logicalTypeOf(found);
  return logical === undefined || own === undefined || ['same', 'narrower'].includes(movedLogical(logical, own));
}
