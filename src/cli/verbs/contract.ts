// contract: look a contract over, make one of data, compare two, write it in another form. Writes no file.

import { type ExportForm, exportForms } from '../../contract/index.ts';
import { diffContracts } from '../contract/diff.ts';
import { exportAs } from '../contract/export.ts';
import { infer } from '../contract/infer.ts';
import { lint } from '../contract/lint.ts';
import { lintEnd } from '../contract/lint-end.ts';
import type { Values } from '../options.ts';
import { problem } from '../problems.ts';
import { type Arguments, type Context, defineVerb, endWith, type VerbEnd } from '../verb.ts';

const positionals = {
  action: { summary: 'lint, infer, diff or export', required: true },
  file: { summary: 'contracts; of infer the data; of export a contract, or an asset of the product', repeat: true },
} as const;
const flags = {
  as: {
    kind: 'choice',
    value: 'FORM',
    of: [...exportForms, 'short'],
    default: 'odcs',
    summary: `the form that export and infer print: ${exportForms.join(', ')}; of infer: odcs or short`,
  },
  tight: { kind: 'switch', summary: 'infer the least and greatest values too' },
} as const;
type ContractContext = Context<Arguments<typeof positionals>, Values<typeof flags>>;

const actions: Readonly<Record<string, (context: ContractContext) => Promise<VerbEnd>>> = {
  lint: async (context) =>
    context.arguments.file.length > 0
      ? lintEnd(await lint(context.arguments.file, context.cwd), context)
      : endWith([noFile('trivet contract lint orders.odcs.yaml')]),
  infer: (context) => {
    const { as, tight } = context.flags;
    if (as === 'odcs' || as === 'short') return infer(context.arguments.file, { as, tight }, context);
    return Promise.resolve(endWith([problem('bad-value', { from: '--as', value: as, expected: 'odcs or short', example: '--as short' })]));
  },
  diff: (context) => diffContracts(context.arguments.file, context),
  export: (context) => {
    const { as } = context.flags;
    if (isExportForm(as)) return exportAs(context.arguments.file, as, context);
    return Promise.resolve(endWith([problem('bad-value', { from: '--as', value: as, expected: exportForms.join(', '), example: '--as sql' })]));
  },
};

const isExportForm = (form: string): form is ExportForm => exportForms.some((known) => known === form);
const noFile = (example: string) =>
  problem('missing-argument', { verb: 'contract lint', argument: 'FILE', summary: 'one or more contracts', example });

export const verb = defineVerb({
  name: 'contract',
  summary: 'lint, infer, diff, export a contract',
  details:
    'lint FILE… tells what is wrong with contracts, and which of their rules run. infer PATH prints a contract of what data itself says. diff OLD NEW tells for each change whether it breaks readers, and ends with 1 if one does. export FILE or export ASSET prints a contract in another form.',
  positionals,
  flags,
  examples: [
    { command: 'trivet contract lint orders.odcs.yaml', why: 'is it right, and what does it check?' },
    { command: 'trivet contract infer orders.parquet > orders.odcs.yaml', why: 'a contract to begin with' },
    { command: 'trivet contract diff orders.v1.odcs.yaml orders.odcs.yaml', why: 'whom does the new one break?' },
    { command: 'trivet contract export departures --as sql', why: 'an asset of the product as a table' },
  ],
  run: async (context): Promise<VerbEnd> => {
    const { action } = context.arguments;
    const chosen = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (chosen) return chosen(context satisfies ContractContext);
    return endWith([
      problem('bad-value', {
        from: 'ACTION',
        value: action,
        expected: 'lint, infer, diff or export',
        example: 'trivet contract lint orders.odcs.yaml',
      }),
    ]);
  },
});
