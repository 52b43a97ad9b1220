// Releases on a line of time, with the tries that did not pass between them, rollbacks and acceptances; then each in words.

import { useState } from 'preact/hooks';
import type { PageState, TimelineEntry } from '../src/ui/documents.ts';
import { Empty } from './command.tsx';
import { Scroll } from './scroll.tsx';
import { apart, day, instant } from './words.ts';

const shownAtFirst = 6;
const onStrip = 36;

export function Timeline({ state }: { readonly state: PageState }) {
  const { timeline } = state;
  const [all, setAll] = useState(false);
  const shown = all ? timeline : timeline.slice(0, shownAtFirst);
  return (
    <section class="wide" aria-labelledby="releases">
      <h2 id="releases">Releases</h2>
      {timeline.length === 0 ? (
        <Empty what={`No release in ${state.environment}.`} command="trivet ship" folder={state.folder} />
      ) : (
        <>
          <Strip entries={[...timeline].slice(0, onStrip).reverse()} state={state} />
          <ol class="timeline">
            {shown.map((entry) => (
              <Entry key={entry.id} entry={entry} state={state} />
            ))}
          </ol>
          {timeline.length > shownAtFirst && (
            <button type="button" class="more" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? `only the newest ${shownAtFirst}` : `all ${timeline.length}`}
            </button>
          )}
        </>
      )}
    </section>
  );
}

/** release: a disc, a ship's larger; a rollback points back; a try that did not pass: a diamond below; an acceptance: a half square. */
export function Shape({ entry }: { readonly entry: TimelineEntry }) {
  if (entry.type === 'attempt') return <path class="shape-attempt" d="M8 2.6 L13.4 8 L8 13.4 L2.6 8 Z" />;
  if (entry.type === 'acceptance') {
    return (
      <g class="shape-acceptance">
        <rect x="3.5" y="3.5" width="9" height="9" rx="1.5" />
        <path d="M4 12 L12 4 V12 Z" />
      </g>
    );
  }
  const live = entry.live ? ' shape-live' : '';
  if (entry.kind.startsWith('rollback')) return <path class={`shape-rollback${live}`} d="M12.5 2.5 L3 8 L12.5 13.5 Z" />;
  return <circle class={`shape-${entry.kind}${live}`} cx="8" cy="8" r={entry.kind === 'ship' ? 6 : 4} />;
}

const step = 56;

function Strip({ entries, state }: { readonly entries: readonly TimelineEntry[]; readonly state: PageState }) {
  const width = entries.length * step + 12;
  const days = entries.map((e) => day(e.clock ?? e.at, state.timezone));
  return (
    <Scroll also="strip" label="releases by time" atEnd>
      <svg
        width={width}
        height="64"
        viewBox={`0 0 ${width} 64`}
        role="img"
        aria-label={`${entries.length} entries, the newest on the right; the list below says the same`}
      >
        <path class="strip-line" d={`M4 20 H${width - 4}`} />
        {entries.map((entry, i) => (
          <g key={entry.id}>
            <g transform={`translate(${i * step + 10} ${entry.type === 'attempt' ? 30 : entry.type === 'acceptance' ? 0 : 12})`}>
              <title>{`${entry.kind} ${entry.title}`}</title>
              <Shape entry={entry} />
            </g>
            {days[i] !== days[i - 1] && (
              <>
                <path class="strip-tick" d={`M${i * step + 3} 14 V48`} />
                <text class="strip-day" x={i * step + 3} y="61">
                  {days[i]}
                </text>
              </>
            )}
          </g>
        ))}
      </svg>
    </Scroll>
  );
}

function Entry({ entry, state }: { readonly entry: TimelineEntry; readonly state: PageState }) {
  const { title, kind, by, because, gates, moved, live, clock, at, told } = entry;
  const shownTime = clock ?? at;
  const head = entry.type === 'release' ? `release ${title}` : title;
  return (
    <li class={`entry entry-${entry.type}`}>
      <svg class="entry-shape" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <Shape entry={entry} />
      </svg>
      <div>
        <p>
          <strong>{head}</strong> {kind}
          {live && <strong class="badge">live</strong>} <span class="soft">by {by}</span>
        </p>
        {because && <p class={entry.type === 'attempt' ? 'because' : 'because quoted'}>{because}</p>}
        {gates.length > 0 && <p class="soft">{gates.map((g) => `${g.name}: ${g.text}`).join(' · ')}</p>}
        {told.map(({ output, what, consumers }) => (
          <p key={output}>
            output {output} {what}
            {consumers.length > 0 && <span class="soft"> · told: {consumers.join(', ')}</span>}
          </p>
        ))}
        {moved.length > 0 && <p class="soft">new: {moved.join(', ')}</p>}
      </div>
      <p class="entry-time">
        <time dateTime={shownTime}>{instant(shownTime, state.timezone, state.now)}</time>
        {clock !== null && apart(clock, at) && <span class="soft real-time">done {instant(at, state.timezone, state.now)}</span>}
      </p>
    </li>
  );
}
