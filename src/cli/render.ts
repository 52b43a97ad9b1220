// Pieces that several verbs print: assets, failing checks, unit tests, gates, the small chart. Text and documents, side by side.

import type { UnitTestResult } from '../checks/index.ts';
import type { Scalar } from '../product/index.ts';
import type { Gate } from '../release/index.ts';
import { type AssetResult, failures } from '../run/index.ts';
import type { DayChart, Recorded } from '../session/index.ts';
import type { Release } from '../store/index.ts';
import { barChart, count, duration, type Palette, plural, renderRows, type StyledCell, stringWidth, table, wrap } from '../telemetry/index.ts';
import type { Documents } from './documents.ts';

export interface Look {
  readonly palette: Palette;
  readonly width: number;
}

type Settled = AssetResult['checks'][number];

export function assetDocument(result: AssetResult): Documents['run']['assets'][number] {
  const number = (...kinds: readonly Settled['settled'][]) => result.checks.filter((c) => kinds.includes(c.settled)).length;
  return {
    asset: result.asset,
    kind: result.kind,
    outcome: result.outcome,
    rows: result.snapshot?.rows ?? null,
    seconds: result.seconds,
    checks: { passed: number('pass'), failed: number('fail', 'error'), accepted: number('accepted'), warned: number('warn') },
    blockedBy: [...(result.blockedBy ?? [])],
  };
}

export const checkDocument = (c: Settled): Documents['run']['checks'][number] => ({
  check: c.rule.id,
  asset: c.rule.asset,
  status: c.settled,
  expectation: c.rule.expectation,
  offending: c.offending,
  uncovered: c.uncovered,
  value: c.value,
  columns: [...c.columns],
  sample: c.sample.map((row) => [...row]),
});

export const releaseDocument = ({ number, kind, at, by, because }: Release): Documents['rollback']['release'] => ({ number, kind, at, by, because });

export const notPassing = (results: Iterable<AssetResult>): readonly Settled[] =>
  [...results].flatMap((r) => r.checks.filter((c) => c.settled !== 'pass'));

export function assetTable(results: Iterable<AssetResult>, { palette, width }: Look): string {
  const rows = [...results].map((r) => [
    { text: r.asset, style: palette.strong },
    r.snapshot?.kind === 'model' ? { text: 'model', style: palette.dim, align: 'right' as const } : (r.snapshot?.rows ?? null),
    outcomeCell(r, palette),
    r.outcome === 'read' || r.outcome === 'built' || r.outcome === 'failed' ? { text: duration(r.seconds), align: 'right' as const } : '',
    checksCell(r, palette),
  ]);
  return table(['asset', { title: 'rows', align: 'right' }, 'result', { title: 'time', align: 'right' }, 'checks'], rows, { palette, width });
}

function outcomeCell(r: AssetResult, palette: Palette) {
  if (r.outcome === 'failed') return { text: 'failed', style: palette.bad };
  if (r.outcome === 'blocked') return { text: `held back by ${r.blockedBy?.join(', ')}`, style: palette.warn };
  const style = r.outcome === 'built' || r.outcome === 'read' ? palette.ok : palette.dim;
  return { text: r.outcome === 'unchanged' ? 'reused' : r.outcome, style };
}

function checksCell(r: AssetResult, palette: Palette) {
  const failed = failures(r).length;
  const accepted = r.checks.filter((c) => c.settled === 'accepted').length;
  const warned = r.checks.filter((c) => c.settled === 'warn').length;
  const parts = [
    ...(failed ? [`✗ ${count(failed)} failed`] : []),
    ...(warned ? [`! ${count(warned)} warned`] : []),
    ...(accepted ? [`${count(accepted)} accepted`] : []),
  ];
  const passed = r.checks.length - failed - accepted - warned;
  const text = r.checks.length === 0 ? '' : [...parts, `${count(passed)} passed`].join(', ');
  return { text, style: failed ? palette.bad : warned ? palette.warn : palette.dim };
}

/** Each check that does not pass, with up to five offending rows. */
export function failingChecks(checks: readonly Settled[], { palette, width }: Look): string {
  return checks
    .map((c) => {
      const sign = c.settled === 'accepted' ? palette.dim('· accepted') : c.settled === 'warn' ? palette.warn('! warning') : palette.bad('✗ failed');
      const number = c.offending ? `, ${plural(c.offending, 'row')}` : c.value === null ? '' : `, is ${count(c.value)}`;
      const expectation = wrap(`${c.rule.expectation.replace(/\.$/, '')}${number}`, width - 2).map((line) => `  ${palette.dim(line)}`);
      const head = [`${sign} ${palette.strong(c.rule.id)}`, ...expectation].join('\n');
      if (c.sample.length === 0 || c.settled === 'accepted') return head;
      const rows = renderRows(
        { columns: c.columns, rows: c.sample, more: Math.max(0, c.offending - c.sample.length) },
        { palette, width, indent: 2 },
      );
      return `${head}\n${rows}`;
    })
    .join('\n');
}

