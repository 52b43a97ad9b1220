// Forms of single values: each says once what is expected, reads it from a YAML node, and is the JSON Schema that editors complete from.
// Not zod: its import alone takes longer than a no-op plan may spend on a product, and it knows no places in a file.

import { isScalar } from 'yaml';
import { type Json, nearest, type Outcome, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Scalar } from '../product.ts';
import { kindOf, placeOfSpot, type Spot, writtenText } from './document.ts';

export type Schema = { readonly [key: string]: Json | undefined };

/** What a value may be. `read` returns undefined exactly when it has reported a Problem. */
export interface Form<T> {
  /** Fits into "… is expected": `a whole number`. */
  readonly expects: string;
  /** As it is written in YAML. */
  readonly example: string;
  readonly schema: Schema;
  readonly read: (spot: Spot) => T | undefined;
}

export function text(options: { expects?: string; example: string; pattern?: RegExp }): Form<string> {
  const { expects = 'a text', example, pattern = /\S/ } = options;
  const form: Form<string> = {
    expects,
    example,
    schema: { type: 'string', pattern: pattern.source, examples: [example] },
    read: (spot) => {
      if (!isScalar(spot.node) || typeof spot.node.value !== 'string') return wrongKind(spot, form);
      return pattern.test(spot.node.value) ? spot.node.value : badValue(spot, spot.node.value, form);
    },
  };
  return form;
}

/** A text in a notation of its own (a duration, a clock), read by its parser. */
export function notation<T>(options: { expects: string; example: string; pattern: RegExp }, parse: (text: string, at: Place) => Outcome<T>): Form<T> {
  const form: Form<T> = {
    expects: options.expects,
    example: options.example,
    schema: { type: 'string', pattern: options.pattern.source, examples: [options.example] },
    read: (spot) => {
      const written = writtenText(spot.node);
      if (written === undefined) return wrongKind(spot, form);
      const outcome = parse(written, placeOfSpot(spot));
      if (outcome.ok) return outcome.value;
      spot.yaml.problems.push(...outcome.problems);
      return undefined;
    },
  };
  return form;
}

export function wholeNumber(options: { example: string; least?: number }): Form<number> {
  const { least = 0 } = options;
  const form: Form<number> = {
    expects: `a whole number, ${least} or more`,
    example: options.example,
    schema: { type: 'integer', minimum: least, examples: [Number(options.example)] },
    read: (spot) => {
      const value = isScalar(spot.node) ? spot.node.value : undefined;
      if (typeof value !== 'number') return wrongKind(spot, form);
      return Number.isSafeInteger(value) && value >= least ? value : badValue(spot, writtenText(spot.node) ?? '', form);
    },
  };
  return form;
}

export const number: Form<number> = {
  expects: 'a number',
  example: '12',
  schema: { type: 'number' },
  read: (spot) => {
    const value = isScalar(spot.node) ? spot.node.value : undefined;
    return typeof value === 'number' && Number.isFinite(value) ? value : wrongKind(spot, number);
  },
};

export const yesOrNo: Form<boolean> = {
  expects: '`true` or `false`',
  example: 'true',
  schema: { type: 'boolean' },
  read: (spot) => (isScalar(spot.node) && typeof spot.node.value === 'boolean' ? spot.node.value : wrongKind(spot, yesOrNo)),
};

/** One cell: a text, a number, `true`, `false` or `null`. A number that would change when read (`0123`, 64-bit integers) stays a text. */
export const scalar: Form<Scalar> = {
  expects: 'a single value',
  example: '5',
  schema: { type: ['string', 'number', 'boolean', 'null'] },
  read: (spot) => {
    if (spot.node === null) return null;
    if (!isScalar(spot.node)) return wrongKind(spot, scalar);
    const { value } = spot.node;
    if (value === null || value === undefined) return null;
    if (typeof value === 'boolean' || typeof value === 'string') return value;
    const written = writtenText(spot.node) ?? String(value);
    const exact = typeof value === 'number' && Number.isFinite(value) && !/^[-+]?0\d/.test(written) && !losesDigits(value, written);
    return exact ? value : written;
  },
};

/** A number or text that values are compared with. */
export const bound: Form<number | string> = {
  expects: 'a number, or a text like a date',
  example: '0',
  schema: { type: ['number', 'string'], examples: [0, '2001-02-28'] },
  read: (spot) => {
    if (!['a number', 'a text'].includes(kindOf(spot.node))) return wrongKind(spot, bound);
    const value = scalar.read(spot);
    return typeof value === 'number' || typeof value === 'string' ? value : undefined;
  },
};

/** A single value as the text it is written as: `false` stays `false`, `1.10` stays `1.10`. */
export const setting: Form<string> = {
  expects: 'a single value',
  example: 'true',
  schema: { type: ['string', 'number', 'boolean'] },
  read: (spot) => writtenText(spot.node) ?? wrongKind(spot, setting),
};

export function choice<const T extends string>(choices: readonly T[]): Form<T> {
  const form: Form<T> = {
    expects: `one of ${choices.map((c) => `\`${c}\``).join(', ')}`,
    example: choices[0] ?? '',
    schema: { enum: choices },
    read: (spot) => {
      const written = writtenText(spot.node);
      if (written === undefined) return wrongKind(spot, form);
      const chosen = choices.find((c) => c === written);
      if (chosen) return chosen;
      const bad = { path: spot.path, text: written, choices, near: nearest(written, choices) };
      spot.yaml.problems.push(problem('bad-choice', bad, { at: placeOfSpot(spot) }));
      return undefined;
    },
  };
  return form;
}

/** Reports that a node is of another kind than the form expects. */
export function wrongKind(spot: Spot, form: Pick<Form<unknown>, 'expects' | 'example'>): undefined {
  const written = writtenText(spot.node);
  const found = kindOf(spot.node) + (written === undefined || written.length > 40 || written.includes('\n') ? '' : `, \`${written}\``);
  const wrong = { path: spot.path || spot.yaml.file.path, found, expects: form.expects, example: withKey(spot, form.example) };
  spot.yaml.problems.push(problem('wrong-kind', wrong, { at: placeOfSpot(spot) }));
  return undefined;
}

export function badValue(spot: Spot, written: string, form: Pick<Form<unknown>, 'expects' | 'example'>): undefined {
  const bad = { path: spot.path, text: written, expects: form.expects, example: withKey(spot, form.example) };
  spot.yaml.problems.push(problem('bad-value', bad, { at: placeOfSpot(spot) }));
  return undefined;
}

function withKey(spot: Spot, example: string): string {
  const key = /[^.\s]+$/.exec(spot.path)?.[0];
  return key && !key.endsWith(']') ? `${key}: ${example}` : example;
}

/** Whether a 64-bit integer or a long decimal would lose digits as a JavaScript number. */
function losesDigits(value: number, written: string): boolean {
  if (/^[-+]?\d+$/.test(written)) return !Number.isSafeInteger(value);
  const digits = written.replace(/[eE].*|\D/g, '').replace(/^0+/, '');
  return digits.length > 15 && String(value) !== written;
}
