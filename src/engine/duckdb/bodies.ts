// An answer's rows as they arrive, written as a JSON array, as CSV, or as plain rows. Exactness is of values.ts.

import type { DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { Scalar } from '../../product/index.ts';
import { scalar } from './ask.ts';
import { cellText, jsonText } from './values.ts';

/** An answer has no more bytes than these: it is held in memory, here and where it is sent on. */
export const mostMegabytes = 64;
const mostBytes = mostMegabytes * 2 ** 20;

/** Takes chunks, then gives what they make. */
export interface Body<T> {
  /** False when more was given than an answer may hold; then there is no use in its end. */
  add(chunk: DuckDBDataChunk): boolean;
  end(): T;
}

/** Whether a body took a chunk. A text that is longer than texts can be is beyond the bound as well. */
export function taken(body: Body<unknown>, chunk: DuckDBDataChunk): boolean {
  try {
    return body.add(chunk);
  } catch (error) {
    if (error instanceof Error && (error.message === 'Invalid string length' || ('code' in error && error.code === 'ERR_STRING_TOO_LONG')))
      return false;
    throw error;
  }
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
  // Bytes a chunk: one text of all rows could be longer than a text may be.
  const parts = [Buffer.from(open)];
  let bytes = 0;
  let rows = 0;
  return {
    add(chunk) {
      const vectors = columns.map((_, i) => chunk.getColumnVector(i));
      const written: string[] = [];
      for (let row = 0; row < chunk.rowCount; row++) {
        let line = rows++ === 0 ? '' : between;
        for (const [i, { type }] of columns.entries()) {
          line += piece(write((vectors[i]?.getItem(row) ?? null) as DuckDBValue, type), i);
          if (line.length > mostBytes) return false;
        }
        bytes += Buffer.byteLength(line) + ending.length;
        if (bytes > mostBytes) return false;
        written.push(line + ending);
      }
      parts.push(Buffer.from(written.join('')));
      return true;
    },
    end: () => Buffer.concat([...parts, Buffer.from(close)]),
  };
}

/** A column of plain rows: where its values stand as `ask` gives them, and where as they are. */
export interface Twofold {
  readonly plain: number;
  readonly exact: number;
  readonly type: DuckDBType;
}

export interface PlainRows {
  readonly rows: readonly (readonly Scalar[])[];
  readonly json: readonly (readonly string[])[];
}

/** Plain values, as `ask` gives them, and of each the text that it has in the JSON body. */
export function rowsBody(columns: readonly Twofold[]): Body<PlainRows> {
  const rows: (readonly Scalar[])[] = [];
  const json: (readonly string[])[] = [];
  let bytes = 0;
  return {
    add(chunk) {
      const item = (row: number, at: number): DuckDBValue => (chunk.getColumnVector(at).getItem(row) ?? null) as DuckDBValue;
      for (let row = 0; row < chunk.rowCount; row++) {
        const texts: string[] = [];
        for (const { exact, type } of columns) {
          const text = jsonText(item(row, exact), type);
          bytes += Buffer.byteLength(text);
          if (bytes > mostBytes) return false;
          texts.push(text);
        }
        json.push(texts);
        rows.push(columns.map(({ plain }) => scalar(item(row, plain))));
      }
      return true;
    },
    end: () => ({ rows, json }),
  };
}
