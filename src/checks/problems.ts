// The catalogue of this room's Problems. Checks that fail are findings, not Problems; these are checks that cannot be asked.

import { catalogue, entry } from '../base/index.ts';

const meant = (near: string | undefined): string => (near ? `; did you mean ${near}?` : '');

export const problem = catalogue('checks', {
  'unknown-column': entry<{ check: string; column: string; table: string; columns: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.check} names the column ${p.column}, which ${p.table} does not have${meant(p.near)}`,
    remedy: (p) => `name one of its columns: ${p.columns.join(', ')}`,
  }),
  'unknown-table': entry<{ check: string; table: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.check} refers to ${p.table}, of which there is no table to read${meant(p.near)}`,
    remedy: (p) => `declare ${p.table} as a source or an asset and build it: trivet run ${p.table}`,
  }),
  'unfit-column': entry<{ check: string; kind: string; column: string; type: string; wants: string }>({
    leg: 'development',
    message: (p) => `${p.check} is a ${p.kind}, which wants ${p.wants}, and the column ${p.column} is ${p.type}`,
    remedy: (p) => `name a column of ${p.wants}, or let the table hold ${p.column} as such: trivet show ${p.check.slice(0, p.check.indexOf('.'))}`,
  }),
  'bad-pattern': entry<{ check: string; pattern: string; why: string }>({
    leg: 'development',
    message: (p) => `the pattern \`${p.pattern}\` of ${p.check} is no regular expression of RE2: ${p.why}`,
    remedy: (p) => `write it without look-around, back references and possessive quantifiers, which RE2 does not have, then: trivet test ${p.check}`,
  }),
  'not-one-value': entry<{ check: string; columns: number; several: boolean }>({
    leg: 'development',
    message: (p) => `${p.check} is judged by one value, and its SELECT returns ${p.several ? 'several rows' : `${p.columns} columns`}`,
    remedy: (p) => `let it return one row of one column, as \`select count(*) …\` does, then: trivet test ${p.check}`,
  }),
  'unknown-check': entry<{ text: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `there is no check ${p.text}${meant(p.near)}`,
    remedy: (p) => (p.near ? `write ${p.near}, or see every check with: trivet test` : 'see every check with: trivet test'),
  }),
  'ambiguous-check': entry<{ text: string; candidates: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.text} is the name of ${p.candidates.length} checks: ${p.candidates.join(', ')}`,
    remedy: (p) => `write the full name, e.g. ${p.candidates[0] ?? p.text}`,
  }),
  'unknown-acceptance': entry<{ check: string; near: string | undefined }>({
    leg: 'development',
    severity: 'warning',
    message: (p) => `an acceptance names the check ${p.check}, which does not exist${meant(p.near)}`,
    remedy: (p) => `correct the name in acceptances.yaml${p.near ? ` to ${p.near}` : ''}, or delete the acceptance; trivet test lists every check`,
  }),
  'no-metric': entry<{ model: string; missing: readonly string[]; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.model} gives no metric ${p.missing.join(', ')}, which \`solved\` in trivet.yaml names`,
    remedy: (p) => (p.known.length ? `name one of its metrics: ${p.known.join(', ')}` : `return metrics from train, then: trivet run ${p.model}`),
  }),
  'test-input': entry<{ test: string; asset: string; input: string; what: 'missing' | 'unknown'; near: string | undefined }>({
    leg: 'development',
    message: (p) =>
      p.what === 'missing'
        ? `the unit test "${p.test}" gives no rows for ${p.input}, which ${p.asset} reads${meant(p.near)}`
        : `the unit test "${p.test}" gives rows for ${p.input}, which ${p.asset} does not read${meant(p.near)}`,
    remedy: (p) =>
      p.what === 'missing'
        ? `add ${p.input} under given: (\`${p.input}: []\` for no rows), then: trivet test ${p.asset}`
        : `rename or remove ${p.input} under given:, then: trivet test ${p.asset}`,
  }),
  'given-column': entry<{ test: string; asset: string; input: string; column: string; columns: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" gives ${p.input} a column ${p.column}, which ${p.input} does not have${meant(p.near)}`,
    remedy: (p) =>
      `write ${p.near ?? `one of ${p.columns.join(', ')}`}, then: trivet test ${p.asset}; or, if ${p.input} has it by now, build that first: trivet run ${p.input}`,
  }),
  'given-value': entry<{ test: string; asset: string; input: string; column: string; type: string; value: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" gives ${p.input} ${p.value} as ${p.column}, which is ${p.type} and would round it`,
    remedy: (p) => `give a value that ${p.column} can have, then: trivet test ${p.asset}; or, if it has another type by now: trivet run ${p.input}`,
  }),
  'no-columns': entry<{ test: string; asset: string; input: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" gives no rows for ${p.input}, and nothing says what columns it has`,
    remedy: (p) => `name those that ${p.asset} reads (\`${p.input}: { columns: [a, b], rows: [] }\`), or build it first: trivet run ${p.input}`,
  }),
  'test-form': entry<{ test: string; asset: string; what: string; instead: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" does not fit ${p.asset}: ${p.what}`,
    remedy: (p) => `${p.instead}, then: trivet test ${p.asset}`,
  }),
  'no-expectation': entry<{ test: string; asset: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" does not say what it expects of ${p.asset}`,
    remedy: () => 'write `expect:`, or have what comes out written there and look at it: trivet test --record',
  }),
  'test-outcome': entry<{ test: string; asset: string; expected: string; found: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" expects that ${p.asset} fails with ${p.expected}, and ${p.found}`,
    remedy: (p) => `mend ${p.asset}, or what the test expects, then: trivet test ${p.asset}`,
  }),
  'test-metric': entry<{ test: string; asset: string; metric: string; expected: string; found: number | undefined; near: string | undefined }>({
    leg: 'development',
    message: (p) =>
      p.found === undefined
        ? `the unit test "${p.test}" expects ${p.metric} ${p.expected}, and ${p.asset} gives no such metric${meant(p.near)}`
        : `the unit test "${p.test}" expects ${p.metric} ${p.expected}, and it is ${p.found}`,
    remedy: (p) => `mend ${p.asset}, or what the test expects, then: trivet test ${p.asset}`,
  }),
  'test-value': entry<{ test: string; asset: string }>({
    leg: 'development',
    message: (p) => `the unit test "${p.test}" expects a value that cannot be read as the type of the result's column`,
    remedy: (p) => `write the value as the column's type would print it (a date as 2001-02-28), then: trivet test ${p.asset}`,
  }),
});
