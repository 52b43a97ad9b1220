// The newest rehearsal as the store keeps it, read into a shape: it may have been kept by another version of the program.

import { z } from 'zod';
import type { RehearsalRecord } from '../../store/index.ts';
import type { RehearsalLine } from '../rehearsal-documents.ts';
import type { Facts } from '../state/facts.ts';
import type { PageWorld } from '../world.ts';

const fault = z.object({ operator: z.string(), table: z.string(), column: z.string().nullable(), share: z.number() });
const caught = z.object({ by: z.enum(['rule', 'build', 'metric', 'output', 'delivery']), rule: z.string().nullable(), asset: z.string() });
const trial = fault.extend({
  group: z.string(),
  equivalent: z.union([z.boolean(), z.literal('not-run')]),
  because: z.string(),
  caught: z.array(caught),
  changed: z.array(z.string()),
  inferred: z.boolean(),
});
const alarms = z.object({ versions: z.number(), alarmed: z.number(), rate: z.number().nullable(), byRule: z.record(z.string(), z.number()) });

const shape = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.number(), failing: z.array(z.string()), skipped: z.string().nullable() })),
  trials: z.array(trial),
  killed: z.number(),
  survived: z.number(),
  equivalent: z.number(),
  falseAlarms: alarms,
  checks: z.array(z.object({ rule: z.string(), asset: z.string(), kills: z.number(), alone: z.number(), ms: z.number() })),
  redundant: z.array(z.string()),
  costPerKill: z.number().nullable(),
  proposals: z.array(
    z.object({
      table: z.string(),
      expectation: z.string(),
      file: z.string().nullable(),
      text: z.string(),
      kills: z.array(fault),
      falseAlarms: alarms,
    }),
  ),
  scoreWithProposals: z.number().nullable(),
  seconds: z.number(),
});

export type KeptRehearsal = z.infer<typeof shape>;
export type KeptTrial = z.infer<typeof trial>;

/** Undefined where its shape is another one. */
export function keptRehearsal({ document }: RehearsalRecord): KeptRehearsal | undefined {
  const read = shape.safeParse(document);
  return read.success ? read.data : undefined;
}

/** The newest of the live product's, and whether it is of what is live. */
export async function newestRehearsal(
  { product }: Pick<Facts, 'product'>,
  { store, rehearsalKey }: PageWorld,
): Promise<{ readonly record: RehearsalRecord; readonly line: RehearsalLine } | undefined> {
  const [record] = product ? await store.rehearsals(product.name, { limit: 1 }) : [];
  if (!record) return undefined;
  const { at, by, score, falseAlarms, versions, survived } = record;
  const key = await rehearsalKey();
  return { record, line: { at, by, score, falseAlarms, versions, survived, current: key === undefined ? null : key === record.key } };
}
