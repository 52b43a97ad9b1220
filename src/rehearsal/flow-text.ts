// Values as text that stays on its line and reads back the same: YAML in flow style, and JSON. Reads nothing.

import { stringify } from 'yaml';
import type { Data } from './yaml-data.ts';

/** `pad`: between the brackets of a list and its items. */
export function flowText(value: Data, pad = ''): string {
  if (typeof value === 'string') return wordText(value);
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${pad}${value.map((item) => flowText(item, pad)).join(', ')}${pad}]`;
  if (!(value instanceof Map)) return stringify(value).trim();
  const pairs = [...value].map(([key, one]) => `${wordText(key)}: ${flowText(one, pad)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** What YAML 1.1, which other readers of a contract may follow, takes for true, false or a number of base sixty. */
const otherInOldYaml = /^(?:y|n|yes|no|on|off|[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?)$/i;
/** Some reader ends its line here, or does not show it. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u00a0]/u;
const allUnseen = new RegExp(unseen, 'gu');

/** A text as a value or a key: without quotes where it is the same without. */
export function wordText(text: string): string {
  if (otherInOldYaml.test(text) || unseen.test(text)) return quoted(text);
  return stringify([text], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim().slice(1, -1);
}

const quoted = (text: string): string => JSON.stringify(text).replace(allUnseen, escaped);

const escaped = (character: string): string =>
  [...Array(character.length).keys()].map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

/** How a JSON file is laid out. */
export interface JsonStyle {
  readonly colon: string;
  /** Between members on one line. */
  readonly comma: string;
  /** One step of indentation; undefined: all on one line. */
  readonly step: string | undefined;
  readonly end: string;
}

/** `indent`: of the line that the value begins on; undefined: it stays on that line. */
export function jsonText(value: Data, style: JsonStyle, indent: string | undefined): string {
  if (!(value instanceof Map) && !Array.isArray(value)) return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  const inner = indent === undefined || style.step === undefined ? undefined : indent + style.step;
  const members = Array.isArray(value)
    ? value.map((item) => jsonText(item, style, inner))
    : [...value].map(([key, one]) => `${JSON.stringify(key)}${style.colon}${jsonText(one, style, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (members.length === 0 || inner === undefined) return `${open}${members.join(style.comma)}${close}`;
  return `${open}${style.end}${members.map((member) => inner + member).join(`,${style.end}`)}${style.end}${indent}${close}`;
}
