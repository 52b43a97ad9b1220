// Faults by where they are noticed: a row for each kind, in groups; a row opens its panel. Shapes and words say what colours say.

import type { Mark as State } from '../src/ui/documents.ts';
import type { FaultRow, RehearsalWhole } from '../src/ui/rehearsal-documents.ts';
import { Sense } from './charts/sense.tsx';
import { Mark } from './mark.tsx';
import { Scroll } from './scroll.tsx';
import { plural } from './words.ts';

interface MatrixProps {
  readonly whole: RehearsalWhole;
  readonly open: (id: string) => void;
}

export const partOf = (part: number): string => (part >= 1 ? 'all of the rows' : `${Number((part * 100).toPrecision(3))} % of the rows`);

export function FaultMatrix({ whole: { groups, places, tables }, open }: MatrixProps) {
  const skipped = tables.filter((t) => t.skipped !== null);
  return (
    <>
      <Scroll also="matrix-box" label="faults and where they are noticed">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">fault</th>
              {places.map((place) => (
                <th key={place} scope="col" class="matrix-place">
                  <span>{place}</span>
                </th>
              ))}
              <th scope="col">noticed</th>
            </tr>
          </thead>
          {groups.map(({ name, rows }) => (
            <tbody key={name}>
              <tr>
                <th scope="rowgroup" colSpan={places.length + 2} class="matrix-group">
                  {name}
                </th>
              </tr>
              {rows.map((row) => (
                <Row key={row.operator} row={row} places={places} open={open} />
              ))}
            </tbody>
          ))}
        </table>
      </Scroll>
      <Legend />
      {skipped.map((t) => (
        <p key={t.table} class="soft skipped">
          {t.table} was not rehearsed: {t.skipped}
        </p>
      ))}
    </>
  );
}

function Row({ row, places, open }: { readonly row: FaultRow; readonly places: readonly string[]; readonly open: (id: string) => void }) {
  const show = () => open(`fault:${row.operator}`);
  return (
    // the button in the row does the same by keyboard
    <tr class="matrix-row" onClick={show}>
      <th scope="row">
        <button
          type="button"
          class="fault-name"
          data-id={`fault:${row.operator}`}
          onClick={(event) => {
            event.stopPropagation();
            show();
          }}
        >
          {row.title}
        </button>
      </th>
      {places.map((place, i) => {
        const share = row.cells[i] ?? null;
        return (
          <td key={place} class="matrix-cell">
            {share !== null && <Sense share={share} parted={row.parted} said={row.parted ? `noticed in ${partOf(share)}` : 'noticed'} />}
          </td>
        );
      })}
      <td>
        <Sum row={row} />
      </td>
    </tr>
  );
}

/** How many of the places where it makes a difference notice it, and which do not. */
export function standing({ spots, control, cells }: FaultRow): { readonly mark: State; readonly text: string; readonly left: readonly string[] } {
  const counting = spots.filter((s) => s.outcome !== 'equivalent');
  if (control) {
    const seen = cells.some((c) => c !== null);
    return { mark: seen ? 'broken' : 'good', text: seen ? 'noticed, though it changes nothing' : 'rightly not noticed', left: [] };
  }
  if (counting.length === 0) return { mark: 'none', text: 'makes no difference', left: [] };
  const left = counting.filter((s) => s.outcome === 'survived').map((s) => (s.column === null ? s.table : `${s.table}.${s.column}`));
  const mark = left.length === 0 ? 'good' : left.length < counting.length ? 'attention' : 'broken';
  return { mark, text: `${counting.length - left.length} of ${counting.length}`, left };
}

const leftShown = 3;

function Sum({ row }: { readonly row: FaultRow }) {
  const { mark, text, left } = standing(row);
  const more = left.length - leftShown;
  return (
    <p class="matrix-sum">
      <Mark mark={mark} said="" /> <span>{text}</span>
      {left.length > 0 && (
        <span class="soft">
          not in {left.slice(0, leftShown).join(', ')}
          {more > 0 && ` and ${plural(more, 'place')} more`}
        </span>
      )}
    </p>
  );
}

function Legend() {
  const parts: readonly (readonly [number, string])[] = [
    [0.001, 'in 0.1 % of the rows, or at once'],
    [0.01, 'in 1 %'],
    [0.1, 'in 10 %'],
    [1, 'only in more'],
  ];
  return (
    <p class="legend soft">
      <span>noticed</span>
      {parts.map(([part, text]) => (
        <span key={part}>
          <Sense share={part} parted said="" /> {text}
        </span>
      ))}
    </p>
  );
}
