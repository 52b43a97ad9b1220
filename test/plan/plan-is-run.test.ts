// The plan is data: a run carries out the stages that `plan` prints, and no other. Held over a series of changes to a small product.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { productFolder, trivet } from '../rig/index.ts';

interface Stage {
  readonly kind: string;
  readonly asset: string;
  readonly when: 'always' | { readonly ifChanged: readonly string[] };
  readonly reasons: readonly { readonly leg: string; readonly text: string }[];
}

const product = {
  'trivet.yaml': 'product: planned\n',
  'sources/sales.yaml': 'path: data/sales-*.csv\ncolumns: { amount: { type: integer, min: 0 } }\n',
  'sources/shops.yaml': 'path: data/shops.csv\n',
  'data/sales-1.csv': 'shop,amount\nnorth,3\nsouth,4\n',
  'data/shops.csv': 'shop,city\nnorth,Oslo\nsouth,Rome\n',
  'assets/joined.sql': 'select s.shop, h.city, s.amount from sales s join shops h using (shop)\n',
  'assets/totals.sql': 'select city, sum(amount)::bigint as amount from joined group by city\n',
  'assets/cities.sql': 'select distinct city from shops\n',
};

const isMain = ({ kind }: { readonly kind: string }) => kind === 'read' || kind === 'build' || kind === 'reuse';

/** Plans, runs, and compares; returns the plan and what each asset came to. */
async function planAndRun(folder: string): Promise<{ readonly stages: readonly Stage[]; readonly outcomes: Readonly<Record<string, string>> }> {
  const { stages } = (await trivet(['plan', '--json'], { cwd: folder })).json() as { stages: readonly Stage[] };
  const ran = (await trivet(['run', '--json'], { cwd: folder })).json() as { run: number; assets: readonly { asset: string; outcome: string }[] };
  const { story } = (await trivet(['log', String(ran.run), '--json'], { cwd: folder })).json() as {
    story: { stages: readonly { asset: string; kind: string }[] };
  };
  expect(story.stages.map(({ asset, kind }) => ({ asset, kind }))).toEqual(stages.filter(isMain).map(({ asset, kind }) => ({ asset, kind })));
  const outcomes = Object.fromEntries(ran.assets.map((a) => [a.asset, a.outcome]));
  for (const stage of stages.filter(isMain)) {
    const outcome = outcomes[stage.asset] ?? '';
    // an unconditional stage is carried out, a conditional one may be skipped, a reuse never builds
    if (stage.kind === 'reuse') expect(outcome).toBe('reused');
    else if (stage.when === 'always') expect(['read', 'built', 'failed', 'unchanged']).toContain(outcome);
  }
  return { stages, outcomes };
}

const reasonsOf = (stages: readonly Stage[], asset: string) =>
  stages.find((s) => s.asset === asset && isMain(s))?.reasons.map((r) => `${r.leg}: ${r.text}`);

test('a run carries out the planned stages, through new files, new code, equal content and a dropped asset', async () => {
  const folder = productFolder(product);
  const first = await planAndRun(folder);
  expect(first.stages.filter(isMain).map((s) => s.kind)).toEqual(['read', 'read', 'build', 'build', 'build']);

  const idle = await planAndRun(folder);
  expect(idle.stages.every((s) => s.kind === 'reuse')).toBe(true);

  writeFileSync(join(folder, 'data/sales-2.csv'), 'shop,amount\nnorth,5\n');
  const more = await planAndRun(folder);
  expect(reasonsOf(more.stages, 'sales')).toEqual(['data: sales has 1 new file, 1 row (data/sales-2.csv)']);
  expect(more.outcomes).toMatchObject({ sales: 'read', joined: 'built', totals: 'built', cities: 'reused' });

  // the file says the same rows in another order: read again, and nothing after it
  writeFileSync(join(folder, 'data/shops.csv'), 'shop,city\nsouth,Rome\nnorth,Oslo\n');
  const turned = await planAndRun(folder);
  expect(turned.outcomes).toMatchObject({ shops: 'read', joined: 'unchanged', cities: 'unchanged', totals: 'unchanged' });
  expect(turned.stages.find((s) => s.asset === 'joined' && isMain(s))?.when).toEqual({ ifChanged: ['shops'] });

  const path = join(folder, 'assets/joined.sql');
  writeFileSync(path, `-- a comment\n${readFileSync(path, 'utf8').replaceAll(' ', '\n  ')}`);
  expect((await planAndRun(folder)).stages.every((s) => s.kind === 'reuse')).toBe(true);

  writeFileSync(path, readFileSync(path, 'utf8').replace('s.amount', 's.amount * 2 as amount'));
  const changed = await planAndRun(folder);
  expect(reasonsOf(changed.stages, 'joined')).toEqual(['code: assets/joined.sql']);
  expect(changed.outcomes).toMatchObject({ sales: 'reused', joined: 'built', totals: 'built', cities: 'reused' });
});
