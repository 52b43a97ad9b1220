// Kept answers of `trivet why`, read as the documents they are. What has another shape is left out: a cache may be of another version.

import { z } from 'zod';
import type { StoreReader } from '../../store/index.ts';
import type { WhyTable } from '../documents.ts';

const side = z.enum(['good', 'bad']);
const cause = z.object({
  leg: z.string(),
  what: z.string(),
  file: z.string().optional(),
  lines: z.string().optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  change: z.array(z.string()).optional(),
});
const kept = z.object({
  failure: z.object({ run: z.number() }),
  verdict: z.object({ kind: z.string(), legs: z.array(z.string()), causes: z.array(cause), note: z.string().nullable() }),
  corners: z.array(
    z.object({
      data: side,
      code: side,
      environment: side,
      outcome: z.enum(['fail', 'pass', 'other', 'not replayed']),
      control: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
});

/** By the subject that was asked. */
export async function whyTables(subjects: readonly string[], store: StoreReader): Promise<ReadonlyMap<string, WhyTable>> {
  const asked = [...new Set(subjects)];
  const found = asked.length ? await store.cached('why', asked) : [];
  return new Map(
    asked.flatMap((subject, i) => {
      const read = kept.safeParse(found[i]);
      return read.success ? [[subject, tableOf(read.data)] as const] : [];
    }),
  );
}

const tableOf = ({ failure, verdict, corners }: z.infer<typeof kept>): WhyTable => ({
  run: failure.run,
  kind: verdict.kind,
  legs: verdict.legs,
  note: verdict.note,
  causes: verdict.causes.map(({ leg, what, file = null, lines = null, from = null, to = null, change = [] }) => ({
    leg,
    what,
    file,
    lines,
    from,
    to,
    change,
  })),
  corners,
});
