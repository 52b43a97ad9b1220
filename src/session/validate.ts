// Outputs before they are shown: the engine that will serve them plans each over the very tables of the release. The answer is kept by what it depends on.

import { type Digest, digestOfJson, failed, type Json, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { type Column, engineVersion, type LoadedQuery, startServingEngine } from '../engine/index.ts';
import { tokenText } from '../graph/index.ts';
import type { Output } from '../product/index.ts';
import type { Store } from '../store/index.ts';
import { unlikeContract } from './contracts.ts';
import type { LiveRelease } from './live.ts';
import type { Session } from './open.ts';
import { originOf } from './outputs.ts';
import { problem } from './problems.ts';

/** What an output promises to its consumers; kept with the release, so that the next one knows what changed. */
export interface OutputShape {
  /** Of its SQL, parameters and model. */
  readonly definition: Digest;
  /** Of the answer. */
  readonly columns: readonly Column[];
}
export type OutputShapes = Readonly<Record<string, OutputShape>>;

type Candidate = Pick<LiveRelease, 'product' | 'tables' | 'models' | 'settings' | 'variables'>;

export async function validateOutputs(candidate: Candidate, session: Session<Store>): Promise<Outcome<OutputShapes>> {
  const outputs = [...candidate.product.outputs.values()];
  if (outputs.length === 0) return ok({});
  const loaded = await planned(candidate, outputs, session);
  if (!loaded.ok) return loaded;
  const shapes: Record<string, OutputShape> = {};
  const problems: Problem[] = [];
  for (const output of outputs) {
    const columns = loaded.value.find((query) => query.name === output.name)?.columns ?? [];
    const model = output.model === undefined ? undefined : candidate.models[output.model];
    for (const input of model?.signature.inputs ?? []) {
      if (columns.some((c) => c.name.toLowerCase() === input.name.toLowerCase())) continue;
      const near = nearest(
        input.name,
        columns.map((c) => c.name),
      );
      problems.push(problem('feature-missing', { output: output.name, model: model?.asset ?? '', feature: input.name, near }, { at: output.sqlAt }));
    }
    const given = model?.signature.outputs.map(({ name, datatype }) => ({ name, type: datatype })) ?? [];
    const inputs = new Set(model?.signature.inputs.map((i) => i.name.toLowerCase()));
    const answered = [...columns.filter((c) => !inputs.has(c.name.toLowerCase())), ...given];
    problems.push(...unlikeContract(output, answered));
    shapes[output.name] = { definition: definitionOf(output), columns: answered };
  }
  return problems.length ? failed(...problems) : ok(shapes);
}

const definitionOf = ({ sql, parameters, model }: Output): Digest =>
  digestOfJson({ sql: tokenText(sql), parameters: parameters.map(({ at: _, description: __, ...says }) => says), model } as unknown as Json);

/** Asks the serving engine, unless it has said it of the same statements over tables of the same columns. */
async function planned(candidate: Candidate, outputs: readonly Output[], session: Session<Store>): Promise<Outcome<readonly LoadedQuery[]>> {
  const { tables, settings, variables } = candidate;
  const columns = Object.fromEntries(
    Object.entries(tables).map(([name, table]) => [name, table.kind === 'files' ? table.spec : table.columns] as const),
  );
  const said = outputs.map(({ name, sql, parameters }) => ({ name, sql, parameters }));
  const key = digestOfJson({ said, columns, settings, engine: engineVersion(), form: 1 } as unknown as Json);
  const [kept] = (await session.store.cached('outputs', [key])) as unknown as (readonly LoadedQuery[] | undefined)[];
  if (kept) return ok(kept);
  const engine = startServingEngine({ temporary: session.store.temporary(), readable: [session.store.folder] });
  try {
    const queries = outputs.map((output) => ({ name: output.name, sql: output.sql, origin: originOf(output), parameters: output.parameters }));
    const loaded = await engine.load({ key: 'candidate', tables, queries, settings, variables });
    if (loaded.ok) await session.store.putCached('outputs', [{ key, value: loaded.value as unknown as Json }]);
    return loaded;
  } finally {
    await engine.close();
  }
}
