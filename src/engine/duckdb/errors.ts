// DuckDB's errors as Problems: what, where in the user's text, with the engine's own words as the cause.

import { nearest, type Place, type Problem, placeAt } from '../../base/index.ts';
import type { Origin } from './engine.ts';
import type { Edited } from './parameters.ts';
import { problem } from './problems.ts';
import { characterOffset, syntaxOffset, tokens } from './statement.ts';

export interface EngineError {
  /** `Binder`, `Catalog`, `Conversion`, … */
  readonly kind: string;
  readonly subtype: string;
  readonly message: string;
  /** Of what was not found. */
  readonly name: string;
  readonly thing: string;
  readonly candidates: readonly string[];
  /** Bytes from the start of the statement that was sent. */
  readonly position: number | undefined;
}

export interface ErrorContext {
  /** The user's text; '' when Trivet's own statement failed. */
  readonly sql: string;
  readonly origin?: Origin | undefined;
  /** The text that was sent in place of `sql`, and the way back. */
  readonly sent?: Edited | undefined;
  /** What stands before the user's text in the statement that was sent. */
  readonly prefix?: string | undefined;
  /** The statement was only planned: a bad literal is then the author's, not the data's. */
  readonly planning?: boolean | undefined;
  /** Name of the file that was read, for Problems of its data. */
  readonly label?: string | undefined;
}

/** Reads an error of DuckDB (JSON after `errors_as_json`, with or without a prefix); anything else is thrown again: a bug. */
export function engineError(error: unknown): EngineError {
  const text = error instanceof Error ? error.message : String(error);
  const json = /^(?:[A-Z][\w ]* Error: )?(\{[\s\S]*\})$/.exec(text)?.[1];
  if (json) {
    const fields = readJson(json);
    if (fields) {
      return {
        kind: fields.exception_type ?? '',
        subtype: fields.error_subtype ?? '',
        message: (fields.exception_message ?? '').trim(),
        name: fields.name ?? '',
        thing: fields.type ?? '',
        candidates: (fields.candidates ?? '').split(',').filter((c) => c !== ''),
        position: fields.position === undefined ? undefined : Number(fields.position),
      };
    }
  }
  const [, kind, message] = /^([A-Z][\w -]*?) Error: ([\s\S]*)$/.exec(text) ?? [];
  if (kind === undefined || message === undefined) throw error;
  const plain = message.replace(/\n\nLINE \d+:[\s\S]*$/, '').trim();
  return { kind, subtype: '', message: plain, name: '', thing: '', candidates: [], position: undefined };
}

function readJson(text: string): Record<string, string> | undefined {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return undefined;
  }
}

/** The place of a character offset of a statement in the file it comes from. SQL inside yaml is placed at its check. */
export function placeIn(origin: Origin, sql: string, offset: number, length?: number): Place {
  if (origin.at) return origin.at;
  const place = placeAt(origin.file, sql, offset, length);
  return { ...place, line: (place.line ?? 1) + origin.line - 1 };
}

/** The Problem that an error of DuckDB stands for. */
export function problemOf(error: unknown, context: ErrorContext): Problem {
  const e = engineError(error);
  const details = { at: placeOf(e, context), cause: e.message };
  const what = firstLine(e.message);
  const file = context.label;
  switch (e.kind) {
    case 'Parser':
    case 'Syntax':
      return problem('syntax', { what }, details);
    case 'Catalog':
    case 'Binder':
      return bindingProblem(e, what, details);
    case 'Conversion':
      return castProblem(e, context, details);
    case 'INTERRUPT':
      return problem('took-too-long', {}, details);
    case 'Out of Memory':
      return problem('out-of-memory', { what }, details);
    // The instance is of no use after these; the host ends itself when it has answered.
    case 'FATAL':
    case 'INTERNAL':
      return problem('crashed', { how: what, doing: 'run the statement' }, details);
    case 'Permission':
      return problem('access-refused', { what }, details);
    case 'IO':
    case 'HTTP':
      return file ? corruptFile(e, file) : problem('cannot-write', { what }, details);
    default:
      if (/^Could not parse string/.test(e.message)) return castProblem(e, context, details);
      if (file) return corruptFile(e, file);
      return context.planning ? problem('does-not-bind', { what }, details) : problem('step-failed', { what }, details);
  }
}

