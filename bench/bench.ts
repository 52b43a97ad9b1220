// npm run bench -- [NAME…] [--json] [--turns N] [--assets N] [--rows N]: measures, prints raw times and ratios, ends with 1 if a budget does not hold.
// npm run bench -- peers [TOOL…] [--json] [--turns N] [--rows N]: the same checks in other tools (peers/run.ts), with sizes of its own.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checks } from './checks.ts';
import { assetOverhead, help, noopPlan, noopRun } from './commands.ts';
import { pointerMove } from './pointer.ts';
import { type Benchmark, type Result, resultOf, resultText, type Size } from './result.ts';
import { serve, serveText } from './serve.ts';
import { engineBack, shipAnswer } from './ship-answer.ts';
import { unitTests } from './unit-tests.ts';

const benchmarks: readonly Benchmark[] = [help, noopPlan, noopRun, assetOverhead, pointerMove, shipAnswer, engineBack, unitTests];
/**
 * `serve` asks for all that is of a running service: its answers beside an echo, and the two benchmarks of a change under it; `checks` for all
 * that is of checks; `peers`, alone, for the comparison with other tools. They need minutes and gigabytes: they run where they are named.
 */
const names = [...benchmarks.map((one) => one.name), 'serve', 'checks', ...checks.map((one) => one.name), 'peers'];

interface Request extends Size {
  readonly chosen: readonly Benchmark[];
  readonly serving: boolean;
  readonly json: boolean;
}

const positive = (text: string) => (/^[1-9]\d*$/.test(text) ? Number(text) : undefined);

/** A text instead of a request says what is wrong with the arguments. */
function requestOf(args: readonly string[]): Request | string {
  const options = {
    json: { type: 'boolean' },
    turns: { type: 'string', default: '5' },
    assets: { type: 'string', default: '1000' },
    rows: { type: 'string', default: '10000000' },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const [turns, assets, rows] = [positive(values.turns), positive(values.assets), positive(values.rows)];
  if (turns === undefined || assets === undefined || rows === undefined) return '--turns, --assets and --rows are whole numbers from 1';
  const unknown = positionals.filter((name) => !names.includes(name));
  if (unknown.length) return `no benchmark ${unknown.join(', ')}: there are ${names.join(', ')}`;
  if (positionals.includes('peers')) return 'peers stands first, and no other benchmark beside it';
  const serving = positionals.length === 0 || positionals.includes('serve');
  const asked = (one: Benchmark) => positionals.includes(one.name) || (serving && (one === shipAnswer || one === engineBack));
  const ofChecks = checks.filter((one) => positionals.includes('checks') || positionals.includes(one.name));
  const chosen = positionals.length ? [...benchmarks.filter(asked), ...ofChecks] : benchmarks;
  return { chosen, serving, json: values.json ?? false, turns, assets, rows };
}

function peers(args: readonly string[]): number {
  const end = spawnSync(process.execPath, [join(import.meta.dirname, 'peers', 'run.ts'), ...args], { stdio: 'inherit' });
  if (end.error) throw end.error;
  return end.status ?? 70;
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === 'peers') return peers(args.slice(1));
  const request = requestOf(args);
  if (typeof request === 'string') {
    console.error(`${request}; try: npm run bench -- help --json`);
    return 2;
  }
  const results: Result[] = [];
  for (const benchmark of request.chosen) {
    const result = resultOf(benchmark, await benchmark.measure(request));
    results.push(result);
    if (!request.json) console.log(`${resultText(result, benchmark.summary(request))}\n`);
  }
  const served = request.serving ? await serve(request) : [];
  if (!request.json) for (const result of served) console.log(`${serveText(result)}\n`);
  if (request.json) console.log(JSON.stringify({ results, served }, null, 2));
  const judged = [...results, ...served.filter((result) => result.budget !== undefined)];
  const broken = judged.filter((result) => !result.holds);
  if (!request.json) console.log(`${judged.length - broken.length} of ${judged.length} budgets hold`);
  return broken.length ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
