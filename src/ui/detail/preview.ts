// What is kept of a table for people to look at: 100 rows and a histogram per column. Personal columns are masked here as well:
// a preview may have been kept before the column was declared personal.

import { z } from 'zod';
import type { Digest } from '../../base/index.ts';
import type { StoreReader } from '../../store/index.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const shape = z.object({
  columns: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      personal: z.boolean().optional(),
      nulls: z.number(),
      distinct: z.number(),
      min: z.string().nullable(),
      max: z.string().nullable(),
      bins: z.array(z.number()),
      labels: z.array(z.string()).optional(),
    }),
  ),
  rows: z.array(z.array(scalar)),
  count: z.number(),
});

export type Preview = z.infer<typeof shape>;

/** What stands in place of a personal value. */
export const masked = '•••';

/** Undefined where none is kept, or one of another shape. */
export async function keptPreview(content: Digest, personal: ReadonlySet<string>, store: StoreReader): Promise<Preview | undefined> {
  const [kept] = await store.cached('preview', [content]);
  const read = shape.safeParse(kept);
  return read.success ? mask(read.data, personal) : undefined;
}

function mask({ columns, rows, count }: Preview, personal: ReadonlySet<string>): Preview {
  const hidden = columns.map((c) => c.personal === true || personal.has(c.name.toLowerCase()));
  return {
    columns: columns.map((c, i) => (hidden[i] ? { ...c, personal: true, min: null, max: null, bins: [], labels: [] } : c)),
    rows: rows.map((row) => row.map((cell, i) => (hidden[i] && cell !== null ? masked : cell))),
    count,
  };
}
