// The end of `contract lint`: a line for each file; with one file alone also its rules, one by one.

import { exitCode } from '../../base/index.ts';
import { count, type Palette, plural, type StyledCell, table } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { paragraphs } from '../render.ts';
import type { VerbEnd } from '../verb.ts';
import { notRunText } from './check-end.ts';
import type { Linted } from './lint.ts';

export function lintEnd(linted: readonly Linted[], look: { readonly palette: Palette; readonly width: number }): VerbEnd {
  const { palette } = look;
  const problems = linted.flatMap((one) => one.problems);
  const wrong = linted.filter((one) => errors(one) > 0).length;
  const running = linted.reduce((sum, one) => sum + one.rules.length, 0);
  const summary =
    wrong > 0
      ? `${palette.bad('✗')} ${count(wrong)} of ${plural(linted.length, 'contract')} cannot be used as written`
      : `${palette.ok('✓')} ${plural(linted.length, 'contract')}, ${plural(running, 'rule')} that ${running === 1 ? 'runs' : 'run'}`;
  const [only] = linted.length === 1 ? linted : [];
  return {
    document: documentOf(linted),
    text: paragraphs(linted.length > 1 ? filesText(linted, look) : '', only ? rulesText(only, look) : '', summary),
    summary,
    exit: exitCode(problems),
    problems,
  };
}

const of = (one: Linted, severity: 'error' | 'warning'): number => one.problems.filter((p) => p.severity === severity).length;
const errors = (one: Linted): number => of(one, 'error');

function filesText(linted: readonly Linted[], look: { readonly palette: Palette; readonly width: number }): string {
  const { palette } = look;
  const number = (n: number): StyledCell => ({ text: n > 0 ? count(n) : '', align: 'right' });
  const rows = linted.map((one) => [
    errors(one) > 0 ? { text: '✗', style: palette.bad } : { text: '✓', style: palette.ok },
    { text: one.file, style: palette.strong },
    { text: one.apiVersion === null ? '' : `v${one.apiVersion}` },
    number(one.tables),
    number(one.rules.length),
    { ...number(errors(one)), style: palette.bad },
    number(one.notRun.length),
    number(of(one, 'warning')),
  ]);
  const right = (title: string) => ({ title, align: 'right' as const });
  return table(['', 'contract', 'version', right('tables'), right('rules run'), right('errors'), right("can't run"), right('warnings')], rows, look);
}

function rulesText({ rules, notRun }: Linted, look: { readonly palette: Palette; readonly width: number }): string {
  const { palette } = look;
  const rows = rules.map((rule) => [
    { text: rule.severity === 'error' ? '✓' : '!', style: palette.ok },
    { text: rule.id },
    { text: rule.expectation, style: palette.dim },
  ]);
  return paragraphs(rows.length > 0 ? table(['', 'rule', 'expected'], rows, look) : '', notRunText(notRun, look));
}

function documentOf(linted: readonly Linted[]): Omit<Documents['contract'], 'problems'> {
  return {
    action: 'lint',
    contracts: linted.map((one) => ({
      file: one.file,
      apiVersion: one.apiVersion,
      tables: one.tables,
      errors: errors(one),
      warnings: of(one, 'warning'),
      rules: one.rules.map((rule) => ({
        rule: rule.id,
        table: rule.asset,
        type: rule.kind,
        severity: rule.severity,
        expectation: rule.expectation,
        at: { ...rule.at },
      })),
      notRun: one.notRun.map(({ table: name, rule, reason, at }) => ({ table: name === '' ? null : name, rule, reason, at: { ...at } })),
    })),
  };
}
