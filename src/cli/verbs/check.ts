// check: a contract's rules asked of data, outside of any product. A CI step in one line.

import type { Problem } from '../../base/index.ts';
import { checkContract, withContractData } from '../contract/check.ts';
import { checkEnd } from '../contract/check-end.ts';
import { openContract } from '../contract/open.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';

export const verb = defineVerb({
  name: 'check',
  summary: "a contract's rules, asked of data",
  details:
    'Reads a contract of the Open Data Contract Standard and asks each of its rules of Parquet, CSV, JSON or DuckDB data. It needs no product and writes nothing. Ends with 1 when a rule of severity error fails or cannot be asked, with 2 when the contract itself is wrong.',
  positionals: { contract: { summary: 'the contract: a YAML or JSON file of ODCS 2.2 to 3.1', required: true } },
  flags: {
    data: { kind: 'text', value: 'PATH', summary: 'a file, a folder, a pattern or a DuckDB file; a server of the contract if absent' },
    server: { kind: 'text', value: 'NAME', summary: 'which server of the contract holds the data' },
    table: { kind: 'text', value: 'NAME', summary: 'one table of the contract alone' },
  },
  examples: [
    { command: 'trivet check orders.odcs.yaml', why: 'the data that the contract names' },
    { command: 'trivet check orders.odcs.yaml --data exports/', why: 'a folder with a file for each table' },
  ],
  async run(context): Promise<VerbEnd> {
    const { data, server, table } = context.flags;
    const contract = await openContract(context.arguments.contract, context.cwd);
    if (!contract.ok) return endWith(contract.problems);
    const told: readonly Problem[] = contract.value.warnings;
    const checked = await withContractData(contract.value, { data, server, table }, context, checkContract);
    if (!checked.ok) return endWith([...told, ...checked.problems]);
    return checkEnd(contract.value.document, checked.value, [...told, ...checked.value.warnings], context);
  },
});
