// Promises, budgets, and whether to wake anyone.

export { windowMinutes } from './budgets.ts';
export { type Broken, decide } from './decide.ts';
export { beatDeadman, type Delivered, type DeliverMeans, deliverDue, forgetUndeclared } from './deliver.ts';
export { type MomentStyle, moment } from './moment.ts';
export { type News, type NotShown, newsOf, type Told } from './news.ts';
export { type NoticeMeans, noticesFor } from './notices.ts';
export { declaredBy, releaseAt } from './released.ts';
export type { Decision, HarmKind, PromiseReport, PromiseStanding } from './report.ts';
export { type MeasuredAnswers, minuteSamples, sampleMinute } from './sample.ts';
export { nextTick } from './schedule.ts';
export type { PromiseSource } from './served.ts';
export { promiseReport } from './standings.ts';
export { type Terms, termsOf } from './terms.ts';
export { confirmationSample } from './watched.ts';
