// A SELECT written in a yaml, with the place where its own text begins.

import { isScalar } from 'yaml';
import type { Place } from '../../base/index.ts';
import { placeOf, placeOfSpot, type Spot } from './document.ts';
import { type Form, text } from './form.ts';

const selectText = text({ expects: 'a SELECT', example: 'select origin, day from departures where flights = 0' });

/** A SELECT in a yaml. Its place is where the SQL's own text begins: for a block, the line below its `|`. */
export const sql: Form<{ readonly value: string; readonly at: Place }> = {
  ...selectText,
  read: (spot) => {
    const value = selectText.read(spot);
    return value === undefined ? undefined : { value, at: placeOfText(spot) };
  },
};

/** Where the text of a value begins: of a block, below its `|`. */
export function placeOfText(spot: Spot): Place {
  if (!isScalar(spot.node) || !spot.node.type?.startsWith('BLOCK')) return placeOfSpot(spot);
  const { text: whole } = spot.yaml.file;
  const body = whole.indexOf('\n', spot.node.range?.[0] ?? spot.near) + 1;
  return placeOf(spot.yaml, body + whole.slice(body).search(/\S/), 1);
}
