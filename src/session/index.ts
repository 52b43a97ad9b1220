// The one chain: observe → parse → graph → plan → run → gate → publish. Every entry goes through it.

export { unreadable } from '../run/index.ts';
export { type Accepted, accept } from './accept.ts';
export { afterPublication } from './after.ts';
export { type Brought, bring } from './bring.ts';
export { type DayChart, dayChart } from './day-chart.ts';
export { type FileChange, folderDiffers, type LiveNode, liveGraph } from './graph-of.ts';
export { sourceStamps } from './list-sources.ts';
export { type LiveRelease, liveRelease } from './live.ts';
export { type ColumnLook, type Look, look } from './look.ts';
export { type ModelVersions, modelVersions } from './model-versions.ts';
export { badName, environmentName, openToRead, openToWrite, type Session, type SessionOptions, storeFolder } from './open.ts';
export { otherProduct, ownRuns } from './owner.ts';
export { type PlanOptions, planFor } from './plan.ts';
export { type Prepared, prepare } from './prepare.ts';
export { problem as sessionProblem } from './problems.ts';
export { rehearsalKey, rehearsedAs } from './rehearsed.ts';
export { involved, replayAsset } from './replay.ts';
export { type ShipOptions, type Shipped, ship } from './ship.ts';
export { lastRun, standing } from './standing.ts';
export { type Tested, test } from './test.ts';
export { goingBack, type Told } from './told.ts';
export { replayTest, testDefinition, testId } from './unit-tests.ts';
export { type Replayed, replayBuilds } from './verify.ts';
export { bundleFiles, environmentLegOf, listingOf, lookAround, observe, recall, type World, withFiles } from './world.ts';
