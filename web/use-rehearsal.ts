// The rehearsal as a whole: fetched when it is looked at, and again when there is a newer one.

import { useEffect, useState } from 'preact/hooks';
import type { PageState } from '../src/ui/documents.ts';
import type { RehearsalDocument, RehearsalWhole } from '../src/ui/rehearsal-documents.ts';
import { ask } from './live.ts';

export interface Rehearsed {
  readonly whole?: RehearsalWhole | null;
  readonly trouble?: string;
}

/** `whole` null: it was kept in another shape. */
export function useRehearsal({ rehearsal, live }: PageState): Rehearsed {
  const [found, set] = useState<Rehearsed>({});
  const version = rehearsal && `${rehearsal.at} ${rehearsal.current} ${live?.number}`;
  useEffect(() => {
    if (version === null) return set({});
    const end = new AbortController();
    ask<RehearsalDocument>('/page/rehearsal', end.signal)
      .then(({ whole }) => set({ whole }))
      .catch((error: unknown) => {
        if (!end.signal.aborted) set({ trouble: error instanceof Error ? error.message : String(error) });
      });
    return () => end.abort();
  }, [version]);
  return found;
}
