// Carries out a plan: order, concurrency, the record of it.

export { lastGood } from './before.ts';
export { modelSurroundings } from './build-script.ts';
export { byParts } from './by-part.ts';
export { type BoundRule, checkKey, type RuleFacts } from './check-key.ts';
export { execute } from './execute.ts';
export { wholeFinding } from './kept-finding.ts';
export { limit } from './limit.ts';
export { behind, brokenParts } from './parts.ts';
export { inspectFiles, unreadable } from './read-source.ts';
export { type AssetResult, failures, passed, type RunMeans, type RunRequest } from './request.ts';
export { type AboutModel, builtSpec, columnsOf, inputTable, modelOf } from './snapshot.ts';
