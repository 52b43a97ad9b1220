// Promises as the page shows them: the report's standings with a mark each. Pure.

import type { PromiseReport, PromiseStanding } from '../../operations/index.ts';
import type { Mark, PromiseRow, UndeliveredRow } from '../documents.ts';

const marks: Readonly<Record<PromiseStanding['state'], Mark>> = { good: 'good', breaking: 'attention', broken: 'broken', 'no data': 'none' };

export const promiseRows = ({ standings }: PromiseReport): readonly PromiseRow[] =>
  standings.map(({ subject, output, kind, text, state, since, value, within, breaksAt, budget, line, decision }) => ({
    subject,
    output,
    kind,
    text,
    state,
    mark: marks[state],
    since,
    value,
    within,
    breaksAt,
    budget,
    line,
    decision: decision?.text ?? null,
  }));

export const undeliveredRows = ({ undelivered }: PromiseReport): readonly UndeliveredRow[] =>
  undelivered.map(({ subject, state, to, attempts, error, decidedAt }) => ({ subject, state, to, attempts, error, decidedAt }));
