// Which faults the checks would notice: the score beside its false alarms, the matrix, the checks that would notice more, those that nobody needs.

import type { PageState } from '../src/ui/documents.ts';
import type { CheckWorthRow, RehearsalLine, RehearsalWhole } from '../src/ui/rehearsal-documents.ts';
import { Command, Empty } from './command.tsx';
import { FaultMatrix } from './fault-matrix.tsx';
import { Mark } from './mark.tsx';
import { Proposals } from './proposal.tsx';
import { useRehearsal } from './use-rehearsal.ts';
import { count, duration, instant, plural, share } from './words.ts';

interface RehearsalProps {
  readonly state: PageState;
  readonly open: (id: string) => void;
}

export function Rehearsal({ state, open }: RehearsalProps) {
  const { rehearsal: line } = state;
  if (!state.live) return null;
  return (
    <section class="wide rehearsal" aria-labelledby="rehearsal">
      <h2 id="rehearsal">Which faults the checks would notice</h2>
      {line ? (
        <Found line={line} state={state} open={open} />
      ) : (
        <Empty
          what="Nobody has rehearsed these checks: faults are put into copies of the tables, and what notices them is counted."
          command={commandFor(state)}
          folder={state.folder}
        />
      )}
    </section>
  );
}

/** Of what is shown here: the folder may have been shipped without ever being run. */
const commandFor = ({ environment }: PageState): string => `trivet rehearse --environment ${environment}`;

function Found({ line, state, open }: RehearsalProps & { readonly line: RehearsalLine }) {
  const { whole, trouble } = useRehearsal(state);
  return (
    <>
      <Score line={line} whole={whole ?? undefined} />
      <p class="rehearsed-when">
        <span class="soft">
          rehearsed by {line.by}, {instant(line.at, state.timezone, state.now)}
          {whole && `, in ${duration(whole.seconds * 1000)}`}
        </span>
        {line.current === false && (
          <strong class="of-others">
            <Mark mark="attention" said="" /> of other checks or other code than are live
          </strong>
        )}
      </p>
      {line.current === false && <Command text={commandFor(state)} />}
      {trouble && <p role="status">{trouble}</p>}
      {whole === null && <Empty what="What it found was kept by another version of trivet." command={commandFor(state)} />}
      {whole && <Whole whole={whole} environment={state.environment} open={open} />}
    </>
  );
}

function Score({ line, whole }: { readonly line: RehearsalLine; readonly whole: RehearsalWhole | undefined }) {
  const { score, falseAlarms, versions, survived } = line;
  const better = whole?.scoreWithProposals ?? null;
  return (
    <dl class="scores">
      <div>
        <dt>score</dt>
        <dd>
          <strong>{score === null ? 'none' : share(score)}</strong>
          <span class="soft">
            {score === null
              ? 'no fault makes a difference'
              : whole
                ? `${count(whole.killed)} of ${plural(whole.killed + survived, 'fault')} noticed, by weight; ${count(whole.equivalent)} make no difference`
                : `${plural(survived, 'fault')} not noticed`}
          </span>
        </dd>
      </div>
      <div>
        <dt>false alarms</dt>
        <dd>
          <strong>{falseAlarms === null ? 'not known' : share(falseAlarms)}</strong>
          <span class="soft">
            {falseAlarms === null
              ? 'there is no earlier good version'
              : `${whole ? `${whole.alarms.alarmed} of ` : 'of '}${plural(versions, 'good version')}`}
          </span>
        </dd>
      </div>
      {better !== null && whole && whole.proposals.length > 0 && (
        <div>
          <dt>with the proposed</dt>
          <dd>
            <strong>{share(better)}</strong>
            <span class="soft">{plural(whole.proposals.length, 'check')} more</span>
          </dd>
        </div>
      )}
      {whole && whole.costPerKill !== null && (
        <div>
          <dt>cost</dt>
          <dd>
            <strong>{duration(whole.costPerKill)}</strong>
            <span class="soft">of asking for each fault noticed</span>
          </dd>
        </div>
      )}
    </dl>
  );
}

interface WholeProps {
  readonly whole: RehearsalWhole;
  readonly environment: string;
  readonly open: (id: string) => void;
}

function Whole({ whole, environment, open }: WholeProps) {
  return (
    <>
      <FaultMatrix whole={whole} open={open} />
      <Proposals rows={whole.proposals} environment={environment} />
      <Worth checks={whole.checks} whole={whole} />
    </>
  );
}

function Worth({ checks, whole }: { readonly checks: readonly CheckWorthRow[]; readonly whole: RehearsalWhole }) {
  const idle = checks.filter((c) => c.kills === 0);
  const shared = checks.filter((c) => c.redundant && c.kills > 0);
  const { alarming } = whole;
  if (idle.length + shared.length + alarming.length === 0) return null;
  return (
    <div class="worth">
      <Ids title="notice no fault" ids={idle.map((c) => c.rule)} />
      <Ids title="notice nothing that others don’t" ids={shared.map((c) => `${c.rule} (${plural(c.kills, 'fault')}, ${duration(c.ms)})`)} />
      <Ids title="failed on good versions" ids={alarming.map((a) => `${a.rule} (${a.versions})`)} />
    </div>
  );
}

function Ids({ title, ids }: { readonly title: string; readonly ids: readonly string[] }) {
  if (ids.length === 0) return null;
  return (
    <details>
      <summary>
        {plural(ids.length, 'check')} <span class="soft">{ids.length === 1 ? title.replace(/^notice/, 'notices') : title}</span>
      </summary>
      <ul class="plain-list ids">
        {ids.map((id) => (
          <li key={id}>
            <code>{id}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
