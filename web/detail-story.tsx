// What stands behind one node: its code, its versions, its parameters, who relies on it, what it reads.

import type { ConsumerRow, Detail, Named, ParameterRow, VersionRow } from '../src/ui/detail-documents.ts';
import type { PageState } from '../src/ui/documents.ts';
import { Mark } from './mark.tsx';
import { Scroll } from './scroll.tsx';
import { count, duration, instant } from './words.ts';

export function Code({ files }: { readonly files: Detail['code'] }) {
  return (
    <>
      {files.map(({ path, text }) => (
        <section key={path}>
          <h3>
            code <span class="plain path">{path}</span>
          </h3>
          <Scroll also="code" label={path}>
            <pre>{text.trimEnd()}</pre>
          </Scroll>
        </section>
      ))}
    </>
  );
}

const marks = { ok: 'good', failed: 'broken', abandoned: 'attention', started: 'none' } as const;

export function Versions({ rows, state }: { readonly rows: readonly VersionRow[]; readonly state: PageState }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>versions</h3>
      <ol class="versions">
        {rows.map((row) => (
          <li key={row.build}>
            <Mark mark={marks[row.state]} said={row.state} />
            <div>
              <p>
                <time dateTime={row.clock}>{instant(row.clock, state.timezone, state.now)}</time>
                {row.live && <strong class="badge">live</strong>}
                <span class="soft">
                  {' '}
                  run {row.run}
                  {row.rows !== null && `, ${count(row.rows)} rows`}
                  {row.seconds !== null && `, ${duration(row.seconds * 1000)}`}
                </span>
                {row.legs.map((leg) => (
                  <span key={leg} class={`leg-name leg-name-${leg === 'code' ? 'development' : leg === 'environment' ? 'operations' : 'data'}`}>
                    {leg}
                  </span>
                ))}
              </p>
              {row.problem && <p class="soft">{row.problem}</p>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

export function Parameters({ rows }: { readonly rows: readonly ParameterRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>parameters</h3>
      <ul class="plain-list">
        {rows.map((p) => (
          <li key={p.name}>
            <code>{p.name}</code>{' '}
            <span class="soft">
              {p.type}
              {p.required ? ', must be given' : `, ${p.default === null ? 'null' : String(p.default)} unless given`}
              {p.allowed && `: ${p.allowed}`}
              {p.description && `; ${p.description}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Consumers({ rows }: { readonly rows: readonly ConsumerRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>who relies on it</h3>
      <ul class="plain-list">
        {rows.map((c) => (
          <li key={`${c.output} ${c.name}`}>
            {c.name}{' '}
            <span class="soft">
              by way of {c.output}
              {c.uses && `: ${c.uses}`}
              {c.contact && ` (${c.contact})`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Neighbours({ name, nodes, open }: { readonly name: string; readonly nodes: readonly Named[]; readonly open: (id: string) => void }) {
  if (nodes.length === 0) return null;
  return (
    <section>
      {name && <h3>{name}</h3>}
      <p class="neighbours">
        {nodes.map((node) => (
          <button key={node.id} type="button" onClick={() => open(node.id)}>
            {node.name}
          </button>
        ))}
      </p>
    </section>
  );
}
