// How a rehearsal ends, whatever was rehearsed: the matrix, the score beside its false alarms, what would notice more, the document, the exit code.

import type { Problem } from '../../base/index.ts';
import type { Rehearsal } from '../../rehearsal/index.ts';
import { duration, plural, wrap } from '../../telemetry/index.ts';
import { problem } from '../problems.ts';
import { type Look, lines, paragraphs } from '../render.ts';
import type { VerbEnd } from '../verb.ts';
import { documentOf } from './document.ts';
import { matrixText } from './matrix-of.ts';
import { notesText, proposalsText, redundantText, scoreText, share } from './text.ts';

/** A proposed check where it is written, in the words of that place. */
export interface ShownProposal {
  readonly proposal: Rehearsal['proposals'][number];
  /** Absent: it has no place of its own. */
  readonly file?: string | undefined;
  readonly text: string;
}

export interface Rehearsed {
  readonly of: 'product' | 'contract' | 'dbt';
  readonly name: string;
  readonly rehearsal: Rehearsal;
  readonly proposals: readonly ShownProposal[];
  /** Files that `--write` added checks to. */
  readonly written: readonly string[];
  /** Proposals that `--write` could not add: something else is said there. */
  readonly left?: readonly Rehearsal['proposals'][number][] | undefined;
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** `least`: the score asked for, 0 to 1. */
export function rehearsalEnd(rehearsed: Rehearsed, least: number | undefined, look: Look): VerbEnd {
  const { rehearsal, written, problems } = rehearsed;
  const { score, trials } = rehearsal;
  const document = documentOf(rehearsed);
  const nothing = trials.length === 0 ? [problem('nothing-rehearsed', { tables: rehearsal.tables.map((t) => t.table) })] : [];
  const low =
    least !== undefined && score !== undefined && score < least ? [problem('score-too-low', { score: share(score), least: share(least) })] : [];
  const all = [...problems, ...nothing, ...low];
  const exit = nothing.length > 0 ? 2 : low.length > 0 ? 1 : 0;
  const said = scoreText(rehearsed, look);
  const left = rehearsed.left?.length ?? 0;
  const improved = rehearsal.scoreWithProposals;
  const better = improved === undefined || left > 0 ? '' : `; ${share(improved)} with ${rehearsed.proposals.length === 1 ? 'it' : 'them'}`;
  const added = written.length > 0 ? `${plural(rehearsed.proposals.length - left, 'check')} added to ${written.join(', ')}${better}` : '';
  const text = paragraphs(
    headText(rehearsed, look),
    trials.length > 0 ? matrixText(rehearsal, look) : '',
    said,
    proposalsText(rehearsed, look),
    redundantText(rehearsal, look),
    notesText(rehearsed.notes, look),
    added,
  );
  return { document, text, summary: lines(said, added), exit, problems: all };
}

function headText({ of, name, rehearsal }: Rehearsed, { palette, width }: Look): string {
  const { tables, trials, checks, seconds } = rehearsal;
  const tried = trials.filter((t) => !t.inferred).length;
  const faults = `${plural(trials.length, 'fault')} in ${plural(tables.filter((t) => !t.skipped).length, 'table')}`;
  const head = wrap(`${name}: ${faults}, ${plural(checks.length, of === 'dbt' ? 'test' : 'check')}`, width).join('\n');
  return `${head}\n${palette.dim(`${tried} tried in ${duration(seconds)}, the others follow from these`)}`;
}
