// The short form inside another document (a contract's `custom` rule): one check, or part of a table's description. Resolves no names.

import { isMap } from 'yaml';
import type { Place } from '../../base/index.ts';
import { checkForm, checkOf, type DraftCheck } from './check.ts';
import { checkTypes } from './check-types.ts';
import { members } from './compound.ts';
import { type Draft, describedMembers, draftOf } from './describe.ts';
import { type Spot, writtenText } from './document.ts';

const table = members('{ columns: { delay: { required: 95% } } }', describedMembers);
const parts = ['key', 'columns', 'rows', 'checks'];

export type Short = { readonly kind: 'check'; readonly check: DraftCheck } | { readonly kind: 'table'; readonly draft: Draft };

/** What is written at a spot: a map with `key`, `columns`, `rows` or `checks` is of the table, any other is one check of that name. Undefined exactly when Problems were told. */
export function readShort(spot: Spot, name: string, at: Place): Short | undefined {
  const { problems } = spot.yaml;
  const before = problems.length;
  const keys = isMap(spot.node) ? spot.node.items.map(({ key }) => writtenText(spot.yaml.resolve(key as never))) : [];
  // a check may have a `key` too
  if (parts.some((part) => keys.includes(part)) && !keys.some((key) => Object.hasOwn(checkTypes, key ?? ''))) {
    const read = table.read(spot);
    const draft = read && draftOf(read, problems);
    return draft && problems.length === before ? { kind: 'table', draft } : undefined;
  }
  const read = checkForm.read(spot);
  const check = read && checkOf({ name, at, value: read }, problems);
  return check && problems.length === before ? { kind: 'check', check } : undefined;
}
