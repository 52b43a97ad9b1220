// The tools that are compared and how each is asked. Runs nothing.

import { join } from 'node:path';

export interface Tool {
  readonly name: string;
  /** Under which terms the version that is run is given. */
  readonly licence: string;
  /** What the verdicts are said in, and where it does not do all by itself. */
  readonly by: string;
  /** The lock file's name where the tool lives in a Python environment of its own; Trivet has none. */
  readonly lock?: string;
  /** The command that checks: the harness measures it whole, from its start to its end. */
  command(asked: Asked): readonly string[];
}

export interface Asked {
  /** The Parquet file, absolute. */
  readonly data: string;
  /** The rows that the declaration asks for. */
  readonly rows: number;
  /** The contract over these data. */
  readonly contract: string;
  /** Where the answer is to be written. */
  readonly answer: string;
  /** The Python of the tool's environment. */
  readonly python: string;
}

const script = (name: string) => join(import.meta.dirname, 'tools', name);
const root = join(import.meta.dirname, '..', '..');

export const trivet = 'trivet';

const own: Tool = {
  name: trivet,
  licence: 'Apache-2.0',
  by: 'the contract, trivet check',
  command: ({ contract, data }) => [process.execPath, join(root, 'dist', 'cli', 'bin.js'), 'check', contract, '--data', data, '--json'],
};

/** A Python tool: its script under tools/ is called with data, rows and answer, and with what else it needs. */
const python = (name: string, licence: string, by: string, file: string, more: (asked: Asked) => readonly string[] = () => []): Tool => ({
  name,
  licence,
  by,
  lock: name,
  command: (asked) => [asked.python, script(file), asked.data, String(asked.rows), asked.answer, ...more(asked)],
});

export const tools: readonly Tool[] = [
  own,
  python('pandera', 'MIT', 'a schema over polars; row count and mean are functions of the author', 'check_pandera.py'),
  python('gx', 'Apache-2.0', 'a suite over pandas, results as booleans only', 'check_gx.py'),
  python('soda', 'Apache-2.0', 'SodaCL over DuckDB, no samples; the dates in SQL', 'check_soda.py'),
  python('datacontract', 'MIT', 'the contract that Trivet reads', 'check_datacontract.py', ({ contract }) => [contract]),
  python('dbt', 'Apache-2.0', "tests on a source; range, pattern, length, rows, mean are the project's own", 'check_dbt.py'),
];
