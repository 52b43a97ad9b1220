// How something stands, as a shape and a colour: a disc is good, a triangle wants attention, a diamond is broken, a ring is not known.

import type { Mark as State } from '../src/ui/documents.ts';

const words: Readonly<Record<State, string>> = { good: 'good', attention: 'needs attention', broken: 'broken', none: 'not known' };

/** The shape alone; `said`: words for those who can't see it, '' where the text beside says it. */
export function Mark({ mark, said = words[mark] }: { readonly mark: State; readonly said?: string }) {
  return (
    <svg
      class={`mark mark-${mark}`}
      viewBox="0 0 12 12"
      width="12"
      height="12"
      role={said ? 'img' : undefined}
      aria-label={said || undefined}
      aria-hidden={said ? undefined : 'true'}
    >
      {mark === 'good' && <circle cx="6" cy="6" r="4.2" />}
      {mark === 'attention' && <path d="M6 1 L11.2 10.4 H0.8 Z" />}
      {mark === 'broken' && <path d="M6 0.6 L11.4 6 L6 11.4 L0.6 6 Z" />}
      {mark === 'none' && <circle class="ring" cx="6" cy="6" r="3.9" />}
    </svg>
  );
}
