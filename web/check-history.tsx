// Each check over the versions of a table: a grid, newest right. One cell has the focus; arrows move it, and the line below says what it holds.

import { useRef, useState } from 'preact/hooks';
import type { CheckHistory, HistoryCell } from '../src/ui/detail-documents.ts';
import type { PageState } from '../src/ui/documents.ts';
import { Tile } from './charts/bar.tsx';
import { Sparkline } from './charts/line.tsx';
import { Scroll } from './scroll.tsx';
import { count, instant, plural } from './words.ts';

const ends: Readonly<Record<HistoryCell['status'], string>> = { pass: 'pass', fail: 'fail', accepted: 'accepted', warn: 'warning', error: 'error' };

const cellText = (cell: HistoryCell | null): string => {
  if (!cell) return 'not asked';
  const found = [...(cell.offending > 0 ? [plural(cell.offending, 'row')] : []), ...(cell.value === null ? [] : [`is ${count(cell.value)}`])];
  return [ends[cell.status], ...found].join(', ');
};

interface HistoryProps {
  readonly history: CheckHistory;
  readonly state: PageState;
}

export function History({ history, state }: HistoryProps) {
  const { versions, checks } = history;
  const [at, setAt] = useState({ row: 0, column: versions.length - 1 });
  const box = useRef<HTMLTableElement>(null);
  const column = Math.min(at.column, versions.length - 1);
  const row = Math.min(at.row, checks.length - 1);
  const move = (event: KeyboardEvent) => {
    const to = moved({ row, column }, event.key, { rows: checks.length, columns: versions.length });
    if (!to) return;
    event.preventDefault();
    setAt(to);
    box.current?.querySelector<HTMLElement>(`[data-at="${to.row} ${to.column}"]`)?.focus();
  };
  const measured = checks.some((c) => c.measured);
  return (
    <section>
      <h3>
        checks over versions <span class="plain">{plural(versions.length, 'version')}, the newest right</span>
      </h3>
      <Scroll also="history-box" label="checks over versions" atEnd>
        {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells are walked by arrows is a grid */}
        <table ref={box} class="history" role="grid" aria-label="how each check ended on each version" onKeyDown={move}>
          <tbody>
            {checks.map((check, i) => (
              <tr key={check.check}>
                <th scope="row">{check.name}</th>
                {check.cells.map((cell, j) => (
                  <td
                    key={versions[j]?.build}
                    data-at={`${i} ${j}`}
                    class={versions[j]?.live ? 'history-live' : undefined}
                    tabIndex={i === row && j === column ? 0 : -1}
                    aria-label={`${check.name}, run ${versions[j]?.run}: ${cellText(cell)}`}
                    onFocus={() => setAt({ row: i, column: j })}
                    onMouseEnter={() => setAt({ row: i, column: j })}
                  >
                    <svg class="history-tile" viewBox="-1.5 -1.5 12 12" width="14" height="14" aria-hidden="true">
                      {cell ? <HistoryTile status={cell.status} /> : <path class="tile-unasked" d="M2.5 4.5 H6.5" />}
                    </svg>
                  </td>
                ))}
                {measured && (
                  <td class="history-line">
                    {check.measured && (
                      <Sparkline values={check.cells.map((c) => c?.value ?? null)} label={`values of ${check.name}`} height={16} close />
                    )}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="history-said" aria-hidden="true">
        <strong>{checks[row]?.name}</strong> {cellText(checks[row]?.cells[column] ?? null)}
        <span class="soft">
          {' '}
          run {versions[column]?.run}, {instant(versions[column]?.clock ?? '', state.timezone, state.now)}
          {versions[column]?.live && ', live'}
        </span>
      </p>
    </section>
  );
}

/** An error is a diamond with a hole: it fails, and differently. */
function HistoryTile({ status }: Pick<HistoryCell, 'status'>) {
  if (status === 'error') return <path class="tile-error" d="M4.5 0.2 L8.8 4.5 L4.5 8.8 L0.2 4.5 Z" />;
  return <Tile status={status} />;
}

interface At {
  readonly row: number;
  readonly column: number;
}

function moved({ row, column }: At, key: string, { rows, columns }: { readonly rows: number; readonly columns: number }): At | undefined {
  const to: Readonly<Record<string, At>> = {
    ArrowLeft: { row, column: Math.max(0, column - 1) },
    ArrowRight: { row, column: Math.min(columns - 1, column + 1) },
    ArrowUp: { row: Math.max(0, row - 1), column },
    ArrowDown: { row: Math.min(rows - 1, row + 1), column },
    Home: { row, column: 0 },
    End: { row, column: columns - 1 },
  };
  return to[key];
}
