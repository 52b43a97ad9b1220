// What a flag is, the flags that every verb has, and how the text of a flag becomes a value. Says nothing about single verbs.

import { isAbsolute, join } from 'node:path';
import type { Instant } from '../base/index.ts';

interface FlagBase {
  readonly summary: string;
  /** What stands for the value in help: NAME, DIR. */
  readonly value?: string;
  /** The environment variable that says it where the flag is absent. */
  readonly variable?: string;
  /** Its absence is a Problem. */
  readonly required?: true;
}

/**
 * A flag by kind: `switch` is there or not · `text` · `folder` an absolute path · `list` comma-separated, may be repeated ·
 * `count` a whole number from 0 · `duration` milliseconds · `instant` ISO 8601 with offset · `settings` repeated engine.NAME=VALUE · `choice` one of a few words.
 */
export type Flag =
  | (FlagBase & { readonly kind: 'switch' | 'text' | 'folder' | 'list' | 'instant' | 'settings' })
  | (FlagBase & { readonly kind: 'count' | 'duration'; readonly default?: number })
  | (FlagBase & { readonly kind: 'choice'; readonly of: readonly string[]; readonly default?: string });

export type Flags = Readonly<Record<string, Flag>>;
export type FlagKind = Flag['kind'];

type Always<F> = F extends { readonly required: true } | { readonly default: string | number } ? true : false;
type Maybe<F, T> = Always<F> extends true ? T : T | undefined;
type ValueOf<F> = F extends { readonly kind: 'switch' }
  ? boolean
  : F extends { readonly kind: 'list' }
    ? readonly string[]
    : F extends { readonly kind: 'settings' }
      ? Readonly<Record<string, string>>
      : F extends { readonly kind: 'count' | 'duration' }
        ? Maybe<F, number>
        : F extends { readonly kind: 'choice'; readonly of: readonly (infer Word)[] }
          ? Maybe<F, Word>
          : Maybe<F, string>;

/** The values of a set of flags as a verb sees them. A list that was not given is empty, a switch false, the rest undefined or the default. */
export type Values<F extends Flags> = { readonly [Name in keyof F]: ValueOf<F[Name]> };

/** The flags of every verb. */
export const sharedFlags = {
  json: { kind: 'switch', summary: 'one JSON document on stdout, and nothing else there' },
  quiet: { kind: 'switch', summary: 'the summary and Problems only' },
  product: { kind: 'folder', value: 'DIR', variable: 'TRIVET_PRODUCT', summary: "the product's folder; here if absent" },
  environment: { kind: 'text', value: 'NAME', summary: 'dev, prod or another environment' },
  store: { kind: 'folder', value: 'DIR', variable: 'TRIVET_STORE', summary: 'where builds are kept; .trivet if absent' },
  clock: { kind: 'instant', value: 'T', variable: 'TRIVET_CLOCK', summary: 'the logical clock, e.g. 2001-03-04T06:00:00-08:00' },
  set: { kind: 'settings', value: 'engine.NAME=VALUE', summary: 'an engine setting for this command; may be repeated' },
  wait: { kind: 'duration', value: 'DURATION', default: 600_000, summary: 'how long to wait for another writer; 10m if absent' },
  help: { kind: 'switch', summary: 'what the verb does, its arguments and flags' },
} as const satisfies Flags;

export type SharedValues = Values<typeof sharedFlags>;

/** What a kind expects, and an example of it, for the Problem and for help. */
export const kinds: Readonly<Record<FlagKind, { readonly expected: string; readonly example: string; readonly placeholder: string }>> = {
  switch: { expected: 'no value', example: '', placeholder: '' },
  text: { expected: 'text', example: 'prod', placeholder: 'TEXT' },
  folder: { expected: 'a folder', example: './airport-delays', placeholder: 'DIR' },
  list: { expected: 'names with commas between', example: 'origin,delay', placeholder: 'A,B' },
  count: { expected: 'a whole number from 0', example: '20', placeholder: 'N' },
  duration: { expected: 'a duration in ms, s, m, h or d', example: '10m', placeholder: 'DURATION' },
  instant: { expected: 'an instant: ISO 8601 with Z or an offset', example: '2001-03-04T06:00:00-08:00', placeholder: 'T' },
  settings: { expected: 'engine.NAME=VALUE', example: 'engine.timezone=UTC', placeholder: 'engine.NAME=VALUE' },
  choice: { expected: 'one of a few words', example: '', placeholder: 'WORD' },
};

/** The value that one or more texts mean for a flag; undefined: they do not fit its kind. */
export function readFlag(flag: Flag, texts: readonly string[], cwd: string): unknown {
  const text = texts.at(-1) ?? '';
  switch (flag.kind) {
    case 'switch':
      return true;
    case 'text':
      return text;
    case 'folder':
      return isAbsolute(text) ? text : join(cwd, text);
    case 'list':
      return readList(texts);
    case 'count':
      return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
    case 'duration':
      return readDuration(text);
    case 'instant':
      return readInstant(text);
    case 'settings':
      return readSettings(texts);
    case 'choice':
      return flag.of.includes(text) ? text : undefined;
  }
}

/** What a flag is when neither flag nor variable says it. */
export function absent(flag: Flag): unknown {
  if (flag.kind === 'switch') return false;
  if (flag.kind === 'list') return [];
  if (flag.kind === 'settings') return {};
  return 'default' in flag ? flag.default : undefined;
}

function readList(texts: readonly string[]): readonly string[] | undefined {
  const words = texts.flatMap((text) => text.split(',')).map((word) => word.trim());
  return words.includes('') ? undefined : words;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

function readDuration(text: string): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)$/.exec(text.trim());
  const unit = units[parts?.[2] ?? ''];
  return parts && unit !== undefined ? Math.round(Number(parts[1]) * unit) : undefined;
}

function readInstant(text: string): Instant | undefined {
  const shape = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!shape || Number.isNaN(Date.parse(text))) return undefined;
  // Date.parse takes 30 February for 2 March.
  const day = new Date(`${shape[1]}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(shape[1] ?? '') ? text.replace(' ', 'T') : undefined;
}

function readSettings(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const settings: Record<string, string> = {};
  for (const text of texts) {
    const parts = /^engine\.([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(text);
    if (!parts?.[1]) return undefined;
    settings[parts[1].toLowerCase()] = parts[2] ?? '';
  }
  return settings;
}
