// A check that would notice more, as it is written into the product, to be copied; with what it would cost in false alarms.

import { useState } from 'preact/hooks';
import type { ProposedRow } from '../src/ui/rehearsal-documents.ts';
import { Command } from './command.tsx';
import { useCopy } from './copy.ts';
import { Scroll } from './scroll.tsx';
import { plural, share } from './words.ts';

const shownAtFirst = 3;

export function Proposals({ rows, environment }: { readonly rows: readonly ProposedRow[]; readonly environment: string }) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return null;
  return (
    <div class="proposals">
      <h3>
        checks that would notice more <span class="plain">the one that notices most first</span>
      </h3>
      <ol>
        {(all ? rows : rows.slice(0, shownAtFirst)).map((row, i) => (
          <li key={i}>
            <Proposal row={row} />
          </li>
        ))}
      </ol>
      {rows.length > shownAtFirst && (
        <button type="button" class="more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? `only the first ${shownAtFirst}` : `all ${rows.length}`}
        </button>
      )}
      <p class="all-proposals">
        <span class="soft">all of them at once:</span> <Command text={`trivet rehearse --environment ${environment} --write`} />
      </p>
    </div>
  );
}

/** `at`: the place it is shown for, where it may be shown for several. */
export function Proposal({ row, at }: { readonly row: ProposedRow; readonly at?: string }) {
  const { table, expectation, file, text, kills, alarms } = row;
  const wolf =
    alarms.rate === null
      ? 'no earlier good version to try it on'
      : `false alarms ${share(alarms.rate)}: ${alarms.alarmed} of ${plural(alarms.versions, 'good version')}`;
  return (
    <div class="proposal">
      <p>
        <strong>{table}</strong> {expectation}{' '}
        <span class="soft">
          · notices {plural(kills, 'fault')} · {wolf}
        </span>
      </p>
      {text === null ? (
        <p class="soft">It may hold values of persons and is not shown here; the command prints it.</p>
      ) : (
        <Copied text={text} label={`proposed check of ${table}: ${expectation ?? ''}${at ? `, for ${at}` : ''}`} name={file ?? table} />
      )}
    </div>
  );
}

/** A text of several lines with the file it belongs to. */
export function Copied({ text, label, name }: { readonly text: string; readonly label: string; readonly name: string }) {
  const { copied, copy } = useCopy(text);
  return (
    <div class="copied">
      <p>
        <span class="path">{name}</span>
        <button type="button" onClick={copy} aria-label={`copy: ${label}`}>
          {copied ? 'copied' : 'copy'}
        </button>
      </p>
      <Scroll label={label}>
        <pre>{text}</pre>
      </Scroll>
    </div>
  );
}
