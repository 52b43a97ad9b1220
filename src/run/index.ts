// Carries out a plan: order, concurrency, the record of it.

export { modelSurroundings } from './build-script.ts';
export { type BoundRule, checkKey, type RuleFacts } from './check-key.ts';
export { execute } from './execute.ts';
export { wholeFinding } from './kept-finding.ts';
export { limit } from './limit.ts';
export { behind, brokenParts } from './parts.ts';
export { unreadable } from './read-source.ts';
export { type AssetResult, failures, passed, type RunMeans, type RunRequest } from './request.ts';
export { type AboutModel, columnsOf, inputTable, modelOf } from './snapshot.ts';
