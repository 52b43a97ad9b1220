// What a product's scripts say of themselves, parsed once for each text and kept.

import { digestOfJson, failed, type Json, type Outcome, ok } from '../base/index.ts';
import type { ScriptFacts } from '../graph/index.ts';
import type { CodeFile, Product } from '../product/index.ts';
import { canWrite } from './list-sources.ts';
import type { Session } from './open.ts';

const isScript = ({ path }: CodeFile): boolean => /^(assets|lib)\/.*\.(ts|js|mjs|json)$/.test(path);

export async function parseScripts(product: Product, session: Session): Promise<Outcome<ReadonlyMap<string, ScriptFacts>>> {
  const assets = [...product.assets.values()].flatMap((a) => (a.kind === 'script' ? [a] : []));
  if (assets.length === 0) return ok(new Map());
  const files = new Map(product.files.filter(isScript).map((file) => [file.path, file]));
  const texts = [...files.values()].map(({ path, digest }) => [path, digest]);
  const keys = assets.map((asset) => digestOfJson({ script: asset.code.path, files: texts, form: 1 }));
  const known = (await session.store.cached('script', keys)) as unknown as (ScriptFacts | undefined)[];
  const missing = assets.flatMap((asset, i) => (known[i] === undefined ? [{ asset, i }] : []));
  if (missing.length > 0) {
    const answers = await session.scripts.parse(missing.map(({ asset }) => ({ script: asset.code.path, files })));
    const problems = answers.flatMap((answer) => (answer.ok ? [] : answer.problems));
    if (problems.length) return failed(...problems);
    const fresh = answers.flatMap((answer, n) => (answer.ok ? [{ i: missing[n]?.i as number, facts: answer.value }] : []));
    for (const { i, facts } of fresh) known[i] = facts;
    if (canWrite(session.store))
      await session.store.putCached(
        'script',
        fresh.map(({ i, facts }) => ({ key: keys[i] as string, value: facts as unknown as Json })),
      );
  }
  return ok(new Map(assets.map((asset, i) => [asset.name, known[i] as ScriptFacts])));
}
