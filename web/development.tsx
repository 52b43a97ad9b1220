// The second leg: what differs from what is live, the gates it passed, the last tries to ship.

import type { GateRow, PageState, ShipRow } from '../src/ui/documents.ts';
import { Command, Empty } from './command.tsx';
import { Mark } from './mark.tsx';
import { figure, instant, plural } from './words.ts';

const signs = { added: '+', changed: '~', removed: '−' } as const;
const filesShown = 6;

export function Development({ state }: { readonly state: PageState }) {
  const { differs, gates, gatesOf, approvedBy, ships } = state.development;
  return (
    <section class="leg leg-development" aria-labelledby="leg-development">
      <h2 id="leg-development">Development</h2>
      <p class="figure">
        {differs.length ? <strong>{plural(differs.length, 'file')}</strong> : <strong>nothing</strong>} {differs.length === 1 ? 'differs' : 'differ'}
        {differs.length ? '' : 's'}
      </p>
      <p class="soft">{state.live ? `from what ${state.environment} runs` : 'is live yet'}</p>
      {differs.length > 0 && (
        <>
          <ul class="files">
            {differs.slice(0, filesShown).map(({ path, change }) => (
              <li key={path}>
                <span class={`sign sign-${change}`} role="img" aria-label={change}>
                  {signs[change]}
                </span>
                <span class="path">{path}</span>
              </li>
            ))}
          </ul>
          {differs.length > filesShown && <p class="soft">and {differs.length - filesShown} more</p>}
          <Command text="trivet ship" />
        </>
      )}
      {gatesOf === null ? <NoGates state={state} /> : <Gates gates={gates} of={gatesOf} approvedBy={approvedBy} />}
      <Solved state={state} />
      <Ships ships={ships} state={state} />
    </section>
  );
}

function NoGates({ state }: { readonly state: PageState }) {
  return state.live ? null : <Empty what="Nothing has met the gates." command="trivet ship --dry-run" folder={state.folder} />;
}

function Gates({ gates, of, approvedBy }: { readonly gates: readonly GateRow[]; readonly of: number; readonly approvedBy: string | null }) {
  return (
    <>
      <h3>
        gates <span class="plain">of release {of}</span>
      </h3>
      <ul class="rows gates">
        {gates.map((gate) => (
          <li key={gate.name}>
            <Mark mark={gate.open ? 'good' : 'broken'} said={gate.open ? 'open' : 'closed'} />
            <span>
              {gate.name} <span class="soft">{gate.text}</span>
            </span>
          </li>
        ))}
        {approvedBy && !gates.some((g) => g.name === 'approval') && <li>approved by {approvedBy}</li>}
      </ul>
    </>
  );
}

/** Whether the problem is solved: how far the live model is ahead of what people have already. */
function Solved({ state }: { readonly state: PageState }) {
  const model = state.models.find((m) => m.betterThan.length > 0);
  const metrics = model?.versions.find((v) => v.live)?.metrics;
  const own = model && metrics?.[model.main];
  if (!model || !metrics || own === undefined) return null;
  const leads = model.betterThan.flatMap((name) => (metrics[name] === undefined ? [] : [{ name, lead: own - metrics[name] }]));
  const least = leads.reduce((a, b) => (b.lead < a.lead ? b : a), { name: '', lead: Number.POSITIVE_INFINITY });
  if (!least.name) return null;
  return (
    <>
      <h3>
        solved <span class="plain">by {model.asset}</span>
      </h3>
      <p class="solved">
        <Mark mark={least.lead >= model.by ? 'good' : 'broken'} said={least.lead >= model.by ? 'yes' : 'no'} />
        <span>
          {model.main} {figure(own)}{' '}
          <span class="soft">
            {figure(Math.abs(least.lead))} {least.lead < 0 ? 'behind' : 'ahead of'} {least.name}; {model.by} is asked
          </span>
        </span>
      </p>
    </>
  );
}

function Ships({ ships, state }: { readonly ships: readonly ShipRow[]; readonly state: PageState }) {
  if (ships.length === 0) return null;
  return (
    <>
      <h3>last ships</h3>
      <ul class="rows ships">
        {ships.map((ship) => (
          <li key={ship.run}>
            <Mark mark={ship.mark} said="" />
            <span class="grow">
              {ship.text} <span class="soft">by {ship.by}</span>
            </span>
            <time class="soft" dateTime={ship.clock}>
              {instant(ship.clock, state.timezone, state.now)}
            </time>
          </li>
        ))}
      </ul>
    </>
  );
}
