// What a tool answered, read back: the form that the Python scripts write, and Trivet's own document. Judges nothing.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckName, names, type Verdict, type Verdicts } from './checks.ts';

export interface Answer {
  readonly verdicts: Verdicts;
  readonly versions: Readonly<Record<string, string>>;
}

export const scriptAnswer = (file: string): Answer => JSON.parse(readFileSync(file, 'utf8'));

/** The ids that Trivet gives the contract's rules: a rule of a column's own keys has a name from there, one under `quality` its own. */
const ruleIds: Readonly<Record<CheckName, string>> = {
  id_not_null: 'orders.id.required',
  customer_not_null: 'orders.customer.required',
  email_not_null: 'orders.email.required',
  ts_not_null: 'orders.ts.required',
  id_unique: 'orders.id.unique',
  origin_in_set: 'orders.origin_in_set',
  status_in_set: 'orders.status_in_set',
  amount_range: 'orders.amount.range',
  quantity_range: 'orders.quantity.range',
  day_range: 'orders.day.range',
  email_regex: 'orders.email.pattern',
  note_length: 'orders.note.length',
  row_count: 'orders.row_count',
  amount_mean: 'orders.amount_mean',
};

interface Document {
  readonly checks?: readonly { readonly check: string; readonly status: string }[];
  readonly problems?: readonly { readonly message: string }[];
}

const root = join(import.meta.dirname, '..', '..');

function version(file: string): string {
  return JSON.parse(readFileSync(join(root, file), 'utf8')).version;
}

/** `stdout` is the document of `trivet check --json`; a text instead is why there is no answer in it. */
export function trivetAnswer(stdout: string): Answer | string {
  const { checks, problems = [] }: Document = JSON.parse(stdout);
  if (!checks) return problems.map(({ message }) => message).join('; ') || 'no checks in its document';
  const said = new Map(checks.map(({ check, status }) => [check, status]));
  const verdict = (name: CheckName): Verdict => {
    const status = said.get(ruleIds[name]);
    return status === 'pass' || status === 'fail' ? status : 'error';
  };
  const verdicts = Object.fromEntries(names.map((name) => [name, verdict(name)])) as Verdicts;
  return { verdicts, versions: { trivet: version('package.json'), duckdb: version('node_modules/@duckdb/node-api/package.json') } };
}
