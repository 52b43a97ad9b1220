// `npm run faults -- --seed N [--count 100] [--json]`: the accuracy of `why` on faults drawn by seed. Ends with 1 if any verdict is confidently wrong.

import { parseArgs } from 'node:util';
import { palette, table } from '../../src/telemetry/index.ts';
import { type Campaign, campaign, cornersOf, type Result, tallies } from './campaign.ts';

function wordsOf(argv: readonly string[]): { readonly seed: number; readonly count: number; readonly json: boolean } | string {
  try {
    const { values } = parseArgs({ args: [...argv], options: { seed: { type: 'string' }, count: { type: 'string' }, json: { type: 'boolean' } } });
    const [seed, count] = [Number(values.seed ?? 1), Number(values.count ?? 100)];
    if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || count < 1) return '--seed and --count are whole numbers';
    return { seed, count, json: values.json ?? false };
  } catch (error) {
    return (error as Error).message;
  }
}

const percent = (part: number, of: number): string => (of === 0 ? '' : `${((100 * part) / of).toFixed(1)} %`);

function report({ seed, count, results }: Campaign): string {
  const look = { palette: palette(false), width: 120 };
  const numbers = (...list: readonly number[]) => list.map((n) => ({ text: String(n), align: 'right' as const }));
  const rows = tallies(results).map((t) => [
    t.leg,
    ...numbers(t.drawn, t.refused, t.missed, t.caught, t.right, t.undecided, t.wrong),
    { text: percent(t.right, t.caught), align: 'right' as const },
  ]);
  const titles = ['drawn', 'refused', 'not caught', 'caught', 'right', 'undecided', 'wrong', 'accuracy'].map((title) => ({
    title,
    align: 'right' as const,
  }));
  const { mean, max } = cornersOf(results);
  const told = results.filter((r) => r.judged === 'wrong' || r.judged === 'undecided').map(line);
  return [
    `${count} faults, seed ${seed}`,
    table(['leg', ...titles], rows, look),
    `corners per answer: ${mean.toFixed(1)} on average, ${max} at most, controls included`,
    ...told,
  ].join('\n');
}

const line = (r: Result): string =>
  `${r.judged} ${r.number} (${r.into}) ${r.what}: ${r.failure}: ${r.verdict}${r.named?.length ? ` [${r.named.join(', ')}]` : ''}; truth ${r.truth?.join(' or ')}${r.note ? `; ${r.note}` : ''}`;

function document({ seed, count, results }: Campaign): object {
  const [all] = tallies(results).slice(-1);
  return { seed, count, accuracy: all?.caught ? all.right / all.caught : null, legs: tallies(results), corners: cornersOf(results), results };
}

async function main(argv: readonly string[]): Promise<number> {
  const given = wordsOf(argv);
  if (typeof given === 'string') {
    process.stderr.write(`${given}; try: npm run faults -- --seed 1 --count 100\n`);
    return 2;
  }
  const live = process.stderr.isTTY;
  const done = await campaign(given.seed, given.count, (_, n) => live && process.stderr.write(`\r\u001b[2K${n} of ${given.count}`));
  if (live) process.stderr.write('\r\u001b[2K');
  process.stdout.write(`${given.json ? JSON.stringify(document(done), null, 2) : report(done)}\n`);
  return done.results.some((r) => r.judged === 'wrong') ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
