// The template's model, imported as it is, and trained as its yaml says; what it reads is handed over as its host would.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import { type Row, type Tables, template, textOf, type Value } from './tables.ts';

export interface Term {
  readonly column: string;
  readonly is?: string;
  readonly mean: number;
  readonly deviation: number;
  readonly weight: number;
}
export interface Artifact {
  readonly bias: number;
  readonly terms: readonly Term[];
}
export interface Trained {
  readonly artifact: Artifact;
  readonly metrics: Readonly<Record<string, number>>;
  readonly signature: { readonly inputs: Readonly<Record<string, string>>; readonly outputs: Readonly<Record<string, string>> };
}
interface Script {
  train(inputs: unknown, context: unknown): Trained;
  predict(artifact: Artifact, columns: Readonly<Record<string, readonly Value[]>>): { readonly probability: Float64Array };
}
interface Spec {
  readonly reads: { readonly hourly: readonly string[] };
  readonly settings: Readonly<Record<string, string | number | boolean | null>>;
}

export const spec = parse(textOf('assets/bad_hour.yaml')) as Spec;
// A path that is computed, so that the compiler's rules for Trivet's own sources are not asked of what a user writes.
export const { train, predict } = (await import(/* @vite-ignore */ pathToFileURL(join(template, 'assets/bad_hour.ts')).href)) as Script;

/** The declared columns, times as text in UTC, 64-bit integers as bigint. */
export async function trainedOn(tables: Tables): Promise<Trained> {
  await tables.run("set timezone = 'UTC'");
  const rows = await tables.rows(`select ${spec.reads.hourly.join()} from hourly order by origin, hour`);
  await tables.run("set timezone = 'America/Los_Angeles'");
  return train({ hourly: { rows: () => rows } }, { settings: spec.settings, log: () => {} });
}

/** Rows as the columns that the signature names. */
export const columnsOf = ({ signature }: Trained, rows: readonly Row[]): Readonly<Record<string, readonly Value[]>> =>
  Object.fromEntries(Object.keys(signature.inputs).map((name) => [name, rows.map((row) => row[name] ?? null)]));
