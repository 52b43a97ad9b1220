// Puts a text on the clipboard with one press, and says for a moment that it did.

import { useState } from 'preact/hooks';

export function useCopy(text: string): { readonly copied: boolean; readonly copy: () => void } {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // no clipboard here: the text can be selected
    }
  };
  return { copied, copy: () => void copy() };
}
