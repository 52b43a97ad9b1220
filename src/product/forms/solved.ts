// What trivet.yaml says of the metric that shows whether the problem is solved. Which metrics a model has is known after its training.

import type { Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Solved } from '../product.ts';
import { byKind, listOf, mapped, members, needed, optional, placed, type ReadBy } from './compound.ts';
import { number, text } from './form.ts';

const rival = placed(text({ expects: 'the name of a metric', example: 'seen_share', pattern: /^(?:[A-Za-z_][A-Za-z0-9_]*\.)?[^.\s]+$/ }));

const rivals = byKind('a metric, or a list of metrics', {
  single: mapped(rival, (one) => [one]),
  list: listOf(rival, { example: '[seen_share, usual_share]', least: 1 }),
});

/** solved: of trivet.yaml */
export const solvedForm = members('{ metric: bad_hour.auc, better_than: [seen_share, usual_share], by: 0.02 }', {
  metric: needed(
    'MODEL.METRIC: the metric that says whether the problem is solved.',
    placed(text({ expects: 'a model and its metric', example: 'bad_hour.auc', pattern: /^[A-Za-z_][A-Za-z0-9_]*\.[^.\s]+$/ })),
  ),
  better_than: needed('The metrics of the same model that it must exceed: what people have already.', rivals),
  by: optional('By how much it must exceed each of them; 0 unless said.', number),
});

/** The metric and its rivals, without the name of their model, which is not yet known to exist; that of another model is a Problem. */
export function solvedOf({ metric, better_than: written, by = 0 }: ReadBy<typeof solvedForm>, problems: Problem[]): Solved {
  const [model = '', name = ''] = metric.value.split('.');
  const betterThan = written.map(({ value, at }) => {
    const [first = '', second] = value.split('.');
    if (second !== undefined && first.toLowerCase() !== model.toLowerCase()) {
      problems.push(problem('other-model', { metric: value, model, rival: second }, { at }));
    }
    return second ?? first;
  });
  return { model, metric: name, betterThan, by, at: metric.at };
}
