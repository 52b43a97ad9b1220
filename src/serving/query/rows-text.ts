// Rows of a model output as JSON and CSV, values exact: what the engine gave as the text of a number is one.

import { exactJson } from '../infer/exact-json.ts';
import type { Cell, ModelRows } from './model-rows.ts';

const exactNumber = /^(U?BIGINT|U?HUGEINT|DECIMAL)/;
const nested = /^(STRUCT|MAP|UNION)|\[\d*\]$|^JSON$/;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function cellJson({ value, type, json }: Cell): string {
  if (json !== undefined) return json;
  if (typeof value === 'string' && type !== undefined) {
    if (exactNumber.test(type) && /^-?\d+(\.\d+)?$/.test(value)) return value;
    if (nested.test(type) && isJson(value)) return value;
  }
  return exactJson(value);
}

/** One object where there is one row, as a caller who asks of one case expects; else a list, a row a line, as the engine writes it. */
export function rowsJson({ names, rows }: ModelRows): string {
  const keys = names.map((name) => JSON.stringify(name));
  const objects = rows.map((row) => `{${row.map((cell, i) => `${keys[i]}:${cellJson(cell)}`).join(',')}}`);
  return objects.length === 1 ? `${objects[0]}\n` : `[${objects.join(',\n')}]\n`;
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text);

/** The same value as a cell of the engine's CSV: nested ones as JSON, documents as they are, a text without its quotes. */
function cellCsv({ value, type, json }: Cell): string {
  if (value === null) return '';
  if (json === undefined || type === 'JSON') return quoted(String(value));
  return quoted(json.startsWith('"') && type !== 'VARIANT' ? String(JSON.parse(json)) : json);
}

/** RFC 4180 with a header; null is empty and an empty text is quoted. */
export function rowsCsv({ names, rows }: ModelRows): string {
  const lines = rows.map((row) => row.map(cellCsv).join(','));
  return [names.map(quoted).join(','), ...lines, ''].join('\n');
}
