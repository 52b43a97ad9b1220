// rollback: back to an earlier release, at once. Needs no engine, waits for no lock.

import { releaseProblem, rollback } from '../../release/index.ts';
import { afterPublication, goingBack, openToWrite, otherProduct } from '../../session/index.ts';
import { guarded } from '../../store/index.ts';
import type { Documents } from '../documents.ts';
import { releaseDocument } from '../render.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { sessionOptions } from '../with-session.ts';

export const verb = defineVerb({
  name: 'rollback',
  summary: 'back to an earlier release, at once',
  details: 'One pointer move. Refreshes go on building and checking, but publish again only after the next ship, or release --resume.',
  positionals: { release: { summary: 'a release number; the one before if absent' } },
  flags: { because: { kind: 'text', value: 'TEXT', summary: 'why, for the log' } },
  examples: [
    { command: 'trivet rollback', why: 'the release before' },
    { command: 'trivet rollback 3 --because "late flights miscounted"', why: 'a certain one' },
  ],
  async run(context): Promise<VerbEnd> {
    const options = await sessionOptions(context, 'rollback', 'prod');
    if ('exit' in options) return options;
    const { environment, effects } = options;
    if (environment === 'dev') return endWith([releaseProblem('dev-has-no-releases', {})]);
    const text = context.arguments.release;
    if (text !== undefined && !/^\d{1,9}$/.test(text)) return endWith([releaseProblem('not-a-number', { text })]);
    const session = await openToWrite({ ...options, lock: false });
    if (!session.ok) return endWith(session.problems);
    const { store } = session.value;
    try {
      const stranger = await otherProduct(session.value);
      if (stranger) return endWith([stranger]);
      const at = new Date(effects.now()).toISOString();
      const moved = await rollback(store, text === undefined ? undefined : Number(text), {
        environment,
        by: effects.user,
        at,
        because: context.flags.because ?? null,
        outputs: (live, target) => goingBack(live, target, session.value),
      });
      if (!moved.ok) return endWith(moved.problems);
      const backTo = (moved.value.gates as { backTo: number }).backTo;
      const summary = `${context.palette.ok('✓')} ${environment} shows what release ${backTo} showed (as release ${moved.value.number}); refreshes are held until: trivet ship, or trivet release --resume`;
      const document: Omit<Documents['rollback'], 'problems'> = { environment, release: releaseDocument(moved.value), backTo };
      // the move is done, whatever becomes of the files for other tools
      const later = await guarded(() => afterPublication(session.value));
      return { document, text: summary, summary, exit: 0, problems: later.ok ? later.value : [] };
    } finally {
      await session.value.close();
    }
  },
});
