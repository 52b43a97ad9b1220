// The first leg: how old what is served is, what came in, which checks hold.

import type { CheckTile, PageState, PromiseRow, SourceRow } from '../src/ui/documents.ts';
import { AgeBar, CheckTiles } from './charts/bar.tsx';
import { Bars, PromiseLine } from './charts/line.tsx';
import { Command, Empty } from './command.tsx';
import { Mark } from './mark.tsx';
import { age, aged, count, duration, instant, plural } from './words.ts';

export function Data({ state }: { readonly state: PageState }) {
  const { confirmedAt, fresh, sources, checks } = state.data;
  return (
    <section class="leg leg-data" aria-labelledby="leg-data">
      <h2 id="leg-data">Data</h2>
      {confirmedAt === null ? (
        <Empty what="No data is served yet." command="trivet ship" folder={state.folder} />
      ) : (
        <>
          <p class="figure">
            <strong>{age(confirmedAt, state.now)}</strong> old
          </p>
          <p class="soft">sources looked at {instant(confirmedAt, state.timezone, state.now)}</p>
          <FreshRows rows={fresh} />
          <Sources rows={sources} />
          <Checks checks={checks} />
        </>
      )}
    </section>
  );
}

/** Outputs of one age and one promise are one row: most are fed by the same run. */
function merged(rows: readonly PromiseRow[]): readonly { readonly row: PromiseRow; readonly outputs: readonly string[] }[] {
  const groups = new Map<string, PromiseRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.value, row.within, row.state, row.line]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => (group[0] ? [{ row: group[0], outputs: group.map((r) => r.output) }] : []));
}

function FreshRows({ rows }: { readonly rows: readonly PromiseRow[] }) {
  return (
    <ul class="rows">
      {merged(rows).map(({ row, outputs }) => (
        <li key={row.subject}>
          <p class="row-head">
            <span>
              <Mark mark={row.mark} said={row.state} /> {outputs.join(', ')}
            </span>
            <span class="number">
              {row.value === null ? 'no data' : aged(row.value)} <span class="soft">of {duration(row.within ?? 0)}</span>
            </span>
          </p>
          <AgeBar value={row.value ?? 0} within={row.within ?? 1} mark={row.mark} />
          <PromiseLine values={row.line} label={`${row.subject} over its window`} />
        </li>
      ))}
    </ul>
  );
}

function Sources({ rows }: { readonly rows: readonly SourceRow[] }) {
  return (
    <>
      <h3>rows by release</h3>
      <ul class="rows source-rows">
        {rows.map(({ name, rows: n, line }) => {
          const known = line.filter((v) => v !== null);
          const least = Math.min(...known);
          // where little changes in much, the change is what is looked for
          const from = least === Math.max(...known) ? 0 : Math.max(0, least - (Math.max(...known) - least));
          return (
            <li key={name}>
              <span class="grow">{name}</span>
              <Bars values={line} from={from} label={`rows of ${name} in the last ${plural(line.length, 'release')}`} />
              <span class="number">{count(n)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Checks({ checks }: { readonly checks: readonly CheckTile[] }) {
  const of = (...statuses: readonly string[]) => checks.filter((c) => statuses.includes(c.status));
  const failing = of('fail', 'error');
  const parts = [
    ...(failing.length ? [`${failing.length} fail`] : []),
    ...(of('warn').length ? [`${of('warn').length} warn`] : []),
    ...(of('accepted').length ? [`${of('accepted').length} accepted`] : []),
    `${of('pass').length} pass`,
  ];
  const said = `${plural(checks.length, 'check')} of what is live: ${parts.join(', ')}`;
  if (checks.length === 0) return <Empty what="Nothing is checked: write columns or checks into a yaml beside the SQL." command="trivet test" />;
  return (
    <>
      <h3>
        checks <span class="plain">{parts.join(', ')}</span>
      </h3>
      <CheckTiles checks={checks} label={said} />
      {failing.slice(0, 4).map((c) => (
        <p key={c.check} class="failing">
          <Mark mark="broken" said="" /> {c.check} <span class="soft">{c.offending ? plural(c.offending, 'row') : ''}</span>
        </p>
      ))}
      {failing.length > 0 && <Command text={`trivet why ${failing[0]?.check}`} />}
    </>
  );
}
