// Whether a model's features fit what it takes, told when a release is shown and not when somebody asks.

import { failed, type Outcome, ok, type Problem } from '../../base/index.ts';
import type { Column, Datatype, Signature } from '../../engine/index.ts';
import { problem } from '../problems.ts';

/** How a model output's answer is put together, by the positions of the features' columns. */
export interface Layout {
  readonly inputs: readonly { readonly name: string; readonly datatype: Datatype; readonly at: number }[];
  /** Of the column `reason`; -1 where there is none. */
  readonly reason: number;
  readonly passed: readonly { readonly column: Column; readonly at: number }[];
}

const numeric = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DECIMAL|FLOAT|DOUBLE)/;

function fits(type: string, datatype: Datatype): boolean {
  if (datatype === 'BOOL') return type === 'BOOLEAN';
  if (datatype === 'BYTES') return !numeric.test(type) && type !== 'BOOLEAN';
  return numeric.test(type);
}

/** Problems: an input without a column, a type that does not fit, a name that the answer would hold twice. */
export function layout(output: string, columns: readonly Column[], signature: Signature): Outcome<Layout> {
  const at = (name: string) => columns.findIndex((column) => column.name === name);
  const lacking = signature.inputs.filter((input) => at(input.name) < 0).map((input) => input.name);
  const problems: Problem[] = lacking.length ? [problem('features-lack-input', { output, inputs: lacking })] : [];
  const inputs = signature.inputs.map((input) => ({ ...input, at: at(input.name) }));
  for (const input of inputs) {
    const type = columns[input.at]?.type;
    if (type !== undefined && !fits(type, input.datatype))
      problems.push(problem('feature-type', { output, column: input.name, type, datatype: input.datatype }));
  }
  const taken = new Set(inputs.map((input) => input.at));
  const reason = at('reason');
  const passed = columns.flatMap((column, i) => (taken.has(i) || i === reason ? [] : [{ column, at: i }]));
  const clashing = signature.outputs.find((one) => one.name === 'reason' || passed.some((p) => p.column.name === one.name));
  if (clashing) problems.push(problem('name-clash', { output, name: clashing.name }));
  if (reason >= 0 && taken.has(reason)) problems.push(problem('name-clash', { output, name: 'reason' }));
  return problems.length ? failed(...problems) : ok({ inputs, reason, passed });
}
