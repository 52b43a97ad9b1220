// release --resume: lets refreshes publish again after a rollback.

import { releaseProblem, resume } from '../../release/index.ts';
import { otherProduct } from '../../session/index.ts';
import type { Documents } from '../documents.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

export const verb = defineVerb({
  name: 'release',
  summary: 'let refreshes publish again',
  positionals: {},
  flags: { resume: { kind: 'switch', summary: 'end the hold that a rollback set' } },
  examples: [{ command: 'trivet release --resume', why: 'after a rollback, when the sources are right again' }],
  run: (context) => {
    if (!context.flags.resume) return Promise.resolve(endWith([releaseProblem('say-resume', {})]));
    return writing(
      context,
      'release --resume',
      async (session): Promise<VerbEnd> => {
        if (session.environment === 'dev') return endWith([releaseProblem('dev-has-no-releases', {})]);
        const stranger = await otherProduct(session);
        if (stranger) return endWith([stranger]);
        const resumed = await resume(session.store, session.environmentId);
        if (!resumed.ok) return endWith(resumed.problems);
        const text = `${context.palette.ok('✓')} ${session.environment} takes refreshes again, from release ${resumed.value.live}; next: trivet run --environment ${session.environment}`;
        const document: Omit<Documents['release'], 'problems'> = { environment: session.environment, live: resumed.value.live, hold: false };
        return { document, text, summary: text, exit: 0 };
      },
      'prod',
    );
  },
});
