// Rows and columns of a table, as they were kept with its release.

import type { ColumnLook, Detail } from '../src/ui/detail-documents.ts';
import type { Cell } from '../src/ui/documents.ts';
import { Histogram } from './charts/histogram.tsx';
import { SaysText } from './detail-contract.tsx';
import { Scroll } from './scroll.tsx';
import { count, figure, plural, typeName } from './words.ts';

const cellText = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? figureOf(cell) : String(cell));
const figureOf = (n: number): string => (Number.isInteger(n) ? String(n) : figure(n));
const numeric = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL)/i;

export function Rows({ detail }: { readonly detail: Detail }) {
  const { rows, columns, kind, count: all } = detail;
  if (kind === 'output' || kind === 'model') return null;
  if (rows === null) return <p class="soft empty">No rows are kept for this page; the command above shows them.</p>;
  if (rows.length === 0) return <p class="soft empty">It has no rows.</p>;
  return (
    <section>
      <h3>
        rows <span class="plain">{all !== null && all > rows.length ? `the first ${rows.length} of ${count(all)}` : plural(rows.length, 'row')}</span>
      </h3>
      <Scroll also="rows-box" label={`rows of ${detail.name}`}>
        <table class="data-table">
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.name} scope="col" class={numeric.test(c.type) ? 'number' : undefined}>
                  {c.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i}>
                {row.map((cell, j) => (
                  <td key={columns[j]?.name} class={typeof cell === 'number' || numeric.test(columns[j]?.type ?? '') ? 'number' : undefined}>
                    {cell === null ? <span class="null">null</span> : cellText(cell)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

export function Columns({ detail: { columns, kind, contract } }: { readonly detail: Detail }) {
  if (columns.length === 0) return null;
  return (
    <section>
      <h3>{kind === 'output' ? 'the answer’s columns' : 'columns'}</h3>
      <ul class="columns">
        {columns.map((c) => (
          <li key={c.name}>
            <p class="column-name">
              <strong>{c.name}</strong> <span class="soft">{typeName(c.type)}</span>
              {c.personal && <span class="personal">personal</span>}
            </p>
            <Spread column={c} />
            <div class="column-text">
              {c.says.length > 0 && (
                <ul class="column-says">
                  {c.says.map((says) => (
                    <li key={says.text}>
                      <SaysText says={says} several={(contract?.files.length ?? 0) > 1} />
                    </li>
                  ))}
                </ul>
              )}
              {c.description && <p class="soft">{c.description}</p>}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Spread({ column: c }: { readonly column: ColumnLook }) {
  if (c.personal) return <p class="soft column-spread">masked</p>;
  if (c.nulls === null) return null;
  const facts = [...(c.distinct === null ? [] : [`${count(c.distinct)} distinct`]), ...(c.nulls ? [plural(c.nulls, 'null')] : [])].join(', ');
  const values = c.labels.slice(0, 4).map(brief).join(', ');
  const range = c.labels.length
    ? `${values}${c.labels.length > 4 ? ' …' : ''}`
    : c.min === c.max
      ? brief(c.min ?? '')
      : `${brief(c.min ?? '')} … ${brief(c.max ?? '')}`;
  const said = c.labels.length ? `commonest values of ${c.name}: ${values}` : `${c.name} from ${c.min} to ${c.max}`;
  return (
    <div class="column-spread">
      {c.bins.length > 1 && <Histogram bins={c.bins} label={said} />}
      <p>
        <span>{range}</span> <span class="soft">{facts}</span>
      </p>
    </div>
  );
}

/** Numbers to four digits, instants to the minute, other text to 24 characters. */
function brief(text: string): string {
  if (/^-?\d+\.\d+(e[+-]?\d+)?$/i.test(text)) return String(Number(Number(text).toPrecision(4)));
  if (/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:/.test(text)) return text.slice(0, 16);
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
