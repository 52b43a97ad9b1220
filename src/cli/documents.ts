// What --json prints, verb by verb. The schemas that the package ships are made from these; verbs import the types only.

import { z } from 'zod';
import { checkEnd, contractEnd } from './contract/documents.ts';
import { count, problem, problems, scalar } from './document-parts.ts';
import { rehearsal } from './rehearsal/shape.ts';

const leg = z.enum(['data', 'code', 'environment']);

/** What any verb prints that could not do its work. */
export const failure = z.strictObject({ problems: z.array(problem).min(1) });

const reason = z.object({ leg, text: z.string() });
const column = z.object({ name: z.string(), type: z.string() });

const stage = z.object({
  kind: z.enum(['read', 'build', 'reuse', 'check', 'publish', 'drop']),
  asset: z.string(),
  when: z.union([z.literal('always'), z.object({ ifChanged: z.array(z.string()) })]),
  reasons: z.array(reason),
});

const plannedChecks = z.object({
  asset: z.string(),
  of: z
    .enum(['kept', 'files', 'shown', 'columns', 'unknown'])
    .describe("what is told of: the version itself, a source's files as they lie, the version shown now, columns alone, nothing yet"),
  checks: count,
  kept: z.array(z.string()).describe('answers that are kept and not asked for'),
  known: z.array(z.string()).describe('answered without a question'),
  questions: z.array(
    z.object({
      how: z.string(),
      checks: z.array(z.string()),
      sql: z.string().describe('as it is asked first'),
      seeks: z.string().nullable().describe('the SELECT in it whose rows offend'),
      next: z.string().nullable().describe('what is asked next in any case, once the answer says which'),
      bytes: count.nullable().describe('compressed, at most; null: known once what it reads is built'),
      files: z.object({ asked: count, of: count }).describe('of the asset, those that it is asked of'),
    }),
  ),
  later: z.array(z.string()).describe('checks whose questions are known once what they read is built'),
});

const check = z.object({
  check: z.string(),
  asset: z.string(),
  status: z.enum(['pass', 'fail', 'accepted', 'warn', 'error']),
  expectation: z.string(),
  offending: count,
  uncovered: count.describe('offending keys that no acceptance covers'),
  value: z.number().nullable(),
  columns: z.array(z.string()),
  sample: z.array(z.array(scalar)).describe('up to five offending rows'),
});

const asset = z.object({
  asset: z.string(),
  kind: z.enum(['source', 'sql', 'script']),
  outcome: z.enum(['read', 'built', 'reused', 'unchanged', 'failed', 'blocked']),
  rows: count.nullable(),
  seconds: z.number().nonnegative(),
  checks: z.object({ passed: count, failed: count, accepted: count, warned: count }),
  blockedBy: z.array(z.string()),
});

const release = z.object({
  number: count,
  kind: z.enum(['ship', 'refresh', 'rollback']),
  at: z.string(),
  by: z.string(),
  because: z.string().nullable(),
});

const chart = z.object({
  asset: z.string(),
  column: z.string(),
  days: z.array(z.object({ day: z.string(), rows: count, mark: z.enum(['failed', 'accepted']).nullable() })),
});

const told = z.array(
  z.object({ output: z.string(), what: z.string(), consumers: z.array(z.object({ name: z.string(), contact: z.string().nullable() })) }),
);

const tensors = z.array(z.object({ name: z.string(), datatype: z.string() }));
const model = z.object({
  signature: z.object({ inputs: tensors, outputs: tensors }),
  versions: z
    .array(z.object({ build: count, clock: z.string(), metrics: z.record(z.string(), z.number()), releases: z.array(count), shown: z.boolean() }))
    .describe('oldest first'),
});

const unitTest = z.object({
  asset: z.string(),
  name: z.string(),
  status: z.enum(['pass', 'fail', 'error']),
  columns: z.array(z.string()),
  diff: z.array(
    z.object({
      kind: z.enum(['same', 'different', 'missing', 'extra']),
      expected: z.array(scalar).optional(),
      actual: z.array(scalar).optional(),
      differs: z.array(count).optional(),
    }),
  ),
});

const gate = z.object({ name: z.string(), open: z.boolean(), text: z.string(), remedy: z.string().optional() });

