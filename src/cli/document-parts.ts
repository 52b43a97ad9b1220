// What documents of several verbs hold: counts, values, places, Problems.

import { z } from 'zod';

export const count = z.number().int().nonnegative();
export const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const place = z.object({
  file: z.string(),
  line: count.optional(),
  column: count.optional(),
  source: z.string().optional(),
  length: count.optional(),
});

/** A Problem as every document carries it. */
export const problem = z.object({
  code: z.string().describe('room/what'),
  leg: z.enum(['data', 'development', 'operations']),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  at: place.optional(),
  remedy: z.string(),
  get also() {
    return z.array(problem).optional();
  },
  cause: z.string().optional(),
});

export const problems = z.array(problem);
