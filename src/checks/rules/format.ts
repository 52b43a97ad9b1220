// format: every value is written in a notation; nulls pass. What each format takes is listed below.
// Why: a column of texts keeps whatever it is given; a date that is none is found by the first who computes with it.
// Example: columns: { contact: { format: email } }
// Cost: one column read and each of its values matched; its dictionary where the values are few.

import type { CheckArguments } from '../../product/index.ts';
import { asText } from '../engine-types.ts';
import { columnOf, type Kind } from '../kind.ts';
import { literal } from '../quote.ts';

type Format = CheckArguments['format']['format'];

interface Notation {
  /** For people: just what is taken. */
  readonly takes: string;
  /** The condition under which a text is of the format. */
  readonly holds: (text: string) => string;
}

export const format: Kind<'format'> = {
  columns: ({ column }) => [column],
  expectation: ({ format: name }) => `of format ${name}`,
  ask: ({ column, format: name }, subject) => ({
    how: 'rows',
    dear: true,
    columns: [column],
    offends: (value) => `${value} is not null and not (${formatTakes[name].holds(asText(value, columnOf(subject, column).type))})`,
  }),
};

const whole = (pattern: string) => (text: string) => `regexp_full_match(${text}, ${literal(pattern, 'VARCHAR')})`;
const both = (pattern: string, also: (text: string) => string) => (text: string) => `${whole(pattern)(text)} and ${also(text)}`;

const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])';
const ipv4 = `${byte}(?:\\.${byte}){3}`;
const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const minutes = '(?:[01][0-9]|2[0-3]):[0-5][0-9]';
const seconds = `${minutes}:[0-5][0-9](?:\\.[0-9]+)?`;
const offset = '(?:[Zz]|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)';
const exists = (text: string): string => `try_cast(left(${text}, 10) as date) is not null`;
// no count of characters here: with the letters of every script it would make the matcher two hundred times as slow
const part = '[\\p{L}\\p{N}]+(?:-+[\\p{L}\\p{N}]+)*';
const word = "[\\p{L}\\p{N}!#$%&'*+/=?^_`{|}~-]+";

/** Eight groups of hexadecimal digits, the last two perhaps as IPv4, and one `::` for groups of zeros. */
function ipv6(): string {
  const group = '[0-9A-Fa-f]{1,4}';
  const compressed = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((before) => {
    const left = before === 0 ? '::' : `(?:${group}:){${before}}:`;
    const [right, rightOf4] = [6 - before, 5 - before];
    return [
      right < 0 ? left : `${left}(?:${group}(?::${group}){0,${right}})?`,
      ...(rightOf4 < 0 ? [] : [`${left}(?:${group}:){0,${rightOf4}}${ipv4}`]),
    ];
  });
  return [`(?:${group}:){7}${group}`, `(?:${group}:){6}${ipv4}`, ...compressed].join('|');
}

/** What each format takes. */
export const formatTakes: Readonly<Record<Format, Notation>> = {
  email: {
    takes:
      'letters, digits and marks, an @, and a host of two parts or more; no dot first, last or twice, no quotes, no comments; letters of every script; 254 characters at most, 64 before the @',
    holds: both(`${word}(?:\\.${word})*@${part}(?:\\.${part})+`, (text) => `length(${text}) <= 254 and strpos(${text}, '@') <= 65`),
  },
  uuid: {
    takes: '32 hexadecimal digits, large or small, in groups of 8-4-4-4-12; any version',
    holds: whole('[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'),
  },
  uri: {
    takes: 'a scheme, a colon, and at least one character that RFC 3986 knows; `%` only before two hexadecimal digits',
    holds: whole("[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"),
  },
  hostname: {
    takes: 'parts of 1 to 63 letters, digits and hyphens (not first, not last), joined by dots; 253 characters at most; no dot at the end',
    holds: both(`${label}(?:\\.${label})*`, (text) => `length(${text}) <= 253`),
  },
  ipv4: { takes: 'four numbers from 0 to 255 without leading zeros, joined by dots', holds: whole(ipv4) },
  ipv6: {
    takes: 'eight groups of up to four hexadecimal digits, the last two perhaps as ipv4, one `::` for groups of zeros; no zone',
    holds: whole(ipv6()),
  },
  date: { takes: 'a day that exists in the calendar of ISO 8601, as `2001-02-28`', holds: both(day, exists) },
  time: {
    takes: 'a time of day as `06:00`, `06:00:30` or `06:00:30.125`, with or without an offset (`Z`, `+01:00`); no 24:00, no leap second',
    holds: whole(`(?:${minutes}|${seconds})${offset}?`),
  },
  'date-time': {
    takes: 'a day that exists, `T` or a blank, and a time with its seconds; with or without an offset (`Z`, `-08:00`)',
    holds: both(`${day}[Tt ]${seconds}${offset}?`, exists),
  },
  integer: { takes: 'digits, with or without a sign; as many as you like', holds: whole('[+-]?[0-9]+') },
  number: {
    takes: 'digits with or without a sign, a decimal point and an exponent; no separators, no NaN, no infinity',
    holds: whole('[+-]?(?:[0-9]+(?:\\.[0-9]+)?|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?'),
  },
  boolean: { takes: '`true` or `false`, in large or small letters', holds: whole('(?i:true|false)') },
  json: { takes: 'what the engine reads as JSON: RFC 8259, and beside it NaN and Infinity', holds: (text) => `json_valid(${text})` },
};
