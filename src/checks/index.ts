// Is it right? Rules from the short form, their answers, acceptances, unit tests.

export { type Evaluation, evaluate, verdicts } from './evaluate.ts';
export { findRule } from './find-rule.ts';
export { passed } from './finding.ts';
export { keyDigest } from './key.ts';
export type { Before } from './kind.ts';
export { masked, type PersonalTable, personalFor, personalTables } from './masked.ts';
export { judgeMetric } from './metric.ts';
export { type DescribedChecks, type DescribedQuestion, describeChecks } from './planner/described.ts';
export { rowRules } from './planner/plan.ts';
export { ruleQuery } from './planner/query.ts';
export { ruleColumns, ruleReads, ruleScope, ruleStatements } from './reads.ts';
export type { Finding, MetricRule, Rule, Settled, TypedRule } from './rule.ts';
export { rulesOf, rulesOfTable } from './rules-of.ts';
export { acceptanceFor, settle, unknownAcceptances } from './settle.ts';
export type { DiffRow } from './unit/diff.ts';
export type { Actual, AssetUnderTest, KnownColumns, UnitTestRequest } from './unit/request.ts';
export { actualOf, lacksExpectation, runUnitTests, type UnitTestResult } from './unit/unit-test.ts';