const runRow = z.object({
  run: count,
  kind: z.string(),
  environment: z.string(),
  state: z.enum(['started', 'ok', 'failed', 'abandoned']),
  at: z.string(),
  by: z.string(),
  clock: z.string(),
  seconds: z.number().nullable(),
  problem: z.string().nullable(),
});

const cause = z.object({
  leg,
  what: z.string(),
  file: z.string().optional(),
  lines: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  change: z.array(z.string()).optional(),
});

const service = z.object({ url: z.string(), environment: z.string() });
const undelivered = z.array(z.object({ subject: z.string(), to: z.string(), attempts: count, error: z.string().nullable() }));

const decision = z.object({
  kind: z.enum(['wake', 'message', 'later', 'ticket']),
  at: z.string().nullable().describe('when it wakes, or until when it waits; null for a message'),
  cost: z.number().describe('of waiting until the next working period'),
  waking: z.number(),
  currency: z.string(),
  harms: z.array(
    z.object({
      harm: z.enum(['down', 'stale', 'wrong']),
      since: z.string(),
      counts: z.string().describe('since + after'),
      perHour: z.number(),
      hours: z.number(),
    }),
  ),
  text: z.string(),
});

const standing = z.object({
  subject: z.string().describe('output.kind'),
  output: z.string(),
  kind: z.enum(['fresh', 'available', 'fast', 'right']),
  text: z.string(),
  state: z.enum(['good', 'breaking', 'broken', 'no data']),
  since: z.string().nullable(),
  value: z.number().nullable().describe('an age or a latency in ms, a share of good answers, a number of failing checks'),
  within: z.number().nullable().describe('ms'),
  breaksAt: z.string().nullable(),
  budget: z
    .object({ allowed: z.number(), spent: z.number(), unknown: z.number(), left: z.number().describe('a share') })
    .describe('in minutes of the window'),
  line: z.array(z.number().nullable()).describe('60 stretches of the window, oldest first: the share of good minutes; null without data'),
  decision: decision.nullable(),
});

const notice = z.object({
  id: count,
  subject: z.string(),
  state: z.string(),
  to: z.string(),
  body: z.unknown().describe('as it is delivered'),
  decidedAt: z.string(),
  attempts: count,
  nextAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  error: z.string().nullable(),
});

