// test: the unit tests (given rows → expected rows), then the checks of what the environment shows.

import { exitCode } from '../../base/index.ts';
import { test } from '../../session/index.ts';
import { count, plural } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { checkDocument, failingChecks, lines, notPassing, paragraphs, recordedText, testDocument, testText } from '../render.ts';
import { unaskedText } from '../unasked.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

export const verb = defineVerb({
  name: 'test',
  summary: 'unit tests, then checks',
  positionals: { selector: { summary: 'an asset: a, +a (with what it reads), a+ (with its readers); with --record also a unit test', repeat: true } },
  flags: {
    record: { kind: 'switch', summary: 'write into the files of unit tests what they do not expect yet; of those selected also what has changed' },
  },
  examples: [
    { command: 'trivet test', why: 'everything' },
    { command: 'trivet test hourly', why: 'one asset' },
    { command: 'trivet test --record', why: 'write what new unit tests expect' },
  ],
  run: (context) =>
    writing(context, 'test', async (session): Promise<VerbEnd> => {
      const tested = await test(session, context.arguments.selector, { record: context.flags.record });
      if (!tested.ok) return endWith(tested.problems);
      const { tests, prepared, recorded, results, notBuilt, problems, run } = tested.value;
      const { palette, width } = context;
      const checks = notPassing(results.values());
      const passing = [...results.values()].flatMap((r) => r.checks).length - checks.length;
      const failedTests = tests.filter((t) => t.status !== 'pass').length;
      const failed = failedTests + checks.filter((c) => c.settled === 'fail' || c.settled === 'error').length;
      const summary = [
        `${failed ? palette.bad('✗') : palette.ok('✓')} ${plural(tests.length - failedTests, 'unit test')} and ${plural(passing, 'check')} pass`,
        ...(failed ? [`${count(failed)} failed`] : []),
        ...(checks.some((c) => c.settled === 'accepted') ? [`${count(checks.filter((c) => c.settled === 'accepted').length)} accepted`] : []),
        ...(notBuilt.length ? [`${notBuilt.join(', ')} not built yet (trivet run)`] : []),
      ].join(', ');
      const look = { palette, width };
      const document: Omit<Documents['test'], 'problems'> = {
        run,
        tests: tests.map(testDocument),
        recorded: [...recorded],
        checks: checks.map(checkDocument),
        notBuilt: [...notBuilt],
      };
      const exit = Math.max(exitCode(problems), failedTests ? 2 : 0) as VerbEnd['exit'];
      return {
        document,
        text: paragraphs(
          recordedText(recorded, look),
          testText(tests, look),
          failingChecks(checks, look),
          lines(unaskedText(prepared, results.keys(), look), summary),
        ),
        summary,
        exit,
        problems,
      };
    }),
});
