// Outputs: the SQL and the yaml of each become one, and what a model's output needs is looked for. Parses no SQL.

import type { Problem } from '../base/index.ts';
import { type OutputDraft, plainOutput, readOutputYaml } from './forms/output.ts';
import { problem } from './problems.ts';
import type { CodeFile, Output } from './product.ts';
import { modelName } from './resolve.ts';
import { contractOf, type Names, nameOf, nearName, type OutputFiles, type Sorted, stem } from './sort-out.ts';

/** The outputs in order of name. */
export function readOutputs(sorted: Sorted, names: Names, tables: Names, problems: Problem[]): ReadonlyMap<string, Output> {
  const read: Output[] = [];
  for (const files of sorted.outputs.values()) {
    const file = files.sql ?? files.yaml;
    const draft = files.yaml ? readOutputYaml(files.yaml, problems) : plainOutput;
    const output = file && draft && outputOf(draft, files, file, { names, tables, problems });
    const contractFile = file && contractOf(sorted, file);
    if (output) read.push(contractFile ? { ...output, contractFile } : output);
  }
  return new Map(read.sort((a, b) => (a.name < b.name ? -1 : 1)).map((output) => [output.name, output]));
}

interface Around {
  readonly names: Names;
  readonly tables: Names;
  readonly problems: Problem[];
}

function outputOf(draft: OutputDraft, files: OutputFiles, file: CodeFile, around: Around): Output | undefined {
  const { model, features, ...rest } = draft;
  const name = nameOf(file);
  const query = queryOf(draft, files, name, around);
  const modelled = model && modelName(model.value, model.at, around.tables, around.problems);
  if (!query) return undefined;
  return {
    ...rest,
    name,
    ...(files.yaml ? { specFile: files.yaml } : {}),
    ...query,
    ...(modelled === undefined ? { kind: 'sql' } : { kind: 'model', model: modelled }),
    at: { file: (files.yaml ?? file).path },
  };
}

/** The one SELECT of an output: none and two are Problems. */
function queryOf(
  { model, features }: OutputDraft,
  { sql, yaml }: OutputFiles,
  name: string,
  around: Around,
): Pick<Output, 'sql' | 'sqlAt'> | undefined {
  const { names, problems } = around;
  const path = `${yaml ? stem(yaml) : `outputs/${name}`}.sql`;
  if (features && !model) problems.push(problem('features-without-model', { sql: path }, { at: features.at }));
  else if (features && sql) problems.push(problem('two-queries', { sql: sql.path }, { at: features.at }));
  else if (features) return { sql: features.value, sqlAt: features.at };
  else if (sql) return { sql: sql.text, sqlAt: { file: sql.path, line: 1, column: 1 } };
  else if (model) problems.push(problem('model-without-features', { model: model.value, sql: path }, { at: model.at }));
  else {
    const near = nearName(names, name, (other) => other.path.endsWith('.sql'));
    problems.push(
      problem('output-without-query', { name, sql: path, near: near && names.get(near.toLowerCase())?.path }, { at: { file: yaml?.path ?? path } }),
    );
  }
  return undefined;
}
