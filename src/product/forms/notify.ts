// Where trivet.yaml sends alerts, and the outside beat of a dead man's switch. Sends nothing, reads no variable.

import type { Problem } from '../../base/index.ts';
import type { Notify } from '../product.ts';
import { checkTarget } from '../targets.ts';
import { listOf, needed, oneOf, type Placed, placed, type ReadBy } from './compound.ts';
import { text } from './form.ts';

const url = (example: string) =>
  text({ expects: 'a URL with http or https, or a variable like $HOOK_URL', example, pattern: /^(?:https?:\/\/[^\s/]\S*|\$[A-Za-z_]\w*\S*)$/ });

/** notify: of trivet.yaml */
export const notifyForm = listOf(
  placed(
    oneOf('{ file: alerts.ndjson }', {
      file: needed('A file in the product, to which each alert is added as a line of JSON.', placed(text({ example: 'alerts.ndjson' }))),
      webhook: needed('A URL to which each alert is posted as JSON.', placed(url('https://example.org/hook'))),
      slack: needed("The URL of a Slack channel's incoming webhook.", placed(url('$SLACK_URL'))),
      pagerduty: needed(
        'The integration key of a PagerDuty service (Events v2).',
        placed(text({ expects: 'a key, or a variable like $PAGERDUTY_KEY', example: '$PAGERDUTY_KEY', pattern: /^\S+$/ })),
      ),
      command: needed('A command that gets each alert as JSON on its standard input.', placed(text({ example: './tell.sh' }))),
    }),
  ),
  { example: '[{ file: alerts.ndjson }]' },
);

/** deadman: of trivet.yaml */
export const deadmanForm = placed(url('https://example.org/beat'));

/** The addressees in the order written. */
export function notifyOf(read: ReadBy<typeof notifyForm>, problems: Problem[]): readonly Notify[] {
  return read.map(({ value: { key: kind, value }, at }) => {
    if (kind === 'file') checkTarget(value.value, { at: value.at, as: 'file', example: 'alerts.ndjson' }, problems);
    return { kind, target: value.value, at };
  });
}

export const deadmanOf = ({ value, at }: Placed<string>): Notify => ({ kind: 'webhook', target: value, at });
