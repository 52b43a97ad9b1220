// Every Problem of the script hosts, by code.

import { catalogue, entry } from '../../base/index.ts';

const meant = (candidate: string | undefined): string => (candidate ? `; did you mean "${candidate}"?` : '');

/** Where a script's inputs are declared: the yaml beside it. */
export const specOf = (script: string): string => script.replace(/\.[a-z]+$/, '.yaml');

const parsing = {
  syntax: entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the code does not parse: ${p.what}`,
    remedy: () =>
      'correct it at the marked place (only types that can be erased are known: no enum, namespace or parameter property), then: trivet plan',
  }),
  'unknown-exports': entry<{ found: readonly string[] }>({
    leg: 'development',
    message: (p) => `expected a default export (a table) or train and predict (a model), found ${p.found.length ? p.found.join(', ') : 'no export'}`,
    remedy: () => 'write a table, or a model, then: trivet plan',
  }),
  'both-kinds': entry<{ found: readonly string[] }>({
    leg: 'development',
    message: (p) => `a script is a table or a model, and this one exports both: ${p.found.join(', ')}`,
    remedy: () => 'keep the default export, or train and predict; write the other into a file of its own, then: trivet plan',
  }),
  'half-model': entry<{ found: 'train' | 'predict'; missing: 'train' | 'predict' }>({
    leg: 'development',
    message: (p) => `a model exports train and predict, and this one only ${p.found}`,
    remedy: (p) => `export ${p.missing} as well, then: trivet plan`,
  }),
  'import-missing': entry<{ specifier: string; candidate?: string | undefined }>({
    leg: 'development',
    message: (p) => `there is no file "${p.specifier}" among the product's code${meant(p.candidate)}`,
    remedy: () => 'name a file of assets/ or lib/ with its ending (.ts, .js, .mjs, .json), then: trivet plan',
  }),
  'import-outside': entry<{ specifier: string; why: string }>({
    leg: 'development',
    message: (p) => `the import "${p.specifier}" ${p.why}`,
    remedy: () => 'import a file of assets/ or lib/ by its relative path, or a package by its name, then: trivet plan',
  }),
  'import-unclear': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'what this import() names is known only when it runs, so the code cannot be told from its text',
    remedy: () => 'write the path as a plain text: import("../lib/name.ts"), then: trivet plan',
  }),
};

const reading = {
  'undeclared-read': entry<{ what: string; instead: string }>({
    leg: 'development',
    message: (p) => `the code ${p.what}, which is not among what it declares`,
    remedy: (p) => p.instead,
  }),
  'undeclared-input': entry<{ what: 'input' | 'column'; name: string; declared: readonly string[]; candidate?: string | undefined; file: string }>({
    leg: 'development',
    message: (p) =>
      `the code reads the ${p.what} "${p.name}", which is not declared${p.candidate ? meant(p.candidate) : `; there ${p.declared.length === 1 ? 'is' : 'are'} ${p.declared.join(', ') || 'none'}`}`,
    remedy: (p) =>
      p.candidate ? `write ${p.candidate}, or add "${p.name}": write into ${p.file} reads:` : `add "${p.name}": write into ${p.file} reads:`,
  }),
  'unnamed-clock': entry<{ asked: string; by: 'step' | 'predict' }>({
    leg: 'development',
    message: (p) =>
      p.by === 'predict'
        ? `predict asks for the clock (${p.asked}), and a model answers the same at any time: the clock is not in its key`
        : `the code asks for the clock (${p.asked}) without its own files naming it, so that the clock is not in its key`,
    remedy: (p) =>
      p.by === 'predict'
        ? 'ask for it in train and keep what it gives in the artifact, or take the time as an input of the signature, then: trivet run'
        : 'name it in the script and hand it on (const { clock } = context, or new Date(clock)), then: trivet run',
  }),
  'package-missing': entry<{ name: string; why?: string | undefined }>({
    leg: 'operations',
    message: (p) => `the package "${p.name}" cannot be loaded from the product's node_modules${p.why ? `: ${p.why}` : ''}`,
    remedy: (p) => `install it beside trivet.yaml (npm install ${p.name}), then: trivet run`,
  }),
};