/** Of a file by its name for people: the engine was given another path, which must not be told. Of a CSV the line and the reason. */
function corruptFile({ message }: EngineError, label: string): Problem {
  const told = message.replace(/'\/[^']*'|"\/[^"]*"/g, label);
  const reason = /^CSV Error on Line: (\d+)\n[\s\S]*?\n((?:Value|Expected|Invalid|Maximum|Error)[^\n]+)/.exec(told);
  const what = reason
    ? `line ${reason[1]}: ${firstLine(reason[2] ?? '')}`
    : firstLine(told.startsWith(`File ${label} `) ? told.slice(label.length + 6) : told);
  return problem('corrupt-file', { label, what }, { at: { file: label, ...lineOf(message) }, cause: told });
}

const lineOf = (message: string): { line?: number } => {
  const line = /^CSV Error on Line: (\d+)/.exec(message)?.[1];
  return line === undefined ? {} : { line: Number(line) };
};

function placeOf(e: EngineError, context: ErrorContext): Place | undefined {
  const { origin, sql, prefix = '' } = context;
  if (context.label) return { file: context.label, ...lineOf(e.message) };
  if (!origin || sql === '') return undefined;
  if (e.position === undefined) return origin.at ?? { file: origin.file };
  const syntax = e.kind === 'Parser';
  const before = syntax ? [...prefix].length : Buffer.byteLength(prefix);
  const position = e.position - before;
  const text = context.sent?.sql ?? sql;
  if (position < 0 || position > Buffer.byteLength(text)) return origin.at ?? { file: origin.file };
  const offset = syntax ? syntaxOffset(text, position) : characterOffset(text, position);
  return placeIn(origin, sql, context.sent?.original(offset) ?? offset, e.name.length || undefined);
}

interface Details {
  readonly at: Place | undefined;
  readonly cause: string;
}

function bindingProblem(e: EngineError, what: string, details: Details): Problem {
  const missing = /^Column "(.+?)" (?:does not exist|in \w+ list not found)|does not have a column named "(.+?)"/.exec(e.message);
  if (e.subtype === 'COLUMN_NOT_FOUND' || missing) {
    const name = e.name || missing?.slice(1).find((m) => m !== undefined) || '';
    return problem('unknown-column', { name, candidate: candidateOf(name, e) }, details);
  }
  const table = /^Referenced table "(.+?)" not found/.exec(e.message)?.[1];
  if (table !== undefined) return problem('unknown-table', { name: table, candidate: candidateOf(table, e) }, details);
  if (e.subtype === 'MISSING_ENTRY' || /does not exist/.test(what)) {
    const name = e.name || /with name "?(.+?)"? does not exist/.exec(what)?.[1] || '';
    if (/Function|Macro/.test(e.thing || what)) return problem('unknown-function', { name, candidate: candidateOf(name, e) }, details);
    if (/Table|View/.test(e.thing || what)) return problem('unknown-table', { name, candidate: candidateOf(name, e) }, details);
  }
  return problem('does-not-bind', { what }, details);
}

