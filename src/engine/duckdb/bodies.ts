// An answer's rows as they arrive, written as a JSON array, as CSV, or as plain rows. Exactness is of values.ts.

import type { DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Scalar } from '../../product/index.ts';
import { scalar } from './ask.ts';
import { cellText, jsonText } from './values.ts';

/** Takes chunks, then gives what they make. */
export interface Body<T> {
  add(chunk: DuckDBDataChunk): void;
  end(): T;
}

interface Headed {
  readonly name: string;
  readonly type: DuckDBType;
}

/** `[{"a":1},…]`, one object a row. */
export function jsonBody(columns: readonly Headed[]): Body<Uint8Array> {
  const keys = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return lines('[', ',\n', ']\n', columns, (text, i) => `${keys[i]}${text}`, '}', jsonText);
}

/** RFC 4180 with a header and LF; null is empty, an empty text is `""`. */
export function csvBody(columns: readonly Headed[]): Body<Uint8Array> {
  const header = `${columns.map(({ name }) => csvCell(name)).join(',')}\n`;
  const cell = (value: DuckDBValue, type: DuckDBType): string => (value === null ? '' : csvCell(cellText(value, type)));
  return lines(header, '', '', columns, (text, i) => (i === 0 ? text : `,${text}`), '\n', cell);
}

const csvCell = (text: string): string => (text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function lines(
  open: string,
  between: string,
  close: string,
  columns: readonly Headed[],
  piece: (text: string, column: number) => string,
  ending: string,
  write: (value: DuckDBValue, type: DuckDBType) => string,
): Body<Uint8Array> {
  const parts: string[] = [];
  return {
    add(chunk) {
      const vectors = columns.map((_, i) => chunk.getColumnVector(i));
      for (let row = 0; row < chunk.rowCount; row++) {
        let line = '';
        for (const [i, { type }] of columns.entries()) line += piece(write((vectors[i]?.getItem(row) ?? null) as DuckDBValue, type), i);
        parts.push(line + ending);
      }
    },
    end: () => Buffer.from(`${open}${parts.join(between)}${close}`),
  };
}

/** Plain values, as `ask` gives them. */
export function rowsBody(): Body<readonly (readonly Scalar[])[]> {
  const rows: (readonly Scalar[])[] = [];
  return {
    add(chunk) {
      for (const row of chunk.getRows()) rows.push(row.map(scalar));
    },
    end: () => rows,
  };
}
