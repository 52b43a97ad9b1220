// What must be true of a table, and who says so: key, rows, relations and named checks. Its columns say their own part below.

import type { ContractLook, NamedCheck, NotRunRule, Says } from '../src/ui/detail-documents.ts';
import { Command } from './command.tsx';
import { Scroll } from './scroll.tsx';
import { plural } from './words.ts';

interface ContractProps {
  readonly contract: ContractLook;
  readonly open: (id: string) => void;
}

export function Contract({ contract, open }: ContractProps) {
  const { files, key, rows, solved, relations, checks, notRun } = contract;
  const several = files.length > 1;
  return (
    <section>
      <h3>
        contract <span class="plain path">{files.length ? files.join(', ') : 'nobody has said yet what must be true of it'}</span>
      </h3>
      <dl class="contract">
        <Line name="key" says={key} several={several} />
        <Line name="rows" says={rows} several={several} />
        <Line name="solved" says={solved} several={several} />
        {relations.length > 0 && (
          <div>
            <dt>relations</dt>
            <dd class="relations">
              {relations.map((r) => (
                <span key={r.columns.join()}>
                  {r.columns.join(', ')} <span class="soft">found in</span>{' '}
                  <button type="button" onClick={() => open(r.table)}>
                    {r.table}.{r.to.join(', ')}
                  </button>
                </span>
              ))}
            </dd>
          </div>
        )}
        {checks.map((check) => (
          <Check key={check.name} check={check} several={several} />
        ))}
      </dl>
      <NotRun rules={notRun} />
    </section>
  );
}

/** Said, and asked by nobody: told with the reason, or it would seem to hold. */
function NotRun({ rules }: { readonly rules: readonly NotRunRule[] }) {
  if (rules.length === 0) return null;
  const files = [...new Set(rules.map(({ file }) => file))];
  return (
    <details class="not-run">
      <summary>
        {plural(rules.length, 'rule')} can’t be run{' '}
        <span class="soft">{rules.length === 1 ? 'it neither passes nor fails' : 'they neither pass nor fail'}</span>
      </summary>
      <dl class="contract">
        {rules.map(({ rule, reason, file, line }) => (
          <div key={rule}>
            <dt>{rule}</dt>
            <dd>
              {reason}{' '}
              <span class="soft path">
                {file.split('/').at(-1)}
                {line !== null && `:${line}`}
              </span>
            </dd>
          </div>
        ))}
      </dl>
      <Command text={`trivet contract lint ${files.join(' ')}`} />
    </details>
  );
}

function Line({ name, says, several }: { readonly name: string; readonly says: Says | null; readonly several: boolean }) {
  if (!says) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <SaysText says={says} several={several} />
      </dd>
    </div>
  );
}

function Check({ check, several }: { readonly check: NamedCheck; readonly several: boolean }) {
  return (
    <div>
      <dt>{check.name}</dt>
      <dd>
        <SaysText says={check} several={several} />
        {check.query && <Query text={check.query} of={check.name} />}
      </dd>
    </div>
  );
}

/** The query that finds what offends, to be read and asked by hand. */
export function Query({ text, of, called = 'its query' }: { readonly text: string; readonly of: string; readonly called?: string }) {
  return (
    <details class="query">
      <summary>{called}</summary>
      <Scroll also="sql" label={`query of ${of}`}>
        <pre>{text.trimEnd()}</pre>
      </Scroll>
    </details>
  );
}

/** A rule in words; that it only warns, and which of two files says it. */
export function SaysText({ says: { text, severity, file }, several = false }: { readonly says: Says; readonly several?: boolean }) {
  return (
    <>
      {text}
      {severity === 'warning' && <span class="said said-warn"> warns only</span>}
      {several && <span class="soft path"> {file.split('/').at(-1)}</span>}
    </>
  );
}