/** DuckDB's candidates are by another measure: one is taken if it is near, or the only one. */
function candidateOf(name: string, e: EngineError): string | undefined {
  const quoted = /\n(?:Candidate|Did you mean)[\s\S]*/.exec(e.message)?.[0] ?? '';
  const candidates = (e.candidates.length > 0 ? e.candidates : [...quoted.matchAll(/"([^"]+)"/g)].map((m) => m[1] ?? ''))
    .map((c) => c.trim().replace(/^.*\./, '').replaceAll('"', ''))
    .filter((candidate) => candidate.toLowerCase() !== name.toLowerCase());
  return nearest(name, candidates) ?? (candidates.length === 1 && e.subtype === 'MISSING_ENTRY' ? candidates[0] : undefined);
}

/** How DuckDB words a value that does not fit: groups `value` and, where it says so, `type`. */
const misfits: readonly RegExp[] = [
  /could not (?:convert|cast) (?:string|value)? ?(?:'(?<single>[\s\S]*?)'|"(?<double>[\s\S]*?)") to '?(?<type>[A-Z][\w(), ]*?)'?(?: when|\n|\.|$)/i,
  /with value (?:'(?<single>[\s\S]*?)'|(?<double>.+?)) can't be cast (?:because .*? )?(?:for|to) the destination type (?<type>[A-Z]\S*)/,
  /(?<type>\w+) field (?:format|value out of range): "(?<double>[\s\S]*?)"/,
  /Malformed (?<type>JSON) [\s\S]*Input: "(?<double>[\s\S]*?)"/,
  /Could not parse string "(?<double>[\s\S]*?)" according to (?<type>format specifier "[^"]*")/,
];

/** DuckDB names the type in memory; where the statement names another (uuid, an enum), that is taken instead. */
const sqlTypes: Readonly<Record<string, string>> = {
  INT8: 'TINYINT',
  INT16: 'SMALLINT',
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  INT128: 'HUGEINT',
  UINT8: 'UTINYINT',
  UINT16: 'USMALLINT',
  UINT32: 'UINTEGER',
  UINT64: 'UBIGINT',
  UINT128: 'UHUGEINT',
  BOOL: 'BOOLEAN',
};

function castProblem(e: EngineError, context: ErrorContext, details: Details): Problem {
  const found = misfits.map((m) => m.exec(e.message)?.groups).find((g) => g !== undefined);
  const told = found?.type?.replace(/^format specifier/, 'timestamp of the format').replace(/^\w+$/, (name) => name.toUpperCase());
  const type = typeAt(e, context) ?? (told && (sqlTypes[told] ?? told));
  const column = /^Error when converting column "(.+?)"/m.exec(e.message)?.[1] ?? /from source column (\S+)/.exec(e.message)?.[1];
  const line = /^CSV Error on Line: (\d+)/.exec(e.message)?.[1];
  const where = [context.label, line && `line ${line}`, column && `column ${column}`].filter((w) => w).join(', ');
  const parameters = { value: found?.single ?? found?.double, type, what: firstLine(e.message), where: where || undefined, file: context.label };
  return problem('cast-failed', parameters, { ...details, leg: context.planning ? 'development' : undefined });
}

/** What did not fit where the statement casts a column by its name: `CAST("a" AS INTEGER)`. */
export function misfitOf(
  error: unknown,
  context: ErrorContext,
): { readonly column?: string; readonly value?: string; readonly type?: string } | undefined {
  const e = engineError(error);
  const found = misfits.map((m) => m.exec(e.message)?.groups).find((g) => g !== undefined);
  const position = (e.position ?? -1) - Buffer.byteLength(context.prefix ?? '');
  if (!found || position < 0) return undefined;
  const column = /^cast\(\s*"((?:[^"]|"")*)"/i.exec(context.sql.slice(characterOffset(context.sql, position)))?.[1]?.replaceAll('""', '"');
  const value = found.single ?? found.double;
  const type = typeAt(e, context);
  return { ...(column === undefined ? {} : { column }), ...(value === undefined ? {} : { value }), ...(type ? { type } : {}) };
}

/** The type that the statement names where the cast stands: `x::TYPE`, `cast(x as TYPE)`. */
function typeAt(e: EngineError, { sql: original, sent, prefix = '' }: ErrorContext): string | undefined {
  const sql = sent?.sql ?? original;
  const position = (e.position ?? -1) - Buffer.byteLength(prefix);
  if (position < 0) return undefined;
  const text = sql.slice(characterOffset(sql, position));
  const short = /^::\s*(\w+(?:\s*\([^()]*\))?(?:\[\d*\])*)/.exec(text)?.[1];
  const written = (type: string): string => (type.includes("'") ? type : type.toUpperCase());
  if (short !== undefined || !/^cast\b/i.test(text)) return short && written(short);
  let depth = 0;
  let as = -1;
  for (const token of tokens(text)) {
    if (token.text === '(') depth++;
    if (depth === 1 && /^as$/i.test(token.text)) as = token.at + 2;
    if (token.text === ')' && --depth === 0) return as < 0 ? undefined : written(text.slice(as, token.at).trim());
  }
  return undefined;
}

function firstLine(message: string): string {
  const line = (message.split('\n')[0] ?? '').replace(/[!.]+$/, '');
  return /^[A-Z][a-z]/.test(line) ? line.charAt(0).toLowerCase() + line.slice(1) : line;
}
