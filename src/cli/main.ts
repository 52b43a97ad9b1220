// The composition root: which verbs there are, and how this process becomes a host. Help is answered here, before anything else is
// loaded; all other work is in dispatch.

import { readFileSync } from 'node:fs';
import type { Host } from './dispatch.ts';
import { generalHelp, type VerbEntry } from './table.ts';

export const verbs: readonly VerbEntry[] = [
  {
    name: 'init',
    group: 'build',
    usage: '[NAME]',
    summary: 'make a working product in a new folder',
    also: ['new', 'create'],
    load: () => import('./verbs/init.ts'),
  },
  {
    name: 'plan',
    group: 'build',
    usage: '',
    summary: 'what would run, and why',
    also: ['explain', 'preview'],
    load: () => import('./verbs/plan.ts'),
  },
  {
    name: 'run',
    group: 'build',
    usage: '[SELECTOR…]',
    summary: 'bring an environment up to date',
    also: ['build', 'refresh', 'materialize'],
    load: () => import('./verbs/run.ts'),
  },
  {
    name: 'test',
    group: 'build',
    usage: '[SELECTOR…]',
    summary: 'unit tests, then checks',
    also: ['validate'],
    load: () => import('./verbs/test.ts'),
  },
  {
    name: 'check',
    group: 'build',
    usage: 'CONTRACT [--data PATH]',
    summary: "a contract's rules, asked of data",
    also: ['odcs'],
    load: () => import('./verbs/check.ts'),
  },
  {
    name: 'contract',
    group: 'build',
    usage: 'ACTION [FILE…]',
    summary: 'lint, infer, diff, export a contract',
    also: ['lint', 'infer', 'diff', 'export'],
    load: () => import('./verbs/contract.ts'),
  },
  {
    name: 'status',
    group: 'look',
    usage: '',
    summary: 'where the product stands, and the next step',
    also: ['state'],
    bare: true,
    load: () => import('./verbs/status.ts'),
  },
  {
    name: 'show',
    group: 'look',
    usage: 'ASSET',
    summary: 'rows, columns, a small chart',
    also: ['head', 'view'],
    load: () => import('./verbs/show.ts'),
  },
  {
    name: 'sql',
    group: 'look',
    usage: '"SELECT …"',
    summary: 'ask a question, read-only',
    also: ['query', 'select'],
    load: () => import('./verbs/sql.ts'),
  },
  {
    name: 'log',
    group: 'look',
    usage: '[RUN [ASSET]]',
    summary: "releases and runs, or one run's story",
    also: ['history', 'runs', 'releases'],
    load: () => import('./verbs/log.ts'),
  },
  {
    name: 'accept',
    group: 'release',
    usage: 'CHECK --because TEXT',
    summary: 'a known failure, with its reason',
    also: ['waive', 'ignore'],
    load: () => import('./verbs/accept.ts'),
  },
  {
    name: 'ship',
    group: 'release',
    usage: '',
    summary: 'through the gates into production',
    also: ['deploy', 'promote', 'publish'],
    load: () => import('./verbs/ship.ts'),
  },
  {
    name: 'rollback',
    group: 'release',
    usage: '[N]',
    summary: 'back to an earlier release, at once',
    also: ['undo', 'revert'],
    load: () => import('./verbs/rollback.ts'),
  },
  {
    name: 'release',
    group: 'release',
    usage: '--resume',
    summary: 'let refreshes publish again',
    also: ['resume', 'unhold'],
    load: () => import('./verbs/release.ts'),
  },
  {
    name: 'up',
    group: 'release',
    usage: '[--port PORT]',
    summary: 'serve outputs, the page, promises',
    also: ['serve', 'start', 'daemon'],
    load: () => import('./verbs/up.ts'),
  },
  {
    name: 'why',
    group: 'when it breaks',
    usage: '[FAILURE]',
    summary: 'which leg broke it, and where',
    also: ['blame', 'bisect', 'diagnose'],
    load: () => import('./verbs/why.ts'),
  },
  {
    name: 'rehearse',
    group: 'when it breaks',
    usage: '[ASSET…]',
    summary: 'which faults no check would notice',
    also: ['mutate', 'mutation', 'chaos'],
    load: () => import('./verbs/rehearse.ts'),
  },
  {
    name: 'promises',
    group: 'when it breaks',
    usage: '',
    summary: 'promises, budgets, whom to wake',
    also: ['slo', 'budgets', 'alerts'],
    load: () => import('./verbs/promises.ts'),
  },
  {
    name: 'verify',
    group: 'when it breaks',
    usage: '',
    summary: 'look at every byte of the store again',
    also: ['fsck', 'doctor'],
    load: () => import('./verbs/verify.ts'),
  },
];

/** Answers what needs no verb, else dispatches; sets the exit code and lets the process end. */
export async function main(argv: readonly string[] = process.argv.slice(2)): Promise<void> {
  const quick = quickAnswer(argv);
  if (quick !== undefined) {
    process.stdout.on('error', () => {});
    process.stdout.write(quick);
    return;
  }
  const [{ dispatch }, { processHost, endProcess }] = await Promise.all([import('./dispatch.ts'), import('./host.ts')]);
  const host: Host = processHost(version, verbs);
  let over = false;
  // Nothing is left to wait for, and the verb has not ended: never silently, and never as if it were well.
  process.once('beforeExit', () => {
    if (over) return;
    process.stderr.write('✗ a bug in Trivet: it ended before its work was done\n');
    process.exitCode = 70;
  });
  const code = await dispatch(argv, host);
  over = true;
  endProcess(code);
}

/** The answer to `--help` and `--version` alone; undefined where more must be known. */
export function quickAnswer(argv: readonly string[]): string | undefined {
  if (argv.length !== 1) return undefined;
  if (argv[0] === '--help' || argv[0] === '-h' || argv[0] === 'help') return `${generalHelp(verbs)}\n`;
  return argv[0] === '--version' ? `trivet ${version()}\n` : undefined;
}

/** The version in package.json, two folders up from here in the source as in the package. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
