import { faultProduct } from './fault-product.ts';
import { failing, standOf } from './stand.ts';
const t = (s: string) => process.stderr.write(`${s} ${performance.now().toFixed(0)}\n`);
const stand = await standOf(faultProduct());
const say = (b: Awaited<ReturnType<typeof stand.run>>) => process.stdout.write(`${[...b.results.values()].map((r) => `${r.asset} ${r.outcome} ${r.snapshot?.rows} ${r.checks.length}`).join('; ')}\n  failing ${failing(b).join(' ')}\n${b.problems.map((p) => `  ${p.code} ${p.message}`).join('\n')}\n`);
t('open'); say(await stand.run()); t('run');
say(await stand.run()); t('again');
for (const settings of [{ timezone: 'UTC' }, { null_order: 'nulls_first' }, { integer_division: 'true' }] as Record<string, string>[]) {
  say(await stand.run({ settings })); t('run');
  const w = await stand.why(); t('why');
  process.stdout.write(`  ${w?.failure.check?.check ?? w?.failure.asset} ${JSON.stringify(w?.judgement)} ${w?.replays} ${JSON.stringify(w?.causes)} ${w?.note}\n`);
}
say(await stand.run({ variables: { SHORTEST: '20' } })); t('run');
{ const w = await stand.why({ variables: { SHORTEST: '20' } }); t('why');
  process.stdout.write(`  ${w?.failure.check?.check ?? w?.failure.asset} ${JSON.stringify(w?.judgement)} ${w?.replays} ${JSON.stringify(w?.causes)} ${w?.note}\n`); }
await stand.close();
