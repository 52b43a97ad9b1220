// acceptances.yaml read: known failures, each with its reason. Whether a check exists is not known here.

import type { Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Acceptance, CodeFile } from '../product.ts';
import { byKind, listOf, members, needed, optional, placed } from './compound.ts';
import { openYaml } from './document.ts';
import { type Form, number, setting, text } from './form.ts';
import { instant } from './notations.ts';

const cell: Form<string | null> = byKind('a single value', { single: setting, empty: () => null });

/** acceptances.yaml */
export const acceptancesForm = listOf(
  members(
    '{ check: departures.usual-flights, because: the earthquake, by: sam, when: 2001-03-01T06:00:00-08:00, columns: [origin, day], keys: [[SEA, 2001-02-28]] }',
    {
      check: needed('The whole name of the check.', placed(text({ example: 'departures.usual-flights' }))),
      because: needed('Why the failure is known and allowed.', text({ example: 'the Nisqually earthquake closed the airport' })),
      by: needed('Who accepted it.', text({ example: 'sam' })),
      when: needed('When it was accepted.', instant),
      columns: optional(
        'The columns that the values of each key are of: the acceptance counts while the check names its rows by them.',
        listOf(text({ expects: 'the name of a column', example: 'origin' }), { example: '[origin, day]', least: 1 }),
      ),
      keys: optional(
        'The keys of the rows that are accepted, each a list of values.',
        listOf(listOf(cell, { example: '[SEA, 2001-02-28]' }), { example: '[[SEA, 2001-02-28]]' }),
      ),
      digests: optional(
        'Digests of the keys, where there are more than 20; `set:` and the digest of all of them, where there are more than 100,000.',
        listOf(text({ expects: 'a digest', example: 'a'.repeat(64), pattern: /^([0-9a-f]{16,128}|set:[0-9a-f]{32})$/ }), {
          example: `[${'a'.repeat(64)}]`,
        }),
      ),
      value: optional('The value that is accepted, of a check without rows.', number),
    },
  ),
  {
    example:
      '- { check: departures.usual-flights, because: the earthquake, by: sam, when: 2001-03-01T06:00:00-08:00, columns: [origin, day], keys: [[SEA, 2001-02-28]] }',
  },
);

/** Reads acceptances.yaml; one that covers nothing is a Problem. */
export function readAcceptancesYaml(file: CodeFile, problems: Problem[]): readonly Acceptance[] {
  const spot = openYaml(file, problems);
  const read = (spot && acceptancesForm.read(spot)) ?? [];
  return read.map(({ check, ...rest }) => {
    const covers = (rest.keys?.length ?? 0) + (rest.digests?.length ?? 0) + (rest.value === undefined ? 0 : 1);
    if (covers === 0) problems.push(problem('acceptance-of-nothing', { check: check.value }, { at: check.at }));
    return { ...rest, check: check.value, at: check.at };
  });
}
