// Which columns a fault makes sense for: by type, and by what is known of their values.

import type { Column } from '../../engine/index.ts';
import type { BaseFacts, ColumnProfile, FaultOperator } from '../rehearsal.ts';
import { isBoolean, isInteger, isText } from '../sql.ts';

type Targets = FaultOperator['targets'];

/** Columns of some types. A column without any value has none that could go wrong. */
export const columnsThat =
  (fits: (type: string) => boolean): Targets =>
  (base) =>
    base.columns.filter((c) => fits(c.type) && hasValues(base, c)).map((c) => c.name);

/** Columns of which something more is known; where nothing is known, the type decides. */
export const columnsKnown =
  (fits: (type: string) => boolean, known: (profile: ColumnProfile) => boolean | undefined): Targets =>
  (base) =>
    columnsThat(fits)(base).filter((name) => {
      const profile = base.profile[name ?? ''];
      return profile === undefined || known(profile) === true;
    });

/** The table as a whole, where it has rows. */
export const wholeTable: Targets = (base) => (base.rows > 0 ? [null] : []);

export const anyType = (): boolean => true;

const hasValues = (base: BaseFacts, { name }: Column): boolean => base.rows > 0 && base.profile[name]?.nulls !== base.rows;

/** Columns whose values are names of kinds: few of them, each in many rows, and no key by itself. */
export const categories: Targets = (base) =>
  base.columns
    .filter(({ name, type }) => {
      const profile = base.profile[name];
      if (!(isText(type) || isBoolean(type) || isInteger(type)) || !hasValues(base, { name, type })) return false;
      if (base.key.length === 1 && base.key[0] === name) return false;
      if (profile === undefined) return isText(type);
      return profile.distinct >= 2 && profile.distinct <= Math.min(isInteger(type) ? 30 : 1000, Math.max(2, base.rows / 4));
    })
    .map((c) => c.name);
