// Contracts of texts for the tests of this room. `▸` in a text marks where a Problem must point; it is taken out before reading.

import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, type Effects, type Outcome, type Problem } from '../../src/base/index.ts';
import { type ContractRules, contractRules, type OdcsDocument, type ReadContract, readContract } from '../../src/contract/index.ts';
import type { CodeFile } from '../../src/product/index.ts';

export const contractFile = (text: string, path = 'orders.odcs.yaml'): CodeFile => ({ path, text, digest: digestOf(text) });

export const read = (text: string): Outcome<ReadContract> => readContract(contractFile(text.replaceAll('▸', '')));

/** The start of a valid contract of 3.1.0; its `schema:` and the rest follow. */
export const head = 'apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\n';

/** A contract with one table `orders`, whose properties are these lines, two spaces in. */
export const withProperties = (...lines: readonly string[]): string =>
  `${head}schema:\n  - name: orders\n    properties:\n${lines.map((line) => `      ${line}`).join('\n')}\n`;

/** Everything there is to tell of a text, read and understood: errors and warnings. */
export function problemsOf(text: string): readonly Problem[] {
  const contract = read(text);
  if (!contract.ok) return contract.problems;
  const meant = contractRules(contract.value.document);
  return [...contract.value.warnings, ...(meant.ok ? meant.value.warnings : meant.problems)];
}

export function documentOf(text: string): OdcsDocument {
  const contract = read(text);
  if (!contract.ok) throw new Error(contract.problems.map((p) => `${p.at?.line}:${p.at?.column} ${p.message}`).join('\n'));
  return contract.value.document;
}

export function rulesOf(text: string): ContractRules {
  const meant = contractRules(documentOf(text));
  if (!meant.ok) throw new Error(meant.problems.map((p) => `${p.at?.line}:${p.at?.column} ${p.message}`).join('\n'));
  return meant.value;
}

/** Where the marks are, as `line:column`, in order. */
export const marks = (text: string): readonly string[] =>
  text.split('\n').flatMap((line, i) => [...line.matchAll(/▸/g)].map((mark, nth) => `${i + 1}:${mark.index - nth + 1}`));

/** The standard's own examples and schemas, where they lie beside this repository. */
export const corpus = join(import.meta.dirname, '..', '..', '..', 'shared', 'corpora', 'odcs');
export const hasCorpus = existsSync(corpus);
export const examples = (): readonly string[] => globSync(join(corpus, 'examples', '**', '*.yaml')).sort();

/** Of a machine whose clock stands. */
export const effects: Effects = {
  now: () => Date.parse('2026-11-23T00:00:00Z'),
  monotonic: () => 0,
  randomHex: () => 'ab',
  variables: {},
  user: 'ada',
  wait: async () => {},
};
