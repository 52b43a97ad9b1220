// The kinds of change between two versions of a contract, and of each whether it breaks those who read the data, and why. Finds no change itself.

import type { Place } from '../../base/index.ts';

interface Kind {
  readonly breaks: boolean;
  readonly because: string;
}
const breaking = (because: string): Kind => ({ breaks: true, because });
const harmless = (because: string): Kind => ({ breaks: false, because });

const wider = 'values may come that were ruled out before';
const narrower = 'every value that may come was allowed before';
const promisedMore = 'readers are promised more than before';
const unpromised = 'what readers relied on is promised no longer';
const forPeople = 'it changes what people read, and no data';

/** Narrower promises break readers, stricter ones don't. */
export const kinds = {
  'table-added': harmless('nobody reads it yet'),
  'table-removed': breaking('who reads it finds nothing'),
  'table-renamed': breaking('who reads it by its old name finds nothing'),
  'table-kind-changed': breaking('a table, a view and a topic are read in other ways'),
  'column-added': harmless('who names the columns they read notices nothing'),
  'required-column-added': harmless('who names the columns they read notices nothing'),
  'column-removed': breaking('who reads it finds nothing'),
  'column-renamed': breaking('who reads it by its old name finds nothing'),
  'columns-reordered': harmless('columns are read by name'),
  'type-added': harmless(promisedMore),
  'type-removed': breaking(unpromised),
  'type-widened': breaking('values may come that do not fit into the old type'),
  'type-narrowed': harmless('every value of the new type fits into the old one'),
  'type-changed': breaking('who reads the old type fails, or reads something else'),
  'nullability-loosened': breaking('nulls may come where there were none'),
  'nullability-tightened': harmless(promisedMore),
  'unique-added': harmless(promisedMore),
  'unique-removed': breaking('a value may come twice: joins on it multiply rows'),
  'key-added': harmless(promisedMore),
  'key-removed': breaking('nothing names a row any longer: joins and updates by key fail'),
  'key-changed': breaking('who joins or updates by the old key meets other rows'),
  'range-added': harmless(promisedMore),
  'range-removed': breaking(unpromised),
  'range-widened': breaking(wider),
  'range-narrowed': harmless(narrower),
  'range-changed': breaking(wider),
  'length-added': harmless(promisedMore),
  'length-removed': breaking(unpromised),
  'length-widened': breaking(wider),
  'length-narrowed': harmless(narrower),
  'length-changed': breaking(wider),
  'pattern-added': harmless(promisedMore),
  'pattern-removed': breaking(unpromised),
  'pattern-changed': breaking(wider),
  'format-added': harmless(promisedMore),
  'format-removed': breaking(unpromised),
  'format-changed': breaking('values are written in another notation'),
  'values-added': harmless(promisedMore),
  'values-removed': breaking(unpromised),
  'values-widened': breaking(wider),
  'values-narrowed': harmless(narrower),
  'values-changed': breaking(wider),
  'step-added': harmless(promisedMore),
  'step-removed': breaking(unpromised),
  'step-changed': breaking(wider),
  'time-zone-changed': breaking('the same text is another instant'),
  'reference-added': harmless(promisedMore),
  'reference-removed': breaking('a value may have no row in the other table: joins lose rows'),
  'reference-changed': breaking('values are found in another table than before'),
  'rule-added': harmless(promisedMore),
  'rule-removed': breaking(unpromised),
  'rule-loosened': breaking('data may come that the rule ruled out before'),
  'rule-tightened': harmless('all data that may come was allowed before'),
  'rule-changed': breaking('data may come that the rule ruled out before'),
  'rule-severity-lowered': breaking('data that fails it is delivered all the same'),
  'rule-severity-raised': harmless(promisedMore),
  'rule-described': harmless(forPeople),
  'classification-changed': harmless('who may see it can change: ask who answers for it'),
  'encryption-changed': breaking('the values are read in another way, or from another column'),
  'partitioning-changed': harmless('the rows are the same'),
  'description-changed': harmless(forPeople),
  'sla-added': harmless(promisedMore),
  'sla-removed': breaking(unpromised),
  'sla-tightened': harmless(promisedMore),
  'sla-loosened': breaking('readers are promised less than before'),
  'sla-changed': breaking('what readers relied on is promised in another way'),
  'server-added': harmless('the data can be had where it was before'),
  'server-removed': breaking('who connects to it finds nothing'),
  'server-changed': breaking('who connects as before may find nothing'),
  'role-added': harmless('nobody loses access'),
  'role-removed': breaking('who has access through it loses it'),
  'role-changed': harmless('who asks for access is answered in another way'),
  'version-bumped-without-change': harmless('nothing else differs'),
  'version-unchanged': harmless('readers are not told: a change that breaks them needs a new major version, any other a new version'),
  'version-lowered': harmless('readers take the contract for an older one'),
  'status-deprecated': harmless('the data is still there: readers should move away from it'),
  'status-retired': breaking('the data is given no longer'),
  'status-changed': harmless('how far the contract is settled changes, and no data'),
  'id-changed': harmless('the data is the same: what refers to the contract by its id must be changed'),
  'team-changed': harmless('others answer for it'),
  'support-changed': harmless('readers ask elsewhere'),
  'terms-changed': harmless('what the data may be used for changes: readers should read it'),
  'price-changed': harmless('the data is the same: what it costs changes'),
  'about-changed': harmless(forPeople),
  'other-changed': harmless('it is in no rule that is checked'),
} as const;
export type ChangeKind = keyof typeof kinds;

/** One difference between two contracts. */
export interface Change {
  readonly kind: ChangeKind;
  /** Absent: it is about the contract as a whole. */
  readonly table?: string | undefined;
  /** Nested ones with dots: `address.street`. */
  readonly column?: string | undefined;
  /** In words: "integer became text". */
  readonly what: string;
  /** Whether it breaks those who read the data. */
  readonly breaks: boolean;
  readonly because: string;
  /** In the new contract; of what is gone, in the old one. */
  readonly at: Place;
}

/** Takes in a change of a kind. */
export type Say = (kind: ChangeKind, change: Pick<Change, 'what' | 'at' | 'table' | 'column'>) => void;

export const changeOf = (kind: ChangeKind, change: Parameters<Say>[1]): Change => ({ kind, ...change, ...kinds[kind] });
