// The shape of a rehearsal's document, but for its Problems.

import { z } from 'zod';
import { count } from '../document-parts.ts';

const fault = z.object({
  operator: z.string(),
  table: z.string(),
  column: z.string().nullable(),
  share: z.number().describe('of the rows, above 0, up to 1'),
  seed: z.number(),
});

const trial = fault.extend({
  group: z.enum(['value', 'column', 'row', 'set', 'delivery']),
  equivalent: z.union([z.boolean(), z.literal('not-run')]),
  because: z.string(),
  caught: z.array(z.object({ by: z.enum(['rule', 'build', 'metric', 'output', 'delivery']), rule: z.string().nullable(), asset: z.string() })),
  changed: z.array(z.string()),
  inferred: z.boolean().describe('not tried: it follows from another share'),
  weight: z.number(),
  ms: z.number().nonnegative(),
});

const falseAlarms = z.object({
  versions: count,
  alarmed: count,
  rate: z.number().nullable().describe('alarmed ÷ versions; null without history'),
  byRule: z.record(z.string(), count),
});

/** What `trivet rehearse --json` prints. */
export const rehearsal = z.object({
  of: z.enum(['product', 'contract', 'dbt']),
  name: z.string(),
  seed: z.number(),
  tables: z.array(
    z.object({
      table: z.string(),
      rows: count,
      columns: count,
      rules: count,
      failing: z.array(z.string()).describe('checks that fail without a fault'),
      skipped: z.string().nullable(),
    }),
  ),
  trials: z.array(trial),
  score: z.number().nullable().describe('killed ÷ not equivalent, by weight; null where no fault makes a difference'),
  killed: count,
  survived: count,
  equivalent: count,
  controls: z.array(trial).describe('faults that change nothing and were noticed all the same'),
  falseAlarms,
  smallest: z.array(
    z.object({
      table: z.string(),
      column: z.string().nullable(),
      operator: z.string(),
      share: z.number().nullable().describe('the smallest that is noticed'),
      equivalent: z.boolean(),
    }),
  ),
  checks: z.array(z.object({ rule: z.string(), asset: z.string(), kills: count, alone: count, ms: z.number().nonnegative() })),
  redundant: z.array(z.string()).describe('checks that kill nothing that others do not'),
  costPerKill: z.number().nullable().describe('milliseconds'),
  proposals: z.array(
    z.object({
      table: z.string(),
      expectation: z.string(),
      file: z.string().nullable().describe('where it is written'),
      text: z.string().describe('as it is written there'),
      kills: z.array(fault),
      falseAlarms,
    }),
  ),
  scoreWithProposals: z.number().nullable(),
  written: z.array(z.string()).describe('files that --write added checks to'),
  notes: z.array(z.string()),
  seconds: z.number().nonnegative(),
});
