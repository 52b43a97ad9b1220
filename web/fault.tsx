// One kind of fault beside the page: what it is, where it is noticed and by what, and for a survivor the check that would notice it.

import type { PageState } from '../src/ui/documents.ts';
import type { FaultRow, FaultSpot, Noticer, ProposedRow, RehearsalWhole } from '../src/ui/rehearsal-documents.ts';
import { Sense } from './charts/sense.tsx';
import { Query } from './detail-contract.tsx';
import { partOf, standing } from './fault-matrix.tsx';
import { Mark } from './mark.tsx';
import { Proposal } from './proposal.tsx';
import { useRehearsal } from './use-rehearsal.ts';
import { plural } from './words.ts';

export function Fault({ operator, state }: { readonly operator: string; readonly state: PageState }) {
  const { whole, trouble } = useRehearsal(state);
  const row = whole?.groups.flatMap((g) => g.rows).find((r) => r.operator === operator);
  if (whole && row) return <Shown row={row} whole={whole} />;
  const waiting = state.rehearsal && whole === undefined;
  return <p role="status">{trouble ?? (waiting ? 'reading the store …' : `the newest rehearsal has no fault named ${operator.slice(0, 80)}`)}</p>;
}

function Shown({ row, whole }: { readonly row: FaultRow; readonly whole: RehearsalWhole }) {
  const { mark, text } = standing(row);
  const of = (outcome: FaultSpot['outcome']) => row.spots.filter((s) => s.outcome === outcome);
  const equivalent = of('equivalent');
  return (
    <>
      <h2>
        {row.title} <span class="plain">{row.operator}</span>
      </h2>
      <p class="detail-state">
        <Mark mark={mark} said="" /> {text}
        {!row.control && mark !== 'none' && <span class="soft"> places notice it</span>}
      </p>
      <p class="description">{row.what}</p>
      {row.cause && <p class="soft">{row.cause}</p>}
      <Survivors spots={of('survived')} row={row} proposals={whole.proposals} />
      <Noticed spots={of('noticed')} row={row} proposals={whole.proposals} />
      {equivalent.length > 0 && (
        <section>
          <h3>{row.control ? 'where it was put' : 'makes no difference'}</h3>
          <ul class="plain-list">
            {equivalent.map((spot) => (
              <li key={placeOf(spot)}>
                {placeOf(spot)} <span class="soft">{spot.because}</span>
                <Noticers by={spot.noticedBy} at={placeOf(spot)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const placeOf = ({ table, column }: FaultSpot): string => (column === null ? table : `${table}.${column}`);

interface SpotsProps {
  readonly spots: readonly FaultSpot[];
  readonly row: FaultRow;
  readonly proposals: readonly ProposedRow[];
}

function Survivors({ spots, row, proposals }: SpotsProps) {
  if (spots.length === 0) return null;
  return (
    <section>
      <h3>not noticed</h3>
      <ul class="spots">
        {spots.map((spot) => {
          const proposal = spot.proposal === null ? undefined : proposals[spot.proposal];
          return (
            <li key={placeOf(spot)}>
              <Mark mark="broken" said="not noticed" />
              <div>
                <p>
                  <strong>{placeOf(spot)}</strong> <span class="soft">{row.parted ? 'not even in all of the rows' : spot.because}</span>
                </p>
                <Changed spot={spot} />
                {proposal ? (
                  <Proposal row={proposal} at={placeOf(spot)} />
                ) : (
                  <p class="soft">No check was found that notices it and is quiet on the good versions.</p>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Noticed({ spots, row, proposals }: SpotsProps) {
  if (spots.length === 0) return null;
  return (
    <section>
      <h3>noticed</h3>
      <ul class="spots">
        {spots.map((spot) => {
          const proposal = spot.proposal === null ? undefined : proposals[spot.proposal];
          return (
            <li key={placeOf(spot)}>
              <Sense share={spot.share ?? 1} parted={row.parted} said="noticed" />
              <div>
                <p>
                  <strong>{placeOf(spot)}</strong>{' '}
                  <span class="soft">{row.parted ? `${partOf(spot.share ?? 1)} ${spot.share === 1 ? 'are needed' : 'are enough'}` : ''}</span>
                </p>
                <Noticers by={spot.noticedBy} at={placeOf(spot)} />
                {proposal && (
                  <>
                    <p class="soft">less of it would be noticed by</p>
                    <Proposal row={proposal} at={placeOf(spot)} />
                  </>
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Changed({ spot: { changed } }: { readonly spot: FaultSpot }) {
  if (changed.length === 0) return null;
  return (
    <p class="soft">
      changes {changed.slice(0, 6).join(', ')}
      {changed.length > 6 && ` and ${plural(changed.length - 6, 'more', 'more')}`}
    </p>
  );
}

const words: Readonly<Record<Exclude<Noticer['by'], 'rule' | 'metric'>, (asset: string) => string>> = {
  build: (asset) => `${asset} could not be built`,
  output: (asset) => `the output ${asset} could not be answered`,
  delivery: (asset) => `the delivery of ${asset} was refused`,
};

function Noticers({ by, at }: { readonly by: readonly Noticer[]; readonly at: string }) {
  if (by.length === 0) return null;
  return (
    <ul class="plain-list noticers">
      {by.map((n) => (
        <li key={`${n.by} ${n.rule} ${n.asset}`}>
          {n.by === 'rule' || n.by === 'metric' ? (
            <>
              by <code>{n.rule ?? n.asset}</code> <span class="soft">{n.expectation ?? ''}</span>
            </>
          ) : (
            words[n.by](n.asset)
          )}
          {n.query && <Query text={n.query} of={`${n.rule}, for ${at}`} called="the query that finds it" />}
        </li>
      ))}
    </ul>
  );
}
