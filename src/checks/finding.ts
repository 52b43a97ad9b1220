// Findings as values: how a pass, a failure and an unaskable check look. No SQL here.

import type { Json, Problem } from '../base/index.ts';
import type { Finding } from './rule.ts';

const empty: Finding = { status: 'pass', offending: 0, value: null, columns: [], sample: [], keyColumns: [], keys: [], digests: [], problem: null };

export const passed = (value: number | null = null): Finding => ({ ...empty, value });

export const fails = (found: Partial<Finding>): Finding => ({ ...empty, ...found, status: 'fail' });

/** The check could not be asked. */
export const unasked = (problem: Problem): Finding => ({ ...empty, status: 'error', problem: JSON.parse(JSON.stringify(problem)) as Json });
