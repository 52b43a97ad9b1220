// The end of `check`: a line for each rule, the offending rows of those that fail, and the document.

import type { Problem } from '../../base/index.ts';
import type { NotRun, OdcsDocument } from '../../contract/index.ts';
import { count, duration, fractionText, type Palette, plural, renderRows, type StyledCell, table } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { paragraphs, withReasons } from '../render.ts';
import type { VerbEnd } from '../verb.ts';
import type { Checked, RuleResult } from './check.ts';

interface Look {
  readonly palette: Palette;
  readonly width: number;
}
type Tone = 'ok' | 'bad' | 'warn';

const holds = ({ finding }: RuleResult): boolean => finding.status === 'pass';
/** Not asked and not answered is no better than failed. */
const breaks = (result: RuleResult): boolean => !holds(result) && result.rule.severity === 'error';
const tone = (result: RuleResult): Tone => (holds(result) ? 'ok' : breaks(result) ? 'bad' : 'warn');
const sign: Readonly<Record<Tone, string>> = { ok: '✓', bad: '✗', warn: '!' };

export function checkEnd(document: OdcsDocument, checked: Checked, problems: readonly Problem[], look: Look): VerbEnd {
  const results = checked.tables.flatMap((t) => t.results);
  const broken = results.filter(breaks).length;
  const { palette } = look;
  const parts = [
    `${count(results.filter(holds).length)} passed`,
    ...counted(results.filter((r) => breaks(r) && r.finding.status === 'fail').length, 'failed'),
    ...counted(results.filter((r) => breaks(r) && r.finding.status === 'error').length, 'could not be asked'),
    ...counted(results.filter((r) => tone(r) === 'warn').length, 'warned'),
    ...counted(checked.notRun.length, 'not run'),
  ];
  const summary = `${broken > 0 ? palette.bad('✗') : palette.ok('✓')} ${document.file.path}: ${parts.join(', ')}`;
  const tables = checked.tables.map((one) => tableText(one, look));
  return {
    document: documentOf(document, checked),
    text: paragraphs(...tables, notRunText(checked.notRun, look), summary),
    summary,
    exit: broken > 0 ? 1 : 0,
    problems,
  };
}

const counted = (n: number, word: string): readonly string[] => (n > 0 ? [`${count(n)} ${word}`] : []);

function tableText({ name, data, rows, results }: Checked['tables'][number], look: Look): string {
  const { palette } = look;
  const head = `${palette.strong(name)}  ${palette.dim(`${data}${rows === null ? '' : `, ${plural(rows, 'row')}`}`)}`;
  const lines = results.map((result) => ruleRow(result, rows, palette));
  const listed = lines.length > 0 ? table(['', 'rule', 'expected', 'result'], lines, look) : palette.dim('no rules');
  return [head, listed, ...results.filter((r) => !holds(r)).flatMap((result) => detail(result, look))].join('\n');
}

function ruleRow(result: RuleResult, rows: number | null, palette: Palette): readonly StyledCell[] {
  const style = palette[tone(result)];
  const named = result.rule.id.slice(result.table.length + 1);
  return [
    { text: sign[tone(result)], style },
    { text: named },
    { text: result.rule.expectation, style: palette.dim },
    { text: resultText(result, rows), style },
  ];
}

/** What cannot be executed, with the whole reason. */
export function notRunText(notRun: readonly NotRun[], look: Look): string {
  const { palette } = look;
  const rows = notRun.map(({ table: of, rule, reason }) => [{ text: '·' }, { text: of === '' ? rule : `${of}.${rule}` }, { text: reason }]);
  const styled = withReasons(rows, look.width).map((row) => row.map((cell) => ({ ...cell, style: palette.dim })));
  return rows.length > 0 ? table(['', 'not run', 'because'], styled, look) : '';
}

/** "3 rows, 0.3 %", "is 12", "error". */
function resultText({ finding, rule }: RuleResult, rows: number | null): string {
  const { status, offending, value } = finding;
  if (status === 'error') return 'error';
  const number = value === null ? '' : rule.kind === 'freshness' && Number.isFinite(value) ? duration(value) : fractionText(value);
  if (status === 'pass') return value === null || rule.tolerance ? 'pass' : number;
  if (offending === 0) return value === null ? 'fail' : `is ${number}`;
  const share = rows ? (offending / rows) * 100 : 0;
  return `${plural(offending, 'row')}${share > 0 && share <= 100 ? `, ${Number(share.toPrecision(2))} %` : ''}`;
}

/** Why it could not be asked, or the first rows that offend. */
function detail({ finding, rule }: RuleResult, { palette, width }: Look): readonly string[] {
  const { problem, sample, columns, offending, keys } = finding;
  const why = problem as unknown as Problem | null;
  const head = `${palette.strong(rule.id)} ${palette.dim(`${rule.at.file}:${rule.at.line ?? 1}`)}`;
  if (why) return ['', head, `  ${why.message}`];
  if (sample.length === 0) return [];
  // a row shown may stand for several: fewer keys than are kept are all there are
  const more = (keys.length < 20 ? keys.length : offending) - sample.length;
  return ['', head, renderRows({ columns, rows: sample, more: Math.max(0, more) }, { palette, width, indent: 2 })];
}

function documentOf(document: OdcsDocument, checked: Checked): Omit<Documents['check'], 'problems'> {
  return {
    contract: { file: document.file.path, id: document.id, name: document.name ?? null, version: document.version, apiVersion: document.apiVersion },
    tables: checked.tables.map(({ name, data, rows }) => ({ table: name, data, rows })),
    checks: checked.tables.flatMap(({ results, rows }) => results.map((result) => checkDocument(result, rows))),
    notRun: checked.notRun.map(({ table: name, rule, reason, at }) => ({ table: name === '' ? null : name, rule, reason, at: { ...at } })),
  };
}

function checkDocument({ table: name, rule, check, finding }: RuleResult, rows: number | null): Documents['check']['checks'][number] {
  return {
    check: rule.id,
    table: name,
    type: rule.kind,
    status: finding.status,
    severity: rule.severity,
    expectation: rule.expectation,
    dimension: check?.dimension ?? null,
    businessImpact: check?.businessImpact ?? null,
    offending: finding.offending,
    share: rows && finding.offending > 0 && finding.offending <= rows ? finding.offending / rows : null,
    value: finding.value,
    columns: [...finding.columns],
    sample: finding.sample.map((row) => [...row]),
    problem: (finding.problem ?? null) as Documents['check']['checks'][number]['problem'],
    at: { ...rule.at },
  };
}
