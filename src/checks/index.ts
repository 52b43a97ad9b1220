// Is it right? Rules from the short form, their answers, acceptances, unit tests.

export type { DiffRow } from './diff.ts';
export { type Evaluation, evaluate, verdicts } from './evaluate.ts';
export { findRule } from './find-rule.ts';
export { keyDigest } from './key.ts';
export type { Before } from './kind.ts';
export { judgeMetric } from './metric.ts';
export { ruleReads, ruleScope, ruleStatements } from './reads.ts';
export type { Finding, MetricRule, Rule, Settled, TypedRule } from './rule.ts';
export { rulesOf, rulesOfTable } from './rules-of.ts';
export { acceptanceFor, settle, unknownAcceptances } from './settle.ts';
export { runUnitTests, type UnitTestRequest, type UnitTestResult } from './unit-test.ts';
