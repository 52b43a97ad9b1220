// A finding as it is kept: many digests are one text beside its records, so that the same failure is not written again with each run.

import type { Digest, Json } from '../base/index.ts';
import type { Finding } from '../checks/index.ts';
import type { Store, StoreReader } from '../store/index.ts';

/** Over so many a record names the text that lists them. */
const openDigests = 1_000;

/** What of a finding a record holds. `digestsText`: the digest of the text with one digest a line; `digests` is empty then. */
type Kept = Finding & { readonly digestsText?: Digest };

/** A finding, or the part of one that goes into a record, as its JSON; its many digests are kept as a text before. */
export async function keptFinding(finding: Pick<Finding, 'digests'>, store: Pick<Store, 'putTexts'>): Promise<Json> {
  if (finding.digests.length <= openDigests) return finding as unknown as Json;
  const [digestsText] = await store.putTexts([finding.digests.join('\n')]);
  return { ...finding, digests: [], digestsText } as unknown as Json;
}

/** The finding of a record's JSON; undefined if its digests are not there any more. */
export async function wholeFinding(kept: Json, store: Pick<StoreReader, 'text'>): Promise<Finding | undefined> {
  const { digestsText, ...finding } = kept as unknown as Kept;
  if (digestsText === undefined) return finding;
  const text = await store.text(digestsText);
  return text === undefined ? undefined : { ...finding, digests: text.split('\n') };
}