export const documents = {
  init: z.object({ folder: z.string(), files: z.array(z.string()), next: z.string(), problems }),
  plan: z.object({
    product: z.string(),
    environment: z.string(),
    clock: z.string(),
    idle: z.boolean(),
    stages: z.array(stage),
    checks: z.array(plannedChecks).optional().describe('with --checks'),
    problems,
  }),
  run: z.object({
    run: count,
    environment: z.string(),
    clock: z.string(),
    assets: z.array(asset),
    checks: z.array(check).describe('those that do not pass'),
    release: release.nullable(),
    held: z.array(z.object({ asset: z.string(), for: z.string() })),
    onHold: z.boolean(),
    chart: chart.nullable(),
    problems,
  }),
  show: z.object({
    asset: z.string().nullable(),
    environment: z.string(),
    count,
    columns: z.array(column.extend({ nulls: count, distinct: count, min: z.string().nullable(), max: z.string().nullable(), bins: z.array(count) })),
    rows: z.array(z.array(scalar)),
    truncated: z.boolean(),
    model: model.optional().describe('of a model, which has no rows'),
    problems,
  }),
  test: z.object({
    run: count,
    tests: z.array(unitTest),
    recorded: z
      .array(z.object({ asset: z.string(), test: z.string(), file: z.string(), line: count, text: z.string() }))
      .describe('expectations that --record wrote'),
    checks: z.array(check),
    notBuilt: z.array(z.string()),
    problems,
  }),
  check: checkEnd,
  contract: contractEnd,
  accept: z.object({ check: z.string(), because: z.string(), by: z.string(), when: z.string(), covers: count, file: z.string(), problems }),
  ship: z.object({
    run: count,
    environment: z.string(),
    dryRun: z.boolean(),
    level: z.enum(['low', 'medium', 'high', 'critical']),
    gates: z.array(gate),
    release: release.nullable(),
    live: count.nullable(),
    same: z.boolean(),
    told: told.describe('consumers whose outputs change'),
    assets: z.array(asset),
    checks: z.array(check),
    tests: z.array(unitTest),
    problems,
  }),
  rollback: z.object({ environment: z.string(), release, backTo: count, problems }),
  release: z.object({ environment: z.string(), live: count, hold: z.boolean(), problems }),
  log: z.object({
    releases: z.array(release.extend({ environment: z.string(), live: z.boolean(), backTo: count.nullable(), told })),
    runs: z.array(runRow),
    story: z
      .object({
        stages: z.array(
          z.object({
            asset: z.string(),
            kind: z.string(),
            outcome: z.string(),
            reasons: z.array(reason),
            build: count.nullable(),
            seconds: z.number(),
          }),
        ),
        checks: z.array(z.object({ check: z.string(), asset: z.string(), status: z.string(), offending: count })),
        builds: z.array(
          z.object({
            build: count,
            asset: z.string(),
            state: z.string(),
            rows: count.nullable(),
            data: z.string(),
            code: z.string(),
            environment: z.string(),
          }),
        ),
      })
      .nullable(),
    problems,
  }),
  up: z.object({
    url: z.string(),
    environment: z.string(),
    startedAt: z.string(),
    releases: z.array(z.object({ release: count, at: z.string().describe('on the logical clock') })).describe('those shown, oldest first'),
    builds: z.array(
      z.object({
        because: z.enum(['schedule', 'files', 'again']),
        exit: count.nullable().describe('null: a signal ended it'),
        seconds: z.number().nonnegative(),
        release: count.nullable(),
        problem: z.string().nullable(),
      }),
    ),
    requests: z.object({
      answered: count.describe('questions to outputs that count: no 4xx'),
      failed: count.describe('of them, 5xx, 429 and time-outs'),
    }),
    problems: problems.describe('none: what stood in the way while it ran was told as it came'),
  }),
  promises: z.object({
    environment: z.string(),
    now: z.string(),
    working: z.boolean().nullable().describe('whether the owner is at work; null where no hours are declared'),
    standings: z.array(standing),
    decision: decision.nullable().describe('of all that is broken at once'),
    undelivered: z.array(notice).describe('alerts that could not be delivered, newest first'),
    sampledAt: z.string().nullable().describe('the newest minute with a sample'),
    problems,
  }),
  rehearse: rehearsal.extend({ problems }),
  verify: z.object({
    checked: count,
    broken: z.array(z.object({ object: z.string(), asset: z.string().nullable(), why: z.string() })),
    replayed: z.array(z.object({ asset: z.string(), build: count, agrees: z.boolean(), note: z.string().nullable() })),
    problems,
  }),
  why: z.object({
    failure: z
      .object({
        asset: z.string(),
        check: z.string().nullable(),
        run: count,
        environment: z.string(),
        message: z.string(),
        others: z.array(z.string()),
      })
      .nullable(),
    good: z.object({ run: count, environment: z.string(), at: z.string() }).nullable(),
    verdict: z.object({
      kind: z.enum(['single', 'combination', 'several', 'not-reproducible', 'not-replayed', 'none']),
      legs: z.array(leg),
      causes: z.array(cause),
      together: z.boolean().optional().describe('the causes of a leg break it only together'),
      note: z.string().nullable(),
    }),
    corners: z.array(
      z.object({
        data: z.enum(['good', 'bad']),
        code: z.enum(['good', 'bad']),
        environment: z.enum(['good', 'bad']),
        outcome: z.enum(['fail', 'pass', 'other', 'not replayed']),
        control: z.boolean(),
        note: z.string().nullable(),
      }),
    ),
    differing: z.array(cause),
    shipped: release.nullable(),
    replays: count,
    problems,
  }),
  status: z.object({
    product: z.string().nullable(),
    problem: z.string().nullable(),
    folder: z.string().nullable(),
    clock: z.object({ at: z.string(), from: z.string() }).nullable(),
    impact: z.object({ level: z.string(), because: z.string() }).nullable(),
    environments: z.array(z.object({ name: z.string(), live: count.nullable(), hold: z.boolean(), assets: count, lastRun: runRow.nullable() })),
    service: service.nullable().describe('where `trivet up` answers'),
    undelivered: undelivered.describe('alerts that nobody got'),
    failing: z.array(z.string()),
    next: z.object({ command: z.string(), because: z.string() }),
    problems,
  }),
};

export type Documents = { readonly [Name in keyof typeof documents]: z.input<(typeof documents)[Name]> };
