// The third leg: what could not be told, what was promised and what is left of it, and the last hour's traffic.

import type { Minute, OperationsLeg, PageState, PromiseRow, UndeliveredRow } from '../src/ui/documents.ts';
import { Bar } from './charts/bar.tsx';
import { PromiseLine, Sparkline } from './charts/line.tsx';
import { Command, Empty } from './command.tsx';
import { Mark } from './mark.tsx';
import { aged, count, duration, instant, plural, share, short } from './words.ts';

export function Operations({ state }: { readonly state: PageState }) {
  const { promises, undelivered, decision, figures } = state.operations;
  return (
    <section class="leg leg-operations" aria-labelledby="leg-operations">
      <h2 id="leg-operations">Operations</h2>
      <Headline of={state.operations} />
      <Undelivered rows={undelivered} />
      {promises.length === 0 ? (
        <Empty what="Nothing is promised: write promises: into trivet.yaml." command="trivet promises" />
      ) : (
        <Promises rows={promises} state={state} />
      )}
      {decision && <p class={`decision decision-${decision.kind}`}>{decision.text}</p>}
      <Traffic figures={figures} />
    </section>
  );
}

function Headline({ of: { promises, ready, building } }: { readonly of: OperationsLeg }) {
  const kept = promises.filter((p) => p.state === 'good' || p.state === 'breaking').length;
  const doing = [ready ? 'answers' : 'does not answer', ...(building ? ['building'] : [])].join(', ');
  return (
    <>
      <p class="figure">
        {promises.length ? (
          <>
            <strong>
              {kept} of {promises.length}
            </strong>{' '}
            promises kept
          </>
        ) : (
          <strong>{ready ? 'up' : 'down'}</strong>
        )}
      </p>
      <p class={ready ? 'soft' : 'failing'}>the service {doing}</p>
    </>
  );
}

function Undelivered({ rows }: { readonly rows: readonly UndeliveredRow[] }) {
  if (rows.length === 0) return null;
  return (
    <ul class="rows undelivered">
      {rows.slice(0, 3).map((row) => (
        <li key={`${row.subject} ${row.state} ${row.to}`}>
          <Mark mark="broken" said="" />
          <span>
            alert not delivered: {row.subject} {row.state}{' '}
            <span class="soft">
              {row.to}, {plural(row.attempts, 'try', 'tries')}
            </span>
          </span>
        </li>
      ))}
      {rows.length > 3 && (
        <li>
          and {rows.length - 3} more <Command text="trivet promises" />
        </li>
      )}
    </ul>
  );
}

function valueText({ kind, value, within }: PromiseRow): string {
  if (value === null) return 'no data';
  if (kind === 'available') return share(value);
  if (kind === 'right') return value === 0 ? 'right' : `${count(value)} failing`;
  const shown = kind === 'fresh' ? aged(value) : duration(value);
  return within === null ? shown : `${shown} of ${duration(within)}`;
}

/** One output's promises: a line each for what was kept of the window and what is left of its budget; in words where it is not kept. */
function Promises({ rows, state }: { readonly rows: readonly PromiseRow[]; readonly state: PageState }) {
  const outputs = [...new Set(rows.map((r) => r.output))];
  return (
    <>
      {outputs.map((output) => (
        <div key={output} class="output-promises">
          <h3>{output}</h3>
          <ul>
            {rows
              .filter((row) => row.output === output)
              .map((row) => (
                <PromiseItem key={row.subject} row={row} state={state} />
              ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function PromiseItem({ row, state }: { readonly row: PromiseRow; readonly state: PageState }) {
  const { mark, subject, kind, budget, line } = row;
  const at = row.state === 'breaking' ? row.breaksAt : row.since;
  const when = at ? ` ${row.state === 'breaking' ? 'at' : 'since'} ${instant(at, state.timezone, state.now)}` : '';
  return (
    <li>
      <span class="promise-name">
        <Mark mark={mark} said={row.state} /> {kind}
      </span>
      <span class="number">{valueText(row)}</span>
      <PromiseLine values={line} label={`${subject}: ${row.text}`} />
      <span class="left">
        <Bar part={budget.left} mark={budget.left > 0.25 ? 'good' : budget.left > 0 ? 'attention' : 'broken'} />
        <span class="soft">{share(budget.left)} left</span>
      </span>
      {row.state !== 'good' && (
        <span class={`promise-said promise-said-${mark}`}>
          {row.state === 'breaking' ? 'breaks' : row.state}
          {when}
          {row.state === 'broken' && `; promised ${row.text}`}
        </span>
      )}
    </li>
  );
}

function Traffic({ figures }: { readonly figures: readonly Minute[] }) {
  const requests = figures.reduce((sum, m) => sum + m.requests, 0);
  const errors = figures.reduce((sum, m) => sum + m.errors, 0);
  const slowest = Math.max(0, ...figures.map((m) => m.p99 ?? 0));
  const rows = [
    { name: 'requests', values: figures.map((m) => m.requests), said: short(requests) },
    { name: 'errors', values: figures.map((m) => m.errors), said: short(errors) },
    { name: 'p99', values: figures.map((m) => m.p99), said: slowest ? `≤ ${duration(slowest)}` : '–' },
  ];
  return (
    <>
      <h3>the last hour</h3>
      <ul class="rows traffic">
        {rows.map(({ name, values, said }) => (
          <li key={name} class={name === 'errors' && errors > 0 ? 'has-errors' : ''}>
            <span class="grow">{name}</span>
            <Sparkline values={values} label={`${name} by minute of the last hour: ${said}`} />
            <span class="number">{said}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
