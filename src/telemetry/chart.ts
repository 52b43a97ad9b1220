// Small charts of text: a sparkline, a histogram in one line, a bar chart of days in six. Bars start at zero.

import type { Palette } from './palette.ts';
import { count } from './quantity.ts';
import { cut, pad, stringWidth } from './width.ts';

const blocks = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** One character per value between the least and the greatest; a space for null; a middle line where all are equal. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((v): v is number => v !== null && Number.isFinite(v));
  const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const draw = (value: number | null): string => {
    if (value === null || !Number.isFinite(value)) return ' ';
    if (most === least) return blocks[3];
    return blocks[Math.min(7, Math.floor(((value - least) / (most - least)) * 8))] ?? ' ';
  };
  return values.map(draw).join('');
}

/** Counts per bin between two ends: "-12 ▁▃█▅▂▁ 240". An empty bin is a space. */
export function histogramLine(counts: readonly number[], ends: { readonly min: string; readonly max: string }, palette: Palette): string {
  const most = Math.max(1, ...counts);
  const bars = counts.map((n) => (n <= 0 ? ' ' : (blocks[Math.max(0, Math.ceil((n / most) * 8) - 1)] ?? ' '))).join('');
  return `${palette.dim(ends.min)} ${bars} ${palette.dim(ends.max)}`;
}

export type Mark = 'failed' | 'accepted';

export interface BarChart {
  readonly labels: readonly string[];
  readonly values: readonly (number | null)[];
  /** By position; a marked bar has colour and a sign on the axis: ✗ failed, ! accepted. */
  readonly marks?: readonly (Mark | undefined)[] | undefined;
  readonly width: number;
  /** Lines of the bars, 1 to 6; 4 if absent. The axis and its labels take two more. */
  readonly height?: number | undefined;
  readonly palette: Palette;
}

interface Frame {
  readonly first: number;
  readonly slot: number;
  readonly bar: number;
  readonly gutter: number;
  readonly most: number;
  readonly height: number;
}

/** Bars over time, at most 8 lines without a final newline; empty text without values. Where they do not all fit, the last ones are shown. */
export function barChart(chart: BarChart): string {
  const most = chart.values.reduce<number>((a, v) => Math.max(a, v ?? 0), 0);
  if (chart.values.length === 0 || most <= 0) return '';
  const gutter = stringWidth(count(most)) + 2;
  const room = Math.max(1, chart.width - gutter);
  const slot = Math.min(6, Math.max(1, Math.floor(room / chart.values.length)));
  const first = Math.max(0, chart.values.length - Math.floor(room / slot));
  const height = Math.min(6, Math.max(1, chart.height ?? 4));
  const frame: Frame = { first, slot, bar: slot > 1 ? slot - 1 : 1, gutter, most, height };
  const bars = Array.from({ length: height }, (_, line) => barLine(chart, frame, height - 1 - line));
  return [...bars, axisLine(chart, frame), labelLine(chart, frame)].map((line) => line.trimEnd()).join('\n');
}

function styleOf(chart: BarChart, position: number): (text: string) => string {
  const mark = chart.marks?.[position];
  return mark === 'failed' ? chart.palette.bad : mark === 'accepted' ? chart.palette.warn : (text) => text;
}

function barLine(chart: BarChart, frame: Frame, level: number): string {
  const label = level === frame.height - 1 ? `${count(frame.most)} ┤` : `${' '.repeat(frame.gutter - 1)}│`;
  let line = chart.palette.dim(label);
  for (let i = frame.first; i < chart.values.length; i++) {
    const value = Math.max(0, chart.values[i] ?? 0);
    // Anything above zero is seen, however small.
    const eighths = Math.max(value > 0 ? 1 : 0, Math.round((value / frame.most) * frame.height * 8)) - level * 8;
    const block = eighths <= 0 ? ' ' : (blocks[Math.min(8, eighths) - 1] ?? ' ');
    line += styleOf(chart, i)(block.repeat(frame.bar)) + ' '.repeat(frame.slot - frame.bar);
  }
  return line;
}

const middle = (frame: Frame, position: number): number => (position - frame.first) * frame.slot + Math.floor(frame.bar / 2);

function axisLine(chart: BarChart, frame: Frame): string {
  const length = (chart.values.length - frame.first - 1) * frame.slot + frame.bar;
  const signs = Array.from({ length }, () => chart.palette.dim('─'));
  for (let i = frame.first; i < chart.values.length; i++) {
    const mark = chart.marks?.[i];
    if (mark) signs[middle(frame, i)] = styleOf(chart, i)(mark === 'failed' ? '✗' : '!');
  }
  return chart.palette.dim(pad('0 ┼', frame.gutter, 'right')) + signs.join('');
}

/** Marked positions are named first, then the first and the last, each where it does not touch another. */
function labelLine(chart: BarChart, frame: Frame): string {
  const last = chart.values.length - 1;
  const room = Math.max(1, chart.width - frame.gutter);
  const marked = chart.values.flatMap((_, i) => (i >= frame.first && chart.marks?.[i] ? [i] : []));
  const placed: { start: number; end: number; text: string }[] = [];
  for (const i of new Set([...marked, frame.first, last])) {
    const text = cut(chart.labels[i] ?? '', room);
    const width = stringWidth(text);
    const start = Math.max(0, Math.min(room - width, middle(frame, i) - Math.floor(width / 2)));
    if (placed.some((p) => start < p.end + 2 && p.start < start + width + 2)) continue;
    placed.push({ start, end: start + width, text: chart.marks?.[i] ? styleOf(chart, i)(text) : chart.palette.dim(text) });
  }
  placed.sort((a, b) => a.start - b.start);
  let line = ' '.repeat(frame.gutter);
  let at = 0;
  for (const p of placed) {
    line += ' '.repeat(p.start - at) + p.text;
    at = p.end;
  }
  return line;
}
