// The Problems of observing a product and its sources.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('session', {
  'no-product': entry<{ folder: string }>({
    leg: 'development',
    message: (p) => `no trivet.yaml in ${p.folder} or above it`,
    remedy: () => "go to the product's folder, name it with --product DIR, or make one: trivet init NAME",
  }),
  'bad-environment': entry<{ name: string }>({
    leg: 'development',
    message: (p) => `${p.name} can't be the name of an environment: small letters, digits and hyphens, beginning with a letter`,
    remedy: () => 'trivet run --environment prod',
  }),
  'bad-clock': entry<{ text: string; from: string }>({
    leg: 'development',
    message: (p) => `${p.from} is not an instant: ${p.text}`,
    remedy: () => 'write it like 2001-03-04T06:00:00-08:00',
  }),
  'nothing-shipped': entry<{ environment: string }>({
    leg: 'development',
    message: (p) => `${p.environment} has no release yet, so there is no code to run in it`,
    remedy: () => 'trivet ship',
  }),
  'other-product': entry<{ environment: string; product: string; owner: string }>({
    leg: 'development',
    message: (p) => `${p.environment} in this store shows the product ${p.owner}, not ${p.product}`,
    remedy: (p) => `ship into an environment of its own: trivet ship --environment ${p.product}-${p.environment}`,
  }),
  'bundle-gone': entry<{ bundle: string }>({
    leg: 'operations',
    message: (p) => `the store lacks code bundle ${p.bundle.slice(0, 12)}`,
    remedy: () => 'trivet verify',
  }),
  'not-built': entry<{ asset: string; environment: string }>({
    leg: 'development',
    message: (p) => `${p.asset} has not been built in ${p.environment}`,
    remedy: (p) => `trivet run +${p.asset}${p.environment === 'dev' ? '' : ` --environment ${p.environment}`}`,
  }),
  'output-reads-unknown': entry<{ output: string; name: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `output ${p.output} reads ${p.name}, and no source or asset has that name${p.near ? `; did you mean ${p.near}` : ''}`,
    remedy: (p) => `${p.near ? `write ${p.near}` : `add assets/${p.name}.sql`}, then: trivet plan`,
  }),
  'output-reads-model': entry<{ output: string; model: string }>({
    leg: 'development',
    message: (p) => `output ${p.output} reads ${p.model}, which is a model and has no rows`,
    remedy: (p) => `select the model's features and write into outputs/${p.output}.yaml: model: ${p.model}`,
  }),
  'said-twice': entry<{ what: string; where: string }>({
    leg: 'development',
    message: (p) => `\`${p.what}\` is said here and in ${p.where}, and not the same`,
    remedy: () => 'keep one of the two: what the contract says need not be in the short form',
  }),
  'contract-of-another': entry<{ name: string; near: string | undefined; tables: readonly string[] }>({
    leg: 'development',
    message: (p) =>
      `this contract lies beside \`${p.name}\`, and ${p.tables.length ? `is of ${p.tables.map((t) => `\`${t}\``).join(', ')}` : 'names no table'}`,
    remedy: (p) => `write into its schema \`name: ${p.name}\`${p.near === undefined ? '' : ` in place of \`name: ${p.near}\``}`,
  }),
  'contract-refers-outside': entry<{ what: string; near?: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.what}${p.near === undefined ? '' : `; did you mean \`${p.near}\`?`}`,
    remedy: () => 'name a table of this product and its column, like `to: airports.iata`; see them with: trivet plan',
  }),
  'unlike-contract': entry<{ output: string; column: string; expected: string; found: string | undefined; near: string | undefined }>({
    leg: 'development',
    message: (p) =>
      p.found === undefined
        ? `the contract of ${p.output} promises a column \`${p.column}\`, and its answers have none${p.near === undefined ? '' : `; did you mean \`${p.near}\`?`}`
        : `the contract of ${p.output} promises that \`${p.column}\` is ${p.expected}, and its answers have ${p.found}`,
    remedy: (p) => `correct outputs/${p.output}.sql, or the contract in a new version; see what it breaks: trivet contract diff OLD NEW`,
  }),
  'undeclared-parameter': entry<{ output: string; name: string; file: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `output ${p.output} uses $${p.name}, which it does not declare${p.near ? `; did you mean $${p.near}` : ''}`,
    remedy: (p) => `write into ${p.file}: parameters: { ${p.name}: text }, then: trivet plan`,
  }),
  'unused-parameter': entry<{ output: string; name: string; file: string }>({
    leg: 'development',
    message: (p) => `output ${p.output} declares the parameter ${p.name}, and its SQL does not use it`,
    remedy: (p) => `use $${p.name} in ${p.file} or take it out, then: trivet plan`,
  }),
  'not-a-model': entry<{ output: string; asset: string }>({
    leg: 'development',
    message: (p) => `output ${p.output} answers with ${p.asset}, which makes a table: it exports no train and predict`,
    remedy: (p) => `name a model, or take \`model:\` out and select from ${p.asset}, then: trivet plan`,
  }),
  'feature-missing': entry<{ output: string; model: string; feature: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `output ${p.output} gives no column ${p.feature}, which ${p.model} takes${p.near ? `; did you mean ${p.near}` : ''}`,
    remedy: (p) => `select ${p.near ? `${p.near} as ${p.feature}` : p.feature} in the output's SQL, then: trivet ship --dry-run`,
  }),
  'not-written': entry<{ path: string }>({
    leg: 'operations',
    message: (p) => `${p.path} could not be written; the release stands without it`,
    remedy: () => 'make room or give the right to write there; the next release writes it again: trivet run --environment prod',
  }),
  'passes-now': entry<{ check: string }>({
    leg: 'development',
    message: (p) => `${p.check} has passed since it failed, so there is nothing to accept`,
    remedy: (p) => `see its story: trivet log; what broke it then: trivet why ${p.check}`,
  }),
  'model-is-no-table': entry<{ model: string }>({
    leg: 'development',
    message: (p) => `${p.model} is a model: it has no rows to select`,
    remedy: (p) => `look at its metrics: trivet show ${p.model}`,
  }),
  'model-has-no-rows': entry<{ model: string }>({
    leg: 'development',
    message: (p) => `${p.model} is a model: it has no rows or columns that could be checked`,
    remedy: (p) => `take this out; what ${p.model} must be worth, say with solved: in trivet.yaml, then: trivet plan`,
  }),
  'not-recorded': entry<{ what: string; why: string; instead: string }>({
    leg: 'development',
    message: (p) => `${p.what} is not recorded: ${p.why}`,
    remedy: (p) => p.instead,
  }),
  'not-kept': entry<{ source: string }>({
    leg: 'operations',
    message: (p) => `no listing of source ${p.source} was kept for that run`,
    remedy: () => 'trivet log',
  }),
  'unknown-asset': entry<{ name: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `nothing is called ${p.name}${p.near ? `; did you mean ${p.near}` : ''}`,
    remedy: (p) => (p.known.length ? `choose from ${p.known.slice(0, 8).join(', ')}` : 'trivet run'),
  }),
  'no-such-run': entry<{ run: string }>({
    leg: 'development',
    message: (p) => `there is no run ${p.run}`,
    remedy: () => 'trivet log',
  }),
  'broken-object': entry<{ object: string; asset: string; why: string }>({
    leg: 'operations',
    message: (p) => `object ${p.object.slice(0, 12)} of ${p.asset}: ${p.why}`,
    remedy: (p) => `bring the file back from a copy of the store, or: trivet run ${p.asset === 'a text' ? '' : `${p.asset} `}--rebuild`,
  }),
  'not-the-same': entry<{ asset: string; build: number; note: string }>({
    leg: 'operations',
    message: (p) => `build ${p.build} of ${p.asset}, made again: ${p.note}`,
    remedy: (p) => `look for what its SQL leaves open (an order, a tie): trivet log, then: trivet show ${p.asset}`,
  }),
  unstable: entry<{ asset: string; what: string }>({
    leg: 'development',
    severity: 'warning',
    message: (p) =>
      `${p.asset} depends on the order of rows that nothing fixes: ${p.what}; made again from the same inputs it may come out otherwise`,
    remedy: () => 'order by columns that name a row',
  }),
  'undeclared-variable': entry<{ by: string; name: string; declared: readonly string[]; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.by} reads the variable ${p.name}, which trivet.yaml does not declare${p.near ? `; did you mean ${p.near}?` : ''}`,
    remedy: (p) => `declare it in trivet.yaml: variables: [${[...p.declared, p.name].join(', ')}]`,
  }),
  'test-failed': entry<{ asset: string; name: string; rows: number }>({
    leg: 'development',
    message: (p) => `the unit test of ${p.asset} “${p.name}” fails: ${p.rows} row${p.rows === 1 ? '' : 's'} differ${p.rows === 1 ? 's' : ''}`,
    remedy: (p) => `see the rows side by side: trivet test ${p.asset}`,
  }),
  'never-failed': entry<{ check: string }>({
    leg: 'development',
    message: (p) => `${p.check} has no recorded failure, so there is nothing to accept`,
    remedy: () => 'trivet test',
  }),
  'no-reason': entry<{ check: string }>({
    leg: 'development',
    message: () => 'an acceptance needs its reason',
    remedy: (p) => `trivet accept ${p.check} --because "what happened"`,
  }),
  'file-unwritable': entry<{ file: string }>({
    leg: 'operations',
    message: (p) => `${p.file} can't be written`,
    remedy: () => 'give this user the right to write it',
  }),
});
