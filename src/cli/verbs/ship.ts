// ship: through the gates of the impact level into production.

import { exitCode } from '../../base/index.ts';
import { type Shipped, ship, type Told } from '../../session/index.ts';
import type { Palette } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import {
  assetDocument,
  assetTable,
  checkDocument,
  failingChecks,
  gateText,
  lines,
  notPassing,
  paragraphs,
  releaseDocument,
  testDocument,
  testText,
} from '../render.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

export const verb = defineVerb({
  name: 'ship',
  summary: 'through the gates into production',
  details:
    'Bundles the code, builds what is missing, runs the gates that the declared impact asks for, and publishes in one transaction. A closed gate leaves production as it is and names the command that opens it.',
  positionals: {},
  flags: {
    'dry-run': { kind: 'switch', summary: 'everything but the publication' },
    because: { kind: 'text', value: 'TEXT', summary: 'why, for the log' },
    'approved-by': { kind: 'text', value: 'WHO', summary: 'who else agreed; asked for at impact critical, recorded as unauthenticated' },
  },
  examples: [
    { command: 'trivet ship', why: 'the code as it is here' },
    { command: 'trivet ship --dry-run', why: 'which gates would be closed' },
  ],
  run: (context) =>
    writing(
      context,
      'ship',
      async (session): Promise<VerbEnd> => {
        const { because, 'dry-run': dryRun, 'approved-by': approvedBy } = context.flags;
        const shipped = await ship(session, { dryRun, because: because ?? null, approvedBy });
        if (!shipped.ok) return endWith(shipped.problems);
        const { palette, width } = context;
        const look = { palette, width };
        const { results, gates, tests, problems } = shipped.value;
        const { impact } = shipped.value.prepared.world.product;
        const checks = notPassing(results.values());
        const summary = summaryOf(shipped.value, session.environment, dryRun, palette);
        const text = paragraphs(
          lines(palette.dim(`run ${shipped.value.run}, for ${session.environment}`), assetTable(results.values(), look)),
          failingChecks(checks, look),
          testText(
            tests.filter((t) => t.status !== 'pass'),
            look,
          ),
          lines(palette.dim(`impact ${impact.level}: ${impact.because}`), gateText(gates, look)),
          lines(...shipped.value.told.map((t) => toldLine(t, palette))),
          summary,
        );
        const exit = exitCode(problems) || (gates.some((g) => !g.open) ? 2 : 0);
        return { document: documentOf(shipped.value, session.environment, dryRun), text, summary, exit, problems };
      },
      'prod',
    ),
});

/** `late gains city: gate-planners (planners@example.org) rely on it`. */
function toldLine({ output, what, consumers }: Told, palette: Palette): string {
  const who = consumers.map((c) => (c.contact ? `${c.name} (${c.contact})` : c.name)).join(', ');
  return `${palette.strong(output)} ${what}${who ? `: tell ${who}` : ''}`;
}

function summaryOf({ release, gates, same, live }: Shipped, environment: string, dryRun: boolean, palette: Palette): string {
  const closed = gates.filter((g) => !g.open);
  if (closed.length) {
    const what = closed.map((g) => `gate ${g.name} is closed: ${g.text}`).join('; ');
    return `${palette.bad('✗')} ${what}; ${environment} ${live === null ? 'shows nothing yet' : `stays on release ${live}`}`;
  }
  const open = gates.map((g) => g.name).join(', ');
  if (dryRun) return `${palette.ok('✓')} every gate is open (${open}); not published: --dry-run`;
  if (same) return `${palette.ok('✓')} nothing to ship: ${environment} shows this already (release ${live})`;
  return `${palette.ok('✓')} every gate is open (${open}); ${environment} shows release ${release?.number}`;
}

function documentOf(shipped: Shipped, environment: string, dryRun: boolean): Omit<Documents['ship'], 'problems'> {
  return {
    run: shipped.run,
    environment,
    dryRun,
    level: shipped.prepared.world.product.impact.level,
    gates: shipped.gates.map(({ name, open, text, remedy }) => ({ name, open, text, ...(remedy ? { remedy } : {}) })),
    release: shipped.release ? releaseDocument(shipped.release) : null,
    live: shipped.live,
    same: shipped.same,
    told: shipped.told.map((t) => ({ ...t, consumers: [...t.consumers] })),
    assets: [...shipped.results.values()].map(assetDocument),
    checks: notPassing(shipped.results.values()).map(checkDocument),
    tests: shipped.tests.map(testDocument),
  };
}
