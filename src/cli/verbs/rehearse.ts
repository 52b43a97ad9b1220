// rehearse: faults put into copies of tables, what notices them, and the checks that would notice the rest.

import { usualOptions } from '../../rehearsal/index.ts';
import type { Values } from '../options.ts';
import { problem } from '../problems.ts';
import { rehearsedContract } from '../rehearsal/contract.ts';
import { rehearsedDbt } from '../rehearsal/dbt.ts';
import { rehearsalEnd } from '../rehearsal/end.ts';
import { type RehearseFlags, rehearsalOptions } from '../rehearsal/options.ts';
import { rehearsedProduct } from '../rehearsal/product.ts';
import { type Arguments, type Context, defineVerb, endWith, type VerbEnd } from '../verb.ts';

const positionals = { asset: { summary: 'a source or an asset; all that have rows if absent', repeat: true } } as const;
const flags = {
  contract: { kind: 'text', value: 'FILE', summary: 'a contract (ODCS) in place of a product' },
  dbt: { kind: 'text', value: 'MANIFEST', summary: "a dbt project's target/manifest.json in place of a product" },
  data: { kind: 'text', value: 'PATH', summary: 'its data: a file, a folder, a DuckDB file; as the contract or dbt says if absent' },
  seed: { kind: 'count', value: 'N', default: usualOptions.seed, summary: 'other rows are hit by another seed; 1 if absent' },
  shares: { kind: 'list', value: 'A,B', summary: 'parts of the rows that are hit; 0.1%,1%,10%,100% if absent' },
  operators: { kind: 'list', value: 'A,B', summary: 'these faults only' },
  thorough: { kind: 'switch', summary: 'run scripts and train models for every fault that reaches them' },
  write: { kind: 'switch', summary: 'add the proposed checks to the yaml or the contract' },
  min: { kind: 'text', value: 'SHARE', summary: 'exit 1 if the score is lower, e.g. 80%' },
} as const;

type RehearseContext = Context<Arguments<typeof positionals>, Values<typeof flags>>;

export const verb = defineVerb({
  name: 'rehearse',
  summary: 'which faults no check would notice',
  details:
    'Puts faults into copies of the tables, one at a time: nulls, duplicates, lost rows, swapped days and months, a late file. Whatever is built from a table is built again, and every check is asked. A fault that changes nothing that anybody sees does not count. Told are the score, the faults that nothing noticed, and for these the checks that would. No data, history or environment is altered.',
  positionals,
  flags,
  examples: [
    { command: 'trivet rehearse', why: 'all sources and assets of the product' },
    { command: 'trivet rehearse flights --write', why: 'one table, and the checks it lacks' },
    { command: 'trivet rehearse --contract orders.odcs.yaml --data orders.parquet --min 80%', why: 'a step of a CI, without a product' },
    { command: 'trivet rehearse --dbt target/manifest.json --data warehouse.duckdb', why: "a dbt project's own tests" },
  ],
  run: async (context): Promise<VerbEnd> => {
    const read = rehearsalOptions(context.flags satisfies RehearseFlags);
    if (!read.ok) return endWith(read.problems);
    const { options, least } = read.value;
    const { contract, dbt } = context.flags;
    if (contract !== undefined && dbt !== undefined) return endWith([problem('two-rehearsals', { flags: '--contract and --dbt' })]);
    const done = await doneWith(context, options);
    if (!done.ok) return endWith(done.problems);
    return rehearsalEnd(done.value, least, { palette: context.palette, width: context.width });
  },
});

function doneWith(context: RehearseContext, options: Parameters<typeof rehearsedProduct>[1]['options']) {
  const { contract, dbt, data, write } = context.flags;
  const only = context.arguments.asset;
  if (dbt !== undefined) return rehearsedDbt(context, { manifest: dbt, data, only, options, write });
  if (contract !== undefined) return rehearsedContract(context, { contract, data, only, options, write });
  return rehearsedProduct(context, { only, options, write });
}