export function chartText(chart: DayChart, { palette, width }: Look): string {
  const title = palette.dim(`rows per ${chart.column === 'day' ? 'day' : `day of ${chart.column}`}, ${chart.asset}`);
  const drawn = barChart({
    labels: chart.days.map((d) => d.day),
    values: chart.days.map((d) => d.rows),
    marks: chart.days.map((d) => d.mark ?? undefined),
    width,
    palette,
  });
  return drawn ? `${title}\n${drawn}` : '';
}

export const testDocument = (t: UnitTestResult): Documents['test']['tests'][number] => ({
  asset: t.test.asset,
  name: t.test.name,
  status: t.status,
  columns: [...t.columns],
  diff: t.diff.map((d) => ({
    ...d,
    expected: d.expected && [...d.expected],
    actual: d.actual && [...d.actual],
    differs: d.differs && [...d.differs],
  })),
});

/** What was written into the files of unit tests, and where. */
export function recordedText(recorded: readonly Recorded[], { palette }: Look): string {
  if (recorded.length === 0) return '';
  const parts = recorded.flatMap(({ asset, test, file, line, text }) => [
    `${palette.warn('+')} ${asset}: ${test} ${palette.dim(`${file}:${line}`)}`,
    ...text.split(/\r?\n/).map((one, i) => (i === 0 ? `  ${one}` : one)),
  ]);
  return [...parts, `${palette.dim('→')} look at it before you commit: nobody has said yet that it is right`].join('\n');
}

/** One line a test; for a failing one the rows that differ, expected over got, with the differing cells marked. */
export function testText(tests: readonly UnitTestResult[], look: Look): string {
  const { palette } = look;
  return tests
    .map((t) => {
      const head = `${t.status === 'pass' ? palette.ok('✓') : palette.bad('✗')} ${t.test.asset}: ${t.test.name}`;
      const rows = diffText(t, look);
      return rows ? `${head}\n${rows}` : head;
    })
    .join('\n');
}

/** The columns that differ come first; a cell that agrees is written as the engine wrote it, on both lines. */
function diffText({ columns, diff }: UnitTestResult, { palette, width }: Look): string {
  const wrong = diff.filter((d) => d.kind !== 'same');
  if (wrong.length === 0) return '';
  const differing = new Set(wrong.flatMap((d) => d.differs ?? []));
  const order = [...columns.keys()].sort((a, b) => Number(differing.has(b)) - Number(differing.has(a)) || a - b);
  const pick = (row: readonly Scalar[]) => order.map((i) => row[i] ?? null);
  const lines = wrong.flatMap(({ kind, expected, actual, differs = [] }) => {
    const asWritten = expected && actual ? expected.map((cell, i) => (differs.includes(i) ? cell : (actual[i] ?? null))) : expected;
    return [
      ...(asWritten ? [{ label: kind === 'missing' ? 'missing' : 'expected', row: pick(asWritten), differs }] : []),
      ...(actual ? [{ label: kind === 'extra' ? 'extra' : 'got', row: pick(actual), differs }] : []),
    ];
  });
  const shown = lines.slice(0, 10);
  const marked = (r: number, c: number) => shown[r]?.differs.includes(order[c] ?? -1) ?? false;
  const data = { columns: order.map((i) => columns[i] ?? ''), rows: shown.map((l) => l.row), labels: shown.map((l) => l.label), marked };
  return renderRows({ ...data, more: lines.length - shown.length }, { palette, width, indent: 2 });
}

export function gateText(gates: readonly Gate[], { palette }: Look): string {
  const longest = Math.max(...gates.map((g) => g.name.length));
  return gates
    .map(
      (g) =>
        `${g.open ? palette.ok('✓ open  ') : palette.bad('✗ closed')}  ${g.name.padEnd(longest)}  ${g.text}${g.open || !g.remedy ? '' : `\n  ${palette.dim('→')} ${g.remedy}`}`,
    )
    .join('\n');
}

/** Rows whose last cell, a reason in words, is wrapped into lines of its own where it does not fit: it must not be cut. */
export function withReasons(rows: readonly (readonly StyledCell[])[], width: number): readonly (readonly StyledCell[])[] {
  const columns = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const widths = Array.from({ length: columns }, (_, i) => Math.max(0, ...rows.map((row) => stringWidth(row[i]?.text ?? ''))) + 2);
  const room = Math.max(20, width - widths.reduce((sum, w) => sum + w, 0));
  return rows.flatMap((row) => {
    const [first = '', ...more] = wrap(row.at(-1)?.text ?? '', room);
    return [[...row.slice(0, -1), { text: first }], ...more.map((text) => [...row.slice(0, -1).map(() => ({ text: '' })), { text: `  ${text}` }])];
  });
}

/** Paragraphs with one empty line between, without the empty ones. */
export const paragraphs = (...texts: readonly (string | undefined)[]): string => texts.filter((t) => t !== undefined && t !== '').join('\n\n');
export const lines = (...texts: readonly (string | undefined)[]): string => texts.filter((t) => t !== undefined && t !== '').join('\n');
