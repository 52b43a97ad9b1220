// What `check` and `contract` print with --json. The shipped schemas are made from these.

import { z } from 'zod';
import { count, place, problem, problems, scalar } from '../document-parts.ts';

const notRun = z.object({
  table: z.string().nullable().describe('null: of no table of the contract'),
  rule: z.string(),
  reason: z.string(),
  at: place,
});
const severity = z.enum(['error', 'warning']);

const contractRule = z.object({
  rule: z.string(),
  table: z.string(),
  type: z.string().describe('the check type'),
  severity,
  expectation: z.string(),
  at: place,
});

/** `trivet contract ACTION` prints one of these. */
export const contractEnd = z.object({
  action: z.enum(['lint', 'infer', 'diff', 'export']),
  contracts: z
    .array(
      z.object({
        file: z.string(),
        apiVersion: z.string().nullable().describe('null: it is no contract'),
        tables: count,
        errors: count,
        warnings: count,
        rules: z.array(contractRule).describe('those that run'),
        notRun: z.array(notRun).describe('what cannot be executed, and why'),
      }),
    )
    .optional()
    .describe('of lint'),
  changes: z
    .array(
      z.object({
        kind: z.string(),
        table: z.string().nullable(),
        column: z.string().nullable(),
        what: z.string(),
        breaks: z.boolean().describe('whether it breaks readers'),
        because: z.string(),
        at: place,
      }),
    )
    .optional()
    .describe('of diff'),
  breaks: z.boolean().optional().describe('of diff: whether one of the changes breaks readers'),
  as: z.string().optional().describe('of infer and export: the form'),
  text: z.string().optional().describe('of infer and export: the contract in that form'),
  problems,
});

/** What `trivet check` prints. */
export const checkEnd = z.object({
  contract: z.object({ file: z.string(), id: z.string(), name: z.string().nullable(), version: z.string(), apiVersion: z.string() }),
  tables: z.array(z.object({ table: z.string(), data: z.string(), rows: count.nullable() })),
  checks: z.array(
    z.object({
      check: z.string(),
      table: z.string(),
      type: z.string().describe('the check type'),
      status: z.enum(['pass', 'fail', 'error']).describe('error: it could not be asked'),
      severity,
      expectation: z.string(),
      dimension: z.string().nullable(),
      businessImpact: z.string().nullable(),
      offending: count,
      share: z.number().nullable().describe('of the rows, those that offend; null where rows are not counted'),
      value: z.number().nullable(),
      columns: z.array(z.string()),
      sample: z.array(z.array(scalar)).describe('up to five offending rows; values of personal columns are masked'),
      problem: problem.nullable().describe('why it could not be asked'),
      at: place,
    }),
  ),
  notRun: z.array(notRun).describe('rules that cannot be executed, and why; none of them passed'),
  problems,
});
