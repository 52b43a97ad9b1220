// The one chain: observe → parse → graph → plan → run → gate → publish. Every entry goes through it.

export { accept, type Accepted } from './accept.ts';
export { bring, type Brought } from './bring.ts';
export { carryOut, finish } from './carry-out.ts';
export { type ColumnLook, look, type Look } from './look.ts';
export { dayChart, type DayChart } from './day-chart.ts';
export { environmentId, environmentName, openToRead, openToWrite, type Session, type SessionOptions, storeFolder } from './open.ts';
export { planFor, type PlanOptions } from './plan.ts';
export { type Prepared, prepare } from './prepare.ts';
export { problem as sessionProblem } from './problems.ts';
export { involved, replayAsset } from './replay.ts';
export { ship, type Shipped, type ShipOptions } from './ship.ts';
export { test, type Tested } from './test.ts';
export { replayTest, testDefinition, testId } from './unit-tests.ts';
export { type Replayed, replayBuilds } from './verify.ts';
export { bundledProduct, bundleFiles, environmentLegOf, listingOf, lookAround, observe, readProduct, recall, withFiles, type World } from './world.ts';
