// The end of `show` and `sql`: rows, and a line of statistics with a small histogram per column.

import type { Look } from '../session/index.ts';
import { count, histogramLine, type Palette, plural, renderRows, table } from '../telemetry/index.ts';
import type { Documents } from './documents.ts';
import { paragraphs } from './render.ts';
import type { VerbEnd } from './verb.ts';

export function lookEnd(look: Look, environment: string, { palette, width }: { readonly palette: Palette; readonly width: number }): VerbEnd {
  const { answer, columns } = look;
  const document: Omit<Documents['show'], 'problems'> = {
    asset: look.asset ?? null,
    environment,
    count: look.count,
    columns: columns.map((c) => ({ ...c, bins: [...c.bins] })),
    rows: answer.rows.map((row) => [...row]),
    truncated: answer.truncated,
  };
  const rows = renderRows(
    { columns: answer.columns.map((c) => c.name), rows: answer.rows, more: look.count - answer.rows.length },
    { palette, width },
  );
  const stats = table(
    ['column', 'type', { title: 'nulls', align: 'right' }, { title: 'distinct', align: 'right' }, 'from … to'],
    columns.map((c) => [
      { text: c.name, style: palette.strong },
      { text: typeName(c.type), style: palette.dim },
      c.nulls || '',
      c.distinct,
      spread(c, palette),
    ]),
    { palette, width },
  );
  const summary = `${look.asset ? `${look.asset}: ` : ''}${plural(look.count, 'row')}, ${plural(columns.length, 'column')}`;
  return {
    document,
    text: paragraphs(rows, look.count ? stats : '', palette.dim(summary)),
    summary: `${summary}${answer.truncated ? `, the first ${count(answer.rows.length)} shown` : ''}`,
    exit: 0,
  };
}

function spread(column: Look['columns'][number], palette: Palette): string {
  if (column.min === null || column.max === null) return '';
  if (column.min === column.max) return short(column.min);
  return histogramLine(column.bins, { min: short(column.min), max: short(column.max) }, palette);
}

/** Numbers to four digits, instants to the minute, other text to 16 characters. */
function short(text: string): string {
  if (/^-?\d+\.\d+(e[+-]?\d+)?$/i.test(text)) return String(Number(Number(text).toPrecision(4)));
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:/.test(text)) return text.slice(0, 16);
  return text.length > 16 ? `${text.slice(0, 15)}…` : text;
}

/** As the yaml writes it. */
const typeName = (type: string): string =>
  type.toLowerCase().replace('timestamp with time zone', 'timestamptz').replace('time with time zone', 'timetz');
