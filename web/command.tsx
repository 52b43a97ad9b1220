// A command to run, to be copied with one press.

import { useCopy } from './copy.ts';

export function Command({ text }: { readonly text: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <span class="command">
      <code>{text}</code>
      <button type="button" onClick={copy} aria-label={`copy: ${text}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}

/** Where nothing is yet: what would fill it, and where was looked. */
export function Empty({ what, command, folder }: { readonly what: string; readonly command?: string; readonly folder?: string }) {
  return (
    <div class="empty">
      <p>{what}</p>
      {command && <Command text={command} />}
      {folder && (
        <p class="soft">
          in <span class="path">{folder}</span>
        </p>
      )}
    </div>
  );
}
