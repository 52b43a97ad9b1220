// verify: looks at every byte of the store again; with --replay, builds existing keys again and compares.

import { type Replayed, replayBuilds, sessionProblem } from '../../session/index.ts';
import { verifyObjects } from '../../store/index.ts';
import { count, plural, table } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { paragraphs } from '../render.ts';
import { defineVerb, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

export const verb = defineVerb({
  name: 'verify',
  summary: 'look at every byte of the store again',
  positionals: {},
  flags: { replay: { kind: 'count', value: 'N', summary: 'also build N existing keys again and compare the contents' } },
  examples: [
    { command: 'trivet verify', why: 'every kept file against its digest' },
    { command: 'trivet verify --replay 5', why: 'same three fingerprints, same result?' },
  ],
  run: (context) =>
    writing(context, 'verify', async (session): Promise<VerbEnd> => {
      const { palette, width } = context;
      const { checked, broken } = await verifyObjects(session.store, (done, of) => {
        if (done % 50 === 0 || done === of) session.emit({ kind: 'replay', what: 'objects', done, of });
      });
      const replayed = context.flags.replay ? await replayBuilds(context.flags.replay, session) : [];
      const problems = [
        ...broken.map((b) => sessionProblem('broken-object', { object: b.object, asset: b.asset ?? 'a text', why: b.why })),
        ...replayed.filter((r) => !r.agrees).map((r) => sessionProblem('not-the-same', { asset: r.asset, build: r.build, note: r.note ?? '' })),
      ];
      const bad = problems.length > 0;
      const agree = replayed.filter((r) => r.agrees).length;
      const summary = `${bad ? palette.bad('✗') : palette.ok('✓')} ${plural(checked, 'object')} looked at, ${count(broken.length)} broken${replayed.length ? `; ${count(agree)} of ${plural(replayed.length, 'build')} came out the same again` : ''}`;
      const rows = replayed.map((r: Replayed) => [
        { text: r.asset, style: palette.strong },
        { text: String(r.build), align: 'right' as const },
        { text: r.agrees ? 'same content' : (r.note ?? 'differs'), style: r.agrees ? palette.ok : palette.bad },
      ]);
      const document: Omit<Documents['verify'], 'problems'> = {
        checked,
        broken: broken.map((b) => ({ object: b.object, asset: b.asset ?? null, why: b.why })),
        replayed: replayed.map((r) => ({ ...r })),
      };
      return {
        document,
        text: paragraphs(rows.length ? table(['asset', 'build', 'built again'], rows, { palette, width }) : '', summary),
        summary,
        exit: bad ? 3 : 0,
        problems,
      };
    }),
});
