// Bars of how much is left or used, and the tiles of the checks.

import type { CheckTile, Mark as State } from '../../src/ui/documents.ts';

const percent = (part: number): string => `${Math.max(0, Math.min(1, part)) * 100}%`;

/** A share of something; the words are beside it. */
export function Bar({ part, mark }: { readonly part: number; readonly mark: State }) {
  return (
    <span class={`bar bar-${mark}`} aria-hidden="true">
      <span style={{ width: percent(part) }} />
    </span>
  );
}

/** An age against what is allowed: the line is the promise, and past it the bar turns. */
export function AgeBar({ value, within, mark }: { readonly value: number; readonly within: number; readonly mark: State }) {
  const full = Math.max(within * 1.25, value);
  return (
    <span class={`bar age-bar bar-${mark}`} aria-hidden="true">
      <span style={{ width: percent(value / full) }} />
      <i style={{ left: percent(within / full) }} />
    </span>
  );
}

const size = 9;
const gap = 3;

/** Each check a tile: filled passes, half is accepted, a diamond fails, a triangle warns. */
export function CheckTiles({ checks, label }: { readonly checks: readonly CheckTile[]; readonly label: string }) {
  const columns = 22;
  const rows = Math.max(1, Math.ceil(checks.length / columns));
  const side = size + gap;
  return (
    <svg class="tiles" viewBox={`0 0 ${columns * side - gap} ${rows * side - gap}`} role="img" aria-label={label}>
      {checks.map((check, i) => (
        <g key={check.check} transform={`translate(${(i % columns) * side} ${Math.floor(i / columns) * side})`}>
          <title>{`${check.check}: ${check.status}`}</title>
          <Tile status={check.status} />
        </g>
      ))}
    </svg>
  );
}

export function Tile({ status }: Pick<CheckTile, 'status'>) {
  if (status === 'fail' || status === 'error') return <path class="tile-fail" d="M4.5 -0.5 L9.5 4.5 L4.5 9.5 L-0.5 4.5 Z" />;
  if (status === 'warn') return <path class="tile-warn" d="M4.5 0 L9 8.6 H0 Z" />;
  return (
    <>
      <rect class={status === 'accepted' ? 'tile-accepted' : 'tile-pass'} width={size} height={size} rx="1.5" />
      {status === 'accepted' && <path class="tile-half" d={`M0.6 ${size - 0.6} L${size - 0.6} 0.6 V${size - 0.6} Z`} />}
    </>
  );
}
