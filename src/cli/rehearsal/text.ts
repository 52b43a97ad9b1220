// What a rehearsal says below its matrix: the score and its false alarms, the checks that would notice more, those that notice nothing of their own.

import type { Fault, Rehearsal } from '../../rehearsal/index.ts';
import { count, plural, wrap } from '../../telemetry/index.ts';
import type { Look } from '../render.ts';
import type { Rehearsed, ShownProposal } from './end.ts';

/** Rounded down, so that no score looks like the one that was asked for. */
export const share = (of: number): string => `${Math.floor(of * 1000 + 1e-9) / 10} %`;

/** A name, and words beside it that are broken where the line ends. */
function named(name: string, words: string, width: number): string {
  const column = 14;
  return wrap(words, width - column)
    .map((line, i) => `${(i === 0 ? name : '').padEnd(column)}${line}`)
    .join('\n');
}

export function scoreText({ of, rehearsal }: Rehearsed, { palette, width }: Look): string {
  const { score, killed, survived, equivalent, controls } = rehearsal;
  if (score === undefined) return 'no score: no fault makes a difference to anything';
  const style = score >= 0.8 ? palette.ok : score >= 0.5 ? palette.warn : palette.bad;
  const none = equivalent > 0 ? `; ${count(equivalent)} ${equivalent === 1 ? 'makes' : 'make'} none` : '';
  // where some faults count more than others, the score is another part than that of their number
  const weighed = share(score) !== share(killed / (killed + survived));
  const faults = weighed ? count(killed + survived) : plural(killed + survived, 'fault');
  const noticed = `${count(killed)} of ${faults} that make a difference ${killed === 1 ? 'is' : 'are'} noticed${none}`;
  const minds = `${plural(controls.length, 'control')} noticed: a check minds what makes no difference`;
  return [
    named('score', `${palette.strong(style(share(score)))}${weighed ? ' by impact' : ''}  ${noticed}`, width),
    named('false alarms', alarmsText(rehearsal, of), width),
    ...(controls.length > 0 ? [palette.bad(named('', minds, width))] : []),
  ].join('\n');
}

function alarmsText({ falseAlarms }: Rehearsal, of: Rehearsed['of']): string {
  const { versions, alarmed, rate } = falseAlarms;
  if (rate === undefined)
    return of === 'product' ? 'not known: there is no earlier good version yet' : 'not known: one version of the data tells nothing of others';
  return `${share(rate)}  on ${alarmed} of ${plural(versions, 'good version')} some check fails`;
}

/** Faults of one proposal that are named, and proposals that are shown. */
const namedFaults = 3;
const mostShown = 12;

const ownChecks =
  'no check that is known here would notice the rest; one of your own can, such as a SELECT that compares a table with what it is made of';

export function proposalsText({ of, rehearsal, proposals, written, left = [] }: Rehearsed, look: Look): string {
  const { palette, width } = look;
  if (proposals.length === 0)
    return rehearsal.survived === 0
      ? ''
      : wrap(ownChecks, width)
          .map((line) => palette.dim(line))
          .join('\n');
  const better = rehearsal.scoreWithProposals;
  const verb = written.length > 0 && left.length === 0 ? 'checks that were added' : `${of === 'dbt' ? 'tests' : 'checks'} that would notice more`;
  const head = wrap(
    `${verb}, best first${better === undefined ? '' : `; the score with ${proposals.length === 1 ? 'it' : `all ${proposals.length}`}: ${share(better)}`}`,
    width,
  );
  const shown = proposals.slice(0, mostShown);
  const files = [...new Set(proposals.map((p) => p.file ?? p.proposal.table))];
  const tables = rehearsal.tables.length;
  const more = proposals.length - shown.length;
  return [
    head.map((line) => palette.strong(line)).join('\n'),
    ...(files.length === 1 ? [`  ${files[0]}`] : []),
    ...shown.map((one) => proposalText(one, files.length > 1, tables > 1, look)),
    ...(more > 0 ? [palette.dim(`  … and ${more} more that notice less; --json has all`)] : []),
    ...(written.length > 0 || left.length > 0 || of === 'dbt' ? [] : [`${palette.dim('→')} add them: the same command with --write`]),
  ].join('\n');
}

/** The fault's name and its column, with its table where there are several. */
const faultName = ({ operator, table, column }: Fault, several: boolean): string => {
  const place = column === undefined ? (several ? table : '') : several ? `${table}.${column}` : column;
  return place === '' ? operator : `${operator} in ${place}`;
};

function proposalText({ proposal, file, text }: ShownProposal, withFile: boolean, withTable: boolean, { palette, width }: Look): string {
  const { kills, falseAlarms } = proposal;
  const alarms = falseAlarms.rate === undefined ? '' : `; false alarms ${falseAlarms.alarmed} of ${falseAlarms.versions}`;
  const names = [...new Set(kills.map((fault) => faultName(fault, withTable)))];
  const more = names.length > namedFaults ? ` and ${names.length - namedFaults} more` : '';
  const said = wrap(`notices ${names.slice(0, namedFaults).join(', ')}${more}${alarms}`, width - 4);
  return [
    ...(withFile ? [`  ${file ?? proposal.table}`] : []),
    ...said.map((line, i) => palette.dim(`  ${i === 0 ? '' : '  '}${line}`)),
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `      ${line}`),
  ].join('\n');
}

export function redundantText({ redundant, checks }: Rehearsal, { palette, width }: Look): string {
  if (redundant.length === 0) return '';
  const idle = redundant.filter((id) => checks.find((c) => c.rule === id)?.kills === 0);
  const others = redundant.filter((id) => !idle.includes(id));
  const list = (title: string, ids: readonly string[]): readonly string[] =>
    ids.length === 0 ? [] : wrap(`${title}: ${ids.join(', ')}`, width - 2).map((line, i) => palette.dim(i === 0 ? line : `  ${line}`));
  return [...list('notices no fault at all', idle), ...list('notices nothing that others do not', others)].join('\n');
}

/** Checks of one note that are named. */
const namedChecks = 3;

/** Proposals that were not written, each by what it says. */
export function leftNotes(left: NonNullable<Rehearsed['left']>): readonly string[] {
  const place = ({ table, check }: (typeof left)[number]): string => (check.place === 'column' ? `${table}.${check.column}` : table);
  return left.map((one) => `not written, for something else is said there: ${place(one)} ${one.expectation}`);
}

/** What fails without any fault. */
export function failingNotes({ tables }: Rehearsal): readonly string[] {
  const all = tables.flatMap(({ failing }) => failing);
  if (all.length === 0) return [];
  const said = all.length === 1 ? 'fails without any fault, so it notices none' : 'fail without any fault, so they notice none';
  const more = all.length > namedChecks ? ` and ${all.length - namedChecks} more` : '';
  return [`${plural(all.length, 'check')} ${said}: ${all.slice(0, namedChecks).join(', ')}${more}`];
}

export function notesText(notes: readonly string[], { palette, width }: Look): string {
  const shown = notes.slice(0, 12);
  const lines = shown.flatMap((note) => wrap(`! ${note}`, width - 2).map((line, i) => (i === 0 ? line : `  ${line}`)));
  return [...lines, ...(notes.length > shown.length ? [`  … and ${plural(notes.length - shown.length, 'more note')} (--json has all)`] : [])]
    .map((line) => palette.dim(line))
    .join('\n');
}
