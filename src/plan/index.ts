// What would run and why: the plan as a list of typed stages. Pure; the store is only asked.

export { makePlan, type PlanRequest } from './make-plan.ts';
export { isIdle, type Plan, type Reason, type Stage, type StageKind } from './stage.ts';
