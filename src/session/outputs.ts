// A product's outputs, understood: which assets they read, and whether they hold together. What the engine makes of them is asked at ship.

import { failed, nearest, type Outcome, ok, type Place, type Problem, placeAt } from '../base/index.ts';
import type { Origin, Parsed } from '../engine/index.ts';
import type { ScriptFacts } from '../graph/index.ts';
import type { Output, Product } from '../product/index.ts';
import { problem } from './problems.ts';

export interface PreparedOutput {
  readonly output: Output;
  /** Assets its SELECT reads, as the product writes them, in order of name. */
  readonly reads: readonly string[];
  readonly clock: boolean;
}

/** Outputs that read one of these tables. */
export function outputsOver(outputs: ReadonlyMap<string, PreparedOutput>, tables: Iterable<string>): readonly string[] {
  const any = new Set(tables);
  return [...outputs.values()].filter(({ reads }) => reads.some((name) => any.has(name))).map(({ output }) => output.name);
}

/** Where its SQL stands, for Problems. */
export const originOf = ({ sqlAt }: Output): Origin => ({ file: sqlAt.file, line: sqlAt.line ?? 1, ...(inFile(sqlAt) ? {} : { at: sqlAt }) });

/** The SQL is a file of its own, so that an offset in it is a place. */
const inFile = ({ file }: Place): boolean => file.endsWith('.sql');

export function prepareOutputs(
  product: Product,
  parsed: ReadonlyMap<Output, Parsed>,
  scripts: ReadonlyMap<string, ScriptFacts>,
): Outcome<ReadonlyMap<string, PreparedOutput>> {
  const problems: Problem[] = [];
  const names = new Map([...product.assets.keys()].map((name) => [name.toLowerCase(), name]));
  const outputs = new Map<string, PreparedOutput>();
  for (const [output, facts] of parsed) {
    const at = (offset: number, length: number): Place =>
      inFile(output.sqlAt) ? placeAt(output.sqlAt.file, output.sql, offset, length) : output.sqlAt;
    const reads = new Set<string>();
    for (const { name, offset } of facts.reads) {
      const found = names.get(name.toLowerCase());
      const place = { at: at(offset, name.length) };
      if (!found) problems.push(problem('output-reads-unknown', { output: output.name, name, near: nearest(name, names.values()) }, place));
      else if (scripts.get(found)?.kind === 'model') problems.push(problem('output-reads-model', { output: output.name, model: found }, place));
      else reads.add(found);
    }
    problems.push(...wrongParameters(output, facts, at), ...wrongModel(output, scripts));
    outputs.set(output.name, { output, reads: [...reads].sort(), clock: facts.clock });
  }
  return problems.length ? failed(...problems) : ok(outputs);
}

function wrongParameters(output: Output, { parameters }: Parsed, at: (offset: number, length: number) => Place): readonly Problem[] {
  const declared = output.parameters.map((p) => p.name);
  const known = new Set(declared.map((name) => name.toLowerCase()));
  const used = new Set(parameters.map((p) => p.name.toLowerCase()));
  const file = output.specFile?.path ?? `outputs/${output.name}.yaml`;
  const undeclared = parameters.filter((p) => !known.has(p.name.toLowerCase()));
  return [
    ...[...new Map(undeclared.map((p) => [p.name.toLowerCase(), p])).values()].map(({ name, offset }) =>
      problem('undeclared-parameter', { output: output.name, name, file, near: nearest(name, declared) }, { at: at(offset, name.length + 1) }),
    ),
    ...output.parameters
      .filter((p) => !used.has(p.name.toLowerCase()))
      .map((p) => problem('unused-parameter', { output: output.name, name: p.name, file: output.sqlAt.file }, { at: p.at })),
  ];
}

function wrongModel({ kind, name, model, at }: Output, scripts: ReadonlyMap<string, ScriptFacts>): readonly Problem[] {
  const facts = model === undefined ? undefined : scripts.get(model);
  return kind === 'model' && facts?.kind === 'table' ? [problem('not-a-model', { output: name, asset: model ?? '' }, { at })] : [];
}
