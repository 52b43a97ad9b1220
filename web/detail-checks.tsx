// The checks of one asset on what is live: those that fail with their rows, those that are accepted with the reason.

import type { CheckRow } from '../src/ui/detail-documents.ts';
import type { PageState, Mark as State } from '../src/ui/documents.ts';
import { Command } from './command.tsx';
import { Query } from './detail-contract.tsx';
import { Mark } from './mark.tsx';
import { Scroll } from './scroll.tsx';
import { count, instant, plural } from './words.ts';

const marks: Readonly<Record<CheckRow['status'], State>> = { pass: 'good', accepted: 'good', warn: 'attention', fail: 'broken', error: 'broken' };

export function Checks({ checks, state }: { readonly checks: readonly CheckRow[]; readonly state: PageState }) {
  if (checks.length === 0) return null;
  const passing = checks.filter((c) => c.status === 'pass');
  return (
    <section>
      <h3>checks</h3>
      <Rows checks={checks.filter((c) => c.status !== 'pass')} state={state} />
      {passing.length > 0 && (
        <details>
          <summary>
            <Mark mark="good" said="" /> {passing.length} pass
          </summary>
          <Rows checks={passing} state={state} />
        </details>
      )}
    </section>
  );
}

function Rows({ checks, state }: { readonly checks: readonly CheckRow[]; readonly state: PageState }) {
  if (checks.length === 0) return null;
  return (
    <ul class="check-rows">
      {checks.map((check) => (
        <Row key={check.check} check={check} state={state} />
      ))}
    </ul>
  );
}

function Row({ check, state }: { readonly check: CheckRow; readonly state: PageState }) {
  const { status, offending, value, accepted } = check;
  const found = status === 'pass' ? '' : offending ? plural(offending, 'row') : value === null ? '' : `is ${count(value)}`;
  return (
    <li>
      <Mark mark={marks[status]} said={status} />
      <div>
        <p>
          {check.check.slice(check.asset.length + 1)} <span class="soft">{check.expectation}</span>
          {status !== 'pass' && (
            <strong class={`said said-${status}`}>
              {' '}
              {status === 'fail' ? 'fails' : status}
              {found && `: ${found}`}
            </strong>
          )}
        </p>
        {accepted && (
          <p class="soft">
            “{accepted.because}” accepted by {accepted.by}, {instant(accepted.when, state.timezone, state.now)}
          </p>
        )}
        {status !== 'pass' && check.sample.length > 0 && <Sample check={check} />}
        {status !== 'pass' && check.query && (
          <Query
            text={check.query}
            of={check.check}
            called={offending === 0 ? 'its query' : `the query that finds ${offending === 1 ? 'it' : 'them'}`}
          />
        )}
        {(status === 'fail' || status === 'error') && <Command text={`trivet why ${check.check}`} />}
      </div>
    </li>
  );
}

function Sample({ check }: { readonly check: CheckRow }) {
  return (
    <Scroll label={`offending rows of ${check.check}`}>
      <table class="data-table">
        <thead>
          <tr>
            {check.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {check.sample.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={check.columns[j]}>{cell === null ? <span class="null">null</span> : String(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
