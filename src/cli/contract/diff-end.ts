// The end of `contract diff`: the changes, those that break readers first, and the document.

import type { Change } from '../../contract/index.ts';
import { cut, type Palette, pad, plural, stringWidth, wrap } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { paragraphs } from '../render.ts';
import type { VerbEnd } from '../verb.ts';

interface Compared {
  readonly old: string;
  readonly now: string;
  readonly changes: readonly Change[];
}
interface Look {
  readonly palette: Palette;
  readonly width: number;
}

export function diffEnd({ old, now, changes }: Compared, look: Look): VerbEnd {
  const { palette } = look;
  const breaking = changes.filter((change) => change.breaks);
  const others = changes.filter((change) => !change.breaks);
  const summary =
    changes.length === 0
      ? `${palette.ok('✓')} ${now} says the same as ${old}`
      : breaking.length > 0
        ? `${palette.bad('✗')} ${now} breaks readers of ${old}: ${breaking.length} of ${plural(changes.length, 'change')}`
        : `${palette.ok('✓')} ${now} breaks no readers of ${old}: ${plural(changes.length, 'change')}`;
  return {
    document: documentOf(changes),
    text: paragraphs(part('breaks readers', breaking, look), part('breaks nobody', others, look), summary),
    summary,
    exit: breaking.length > 0 ? 1 : 0,
  };
}

/** What changed beside the name of what it is of, and below it why that breaks readers, or doesn't. */
function part(title: string, changes: readonly Change[], { palette, width }: Look): string {
  if (changes.length === 0) return '';
  const broadest = Math.min(Math.floor(width / 3), Math.max(...changes.map((change) => stringWidth(nameOf(change)))));
  const lines = changes.flatMap((change) => {
    const sign = change.breaks ? palette.bad('✗') : palette.dim('·');
    const [first = '', ...rest] = wrap(change.what, width - broadest - 4);
    const because = wrap(change.because, width - broadest - 4).map((line) => palette.dim(line));
    const below = [...rest, ...because].map((line) => `${' '.repeat(broadest + 4)}${line}`);
    const name = palette.strong(pad(cut(nameOf(change), broadest), broadest));
    return [`${sign} ${name}  ${first}`, ...below];
  });
  return [palette.dim(title), ...lines].join('\n');
}

const nameOf = ({ table: of, column }: Change): string => (of === undefined ? 'contract' : column === undefined ? of : `${of}.${column}`);

function documentOf(changes: readonly Change[]): Omit<Documents['contract'], 'problems'> {
  return {
    action: 'diff',
    changes: changes.map(({ kind, table: of, column, what, breaks, because, at }) => ({
      kind,
      table: of ?? null,
      column: column ?? null,
      what,
      breaks,
      because,
      at: { ...at },
    })),
    breaks: changes.some((change) => change.breaks),
  };
}
