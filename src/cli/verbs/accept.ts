// accept: a known failure gets its reason. It covers the rows that failed, and no others.

import { accept } from '../../session/index.ts';
import { plural } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { reading } from '../with-session.ts';

export const verb = defineVerb({
  name: 'accept',
  summary: 'a known failure, with its reason',
  details:
    'Writes acceptances.yaml from the last failure of the check in any environment. It covers just those rows (or that value), and reaches production with the next ship.',
  positionals: { check: { summary: 'a check, e.g. departures.usual-flights, or the end of its name where that is unique', required: true } },
  flags: { because: { kind: 'text', value: 'TEXT', summary: 'the reason, for ever shown beside it', required: true } },
  examples: [{ command: `trivet accept usual-flights --because "the earthquake closed SEA"`, why: 'one known bad day' }],
  run: (context) =>
    reading(context, 'accept', async (session): Promise<VerbEnd> => {
      const accepted = await accept(session, context.arguments.check, context.flags.because);
      if (!accepted.ok) return endWith(accepted.problems);
      const { acceptance, file, offending } = accepted.value;
      const what = acceptance.keys?.length
        ? ` (${acceptance.keys
            .slice(0, 3)
            .map((key) => key.join(' '))
            .join('; ')}${acceptance.keys.length > 3 ? '; …' : ''})`
        : '';
      const covers = acceptance.value === undefined ? `${plural(offending, 'row')}${what}` : `the value ${acceptance.value}`;
      const text = `${context.palette.ok('✓')} ${file}: ${acceptance.check} is accepted for ${covers}; it reaches production with: trivet ship`;
      const { check, because, by, when } = acceptance;
      const document: Omit<Documents['accept'], 'problems'> = { check, because, by, when, covers: offending, file };
      return { document, text, summary: text, exit: 0 };
    }),
});
