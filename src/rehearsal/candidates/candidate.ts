// A check that could be added: as it is written, as it is asked, and which faults it is meant for.

import type { Check, CheckArguments, CheckType } from '../../product/index.ts';
import type { ProposedCheck } from '../rehearsal.ts';

export interface Candidate {
  /** Differs between two candidates. */
  readonly id: string;
  readonly check: ProposedCheck;
  readonly asked: { readonly type: CheckType; readonly settings: CheckArguments[CheckType] };
  /** Names of the operators whose faults it may notice. */
  readonly operators: readonly string[];
  /** Of which columns; absent: of any, and of the table as a whole. */
  readonly columns?: readonly string[] | undefined;
  /** Close around what is now: worth it only where history shows that it keeps quiet. */
  readonly tight?: true | undefined;
}

const at = { file: 'a proposal', line: 1 };

/** The candidate as a check of its table. */
export const checkOf = ({ id, asked }: Candidate): Check => ({ name: id, at, severity: 'error', ...asked }) as Check;

type Written<K extends CheckType> = { readonly asked: CheckArguments[K]; readonly written?: Readonly<Record<string, unknown>> };

interface Meant {
  readonly operators: readonly string[];
  readonly columns?: readonly string[];
  readonly tight?: true | undefined;
}

/** A named check of any type. `written`: its settings as yaml says them, where that is otherwise. */
export function named<K extends CheckType>(name: string, type: K, { asked, written }: Written<K>, meant: Meant): Candidate {
  const spelled = name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^(?=[^A-Za-z_])/, 'c-');
  const check: ProposedCheck = { place: 'check', name: spelled, settings: { [type]: written ?? asked } };
  return { id: spelled, check, asked: { type, settings: asked }, ...meant };
}

/** A rule of one column, in the short form's own words for it. */
export function ofColumn<K extends CheckType>(
  column: string,
  settings: Readonly<Record<string, unknown>>,
  type: K,
  asked: CheckArguments[K],
  meant: Omit<Meant, 'columns'>,
): Candidate {
  const id = `${column}-${type}${meant.tight ? '-tight' : ''}`.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^(?=[^A-Za-z_])/, 'c-');
  return { id, check: { place: 'column', column, settings }, asked: { type, settings: asked }, columns: [column], ...meant };
}