const running = {
  failed: entry<{ doing: string; what: string }>({
    leg: 'development',
    message: (p) => `the code failed while it was to ${p.doing}: ${p.what}`,
    remedy: () => 'correct it at the marked place; see which leg changed since it last worked: trivet why',
  }),
  'never-ends': entry<Record<never, never>>({
    leg: 'development',
    message: () => 'the code waits for something that cannot come any more: a promise that nothing settles',
    remedy: () => 'settle every promise the code awaits, then: trivet run',
  }),
  'bad-rows': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the code must return its rows as an array or (async) iterable of objects: ${p.what}`,
    remedy: () => "return objects with a column's value by its name, then: trivet run",
  }),
  'mixed-types': entry<{ column: string; first: string; later: string }>({
    leg: 'development',
    message: (p) => `the column "${p.column}" mixes types: ${p.first}, ${p.later}`,
    remedy: (p) => `make every value of ${p.column} of one type (null is none), then: trivet run`,
  }),
  'bad-value': entry<{ column: string; row: number; what: string }>({
    leg: 'development',
    message: (p) => `the column "${p.column}" has a value in row ${p.row} that a table cannot keep: ${p.what}`,
    remedy: (p) => `give ${p.column} a number, text, boolean, Date, bigint or null, then: trivet run`,
  }),
  crashed: entry<{ how: string; doing: string }>({
    leg: 'operations',
    message: (p) => `the code's process ended (${p.how}) while it was to ${p.doing}`,
    remedy: () => 'run it again; if memory was short, read fewer columns or give the rows one by one (function*): trivet run',
  }),
  interrupted: entry<{ doing: string }>({
    leg: 'operations',
    message: (p) => `the code was to ${p.doing} and was ended, because its run was interrupted`,
    remedy: () => 'start it again: trivet run',
  }),
  unwritable: entry<{ what: string }>({
    leg: 'operations',
    message: (p) => `what the code made cannot be written: ${p.what}`,
    remedy: () => "check the store's disk and its permissions: df -h .trivet",
  }),
};

const models = {
  'bad-training': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `train must return { artifact, metrics, signature }: ${p.what}`,
    remedy: () => 'return all three, then: trivet run',
  }),
  'bad-metric': entry<{ name: string; what: string }>({
    leg: 'development',
    message: (p) => `the metric "${p.name}" ${p.what}`,
    remedy: () => 'give each metric a finite number under a plain name, then: trivet run',
  }),
  'bad-signature': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the signature does not say what predict takes and gives: ${p.what}`,
    remedy: () => "write it as { inputs: { share: 'FP64' }, outputs: { probability: 'FP64' } }, then: trivet run",
  }),
  'bad-artifact': entry<{ path: string; what: string }>({
    leg: 'development',
    message: (p) => `${p.path} ${p.what}, so the artifact cannot be kept`,
    remedy: () => 'return plain objects, arrays, texts and finite numbers, or bytes as a Uint8Array, then: trivet run',
  }),
  'bad-prediction': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `predict does not answer as the signature says: ${p.what}`,
    remedy: () => 'return at once one column of the declared type for each output, as long as the inputs, then: trivet run',
  }),
  'rows-not-independent': entry<{ output: string; row: number; how: string; found: string; expected: string }>({
    leg: 'development',
    message: (p) =>
      `predict answers ${p.expected} for row ${p.row} of a sample in one batch and ${p.found} ${p.how} ("${p.output}"): its rows are not independent`,
    remedy: () => 'predict each row from its own columns and the artifact only, then: trivet run',
  }),
  'bad-input': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the columns given to the model do not fit its signature: ${p.what}`,
    remedy: () => 'give one column for each input of the signature, all of one length; see it: trivet show ASSET',
  }),
  'artifact-unreadable': entry<{ what: string }>({
    leg: 'operations',
    message: (p) => `the model's artifact cannot be read: ${p.what}`,
    remedy: () => 'see whether the store is whole: trivet verify',
  }),
};

export const problem = catalogue('process', { ...parsing, ...reading, ...running, ...models });
