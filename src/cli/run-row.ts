// One recorded run as a row of a document.

import { environmentName } from '../session/index.ts';
import type { Run } from '../store/index.ts';
import type { Documents } from './documents.ts';

export const runRow = (run: Run): Documents['log']['runs'][number] => ({
  run: run.id,
  kind: run.kind,
  environment: environmentName(run.environment),
  state: run.state,
  at: run.startedAt,
  by: run.by,
  clock: run.clock,
  seconds: run.finishedAt === null ? null : (Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000,
  problem: run.problem?.message ?? null,
});
