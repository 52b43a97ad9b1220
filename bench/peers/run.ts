// node bench/peers/run.ts [TOOL…] [--rows N] [--turns N] [--json]: asks the same checks of every tool, in turn, and compares verdicts and costs.
// Ends with 1 if a tool gives a wrong verdict; a loss is printed and is no failure.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, type Cost, type DataSet } from './ask.ts';
import { type CheckName, expected, names, telling, type Verdicts } from './checks.ts';
import { fewestRows, writeOrders } from './data.ts';
import { install, systemPython } from './install.ts';
import { type Comparison, comparisonText, type SetName, setNames, type ToolResult } from './report.ts';
import { type Tool, tools } from './tools.ts';

interface Request {
  readonly chosen: readonly Tool[];
  readonly rows: number;
  readonly turns: number;
  readonly json: boolean;
}

/** A text instead of a request says what is wrong with the arguments. */
function requestOf(args: readonly string[]): Request | string {
  const options = {
    rows: { type: 'string', default: '1000000' },
    turns: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  } as const;
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values, positionals } = parsed;
  const [rows, turns] = [Number(values.rows), Number(values.turns)];
  if (!Number.isSafeInteger(rows) || rows < fewestRows) return `--rows is a whole number from ${fewestRows}`;
  if (!Number.isSafeInteger(turns) || turns < 1) return '--turns is a whole number from 1';
  const unknown = positionals.filter((name) => !tools.some((tool) => tool.name === name));
  if (unknown.length) return `no tool ${unknown.join(', ')}: there are ${tools.map(({ name }) => name).join(', ')}`;
  return { chosen: positionals.length ? tools.filter(({ name }) => positionals.includes(name)) : tools, rows, turns, json: values.json };
}

/** Writes the data and, beside them, the contract over them. */
async function dataSet(base: string, name: string, rows: number, violated: ReadonlySet<CheckName>): Promise<DataSet> {
  const folder = join(base, name);
  mkdirSync(folder);
  const [data, contract] = [join(folder, 'orders.parquet'), join(folder, 'orders.odcs.yaml')];
  await writeOrders(data, rows, violated);
  const text = readFileSync(join(import.meta.dirname, 'orders.odcs.yaml'), 'utf8');
  writeFileSync(contract, text.replace('path: orders.parquet', `path: ${JSON.stringify(data)}`).replace('mustBe: 1000000', `mustBe: ${rows}`));
  return { name, folder, data, contract, rows };
}

const differences = (set: string, said: Verdicts, deserved: Verdicts): readonly string[] =>
  names.filter((name) => said[name] !== deserved[name]).map((name) => `${set}: ${name} is ${said[name]} and not ${deserved[name]}`);

/** One tool while it is measured. */
interface Contender {
  readonly tool: Tool;
  readonly python: string;
  readonly runs: Record<SetName, Cost[]>;
  readonly wrong: Set<string>;
  versions: Readonly<Record<string, string>>;
  left?: string;
}

function contend(one: Contender, set: DataSet, violated: ReadonlySet<CheckName>): Cost | undefined {
  if (one.left !== undefined) return undefined;
  const asked = ask(one.tool, one.python, set);
  if (typeof asked === 'string') {
    one.left = `${set.name}: ${asked}`;
    return undefined;
  }
  one.versions = asked.answer.versions;
  for (const text of differences(set.name, asked.answer.verdicts, expected(violated))) one.wrong.add(text);
  return asked.cost;
}

function contenders(chosen: readonly Tool[], say: (text: string) => void): readonly Contender[] {
  return chosen.map((tool) => {
    const blank = { tool, runs: { passing: [], violating: [] }, wrong: new Set<string>(), versions: {} };
    if (tool.lock === undefined) return { ...blank, python: systemPython };
    say(`environment of ${tool.name}`);
    const installed = install(tool.lock);
    return 'python' in installed ? { ...blank, python: installed.python } : { ...blank, python: '', left: installed.missing };
  });
}

/** Small sets first: they tell every check from every other, and warm what is warmed by a first run. */
async function prove(all: readonly Contender[], base: string): Promise<void> {
  for (const [n, violated] of telling().entries()) {
    const set = await dataSet(base, `telling-${n + 1}`, Math.max(1000, fewestRows), violated);
    for (const one of all) contend(one, set, violated);
  }
}

async function measure(all: readonly Contender[], base: string, { rows, turns }: Request, say: (text: string) => void): Promise<number> {
  const violations = { passing: new Set<CheckName>(), violating: new Set(names) };
  const sets = {
    passing: await dataSet(base, 'passing', rows, violations.passing),
    violating: await dataSet(base, 'violating', rows, violations.violating),
  };
  for (let turn = 0; turn <= turns; turn++) {
    say(turn === 0 ? 'once unmeasured' : `turn ${turn} of ${turns}`);
    // Each turn begins with another tool, so that none always runs after the same one.
    const order = all.map((_, at) => all[(at + turn) % all.length] as Contender);
    for (const set of setNames) {
      for (const one of order) {
        const cost = contend(one, sets[set], violations[set]);
        if (cost && turn > 0) one.runs[set].push(cost);
      }
    }
  }
  return statSync(sets.passing.data).size;
}

const thousandth = (cost: Cost): Cost => ({ wall: Number(cost.wall.toFixed(3)), cpu: Number(cost.cpu.toFixed(3)), memory: cost.memory });

function resultOf({ tool, versions, runs, wrong }: Contender): ToolResult {
  const rounded = { passing: runs.passing.map(thousandth), violating: runs.violating.map(thousandth) };
  return { tool: tool.name, versions, licence: tool.licence, by: tool.by, runs: rounded, wrong: [...wrong] };
}

function comparisonOf(all: readonly Contender[], { rows, turns }: Request, bytes: number): Comparison {
  const python = spawnSync(systemPython, ['-c', 'import platform; print(platform.python_version())'], { encoding: 'utf8' }).stdout.trim();
  const machine = {
    system: `${type()} ${release().split('-')[0]}`,
    processors: cpus().length,
    model: cpus()[0]?.model.trim() ?? 'unknown',
    memory: totalmem(),
  };
  const runtimes = { node: process.versions.node, python };
  const measured = all.filter(({ left }) => left === undefined).map(resultOf);
  const left = Object.fromEntries(all.flatMap(({ tool, left }) => (left === undefined ? [] : [[tool.name, left]])));
  return { date: new Date().toISOString().slice(0, 10), machine, runtimes, rows, bytes, turns, checks: names, tools: measured, left };
}

/** A comparison of some tools is a look, and not evidence. */
function keep(comparison: Comparison): void {
  const results = join(import.meta.dirname, 'results');
  mkdirSync(results, { recursive: true });
  writeFileSync(join(results, `${comparison.date}.json`), `${JSON.stringify(comparison, null, 1)}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const request = requestOf(args);
  if (typeof request === 'string') {
    console.error(`${request}; try: node bench/peers/run.ts --rows 100000 --turns 1`);
    return 2;
  }
  const say = (text: string) => console.error(text);
  const base = mkdtempSync(join(tmpdir(), 'trivet-peers-'));
  try {
    const all = contenders(request.chosen, say);
    await prove(all, base);
    const bytes = await measure(all, base, request, say);
    const comparison = comparisonOf(all, request, bytes);
    if (request.chosen === tools) keep(comparison);
    console.log(request.json ? JSON.stringify(comparison, null, 2) : comparisonText(comparison));
    return comparison.tools.some(({ wrong }) => wrong.length) ? 1 : 0;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

process.exitCode = await main(process.argv.slice(2));
