// Faults of a delivery. Of a CSV its bytes are altered, and the file is read as a source is; of anything else the table is what a lenient reader would make of it.

import { quoteName } from '../../engine/index.ts';
import type { ReadOptions } from '../../product/index.ts';
import type { FaultOperator } from '../rehearsal.ts';
import { isText, kept, lineOf, listed, withColumns } from '../sql.ts';
import { wholeTable } from './targets.ts';

const newline = 10;

/** Where the first line ends, its line break included. */
function firstLine(bytes: Uint8Array): number {
  const at = bytes.indexOf(newline);
  return at < 0 ? bytes.length : at + 1;
}

const hasHeader = ({ header }: ReadOptions): boolean => header ?? true;
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (written: string): Uint8Array => new TextEncoder().encode(written);

/** The fields of a CSV line; quotes are kept as they are. */
const fields = (row: string, delimiter: string): readonly string[] => {
  const found: string[] = [''];
  let quotedField = false;
  for (const c of row) {
    if (c === '"') quotedField = !quotedField;
    if (c === delimiter && !quotedField) found.push('');
    else found[found.length - 1] += c;
  }
  return found;
};

const lines = (written: string): readonly string[] => written.replace(/\r?\n$/, '').split(/\r?\n/);

const otherDelimiter = ({ delimiter = ',' }: ReadOptions): string => (delimiter === ';' ? ',' : ';');

export const deliveryFaults: readonly FaultOperator[] = [
  {
    name: 'empty-delivery',
    group: 'delivery',
    title: 'Nothing is in it',
    what: 'The delivery has a header, or a schema, and no rows.',
    cause: 'An export that ran before its data was there.',
    example: { before: ['id,delay', '1,12', '2,3'], after: ['id,delay'] },
    noticedBy: ['rowCount', 'rowCountChange', 'freshness'],
    extent: 'whole',
    targets: wholeTable,
    apply: (base) => kept(base, 'false'),
    bytes: (bytes, options) => (hasHeader(options) ? bytes.slice(0, firstLine(bytes)) : new Uint8Array()),
  },
  {
    name: 'half-delivery',
    group: 'delivery',
    title: 'Half of it',
    what: 'The delivery ends in the middle: of a CSV in the middle of its bytes, else in the middle of its rows.',
    cause: 'An upload that broke off.',
    example: { before: ['id,delay', '1,12', '2,3', '3,7'], after: ['id,delay', '1,12', '2,'] },
    noticedBy: ['rowCount', 'rowCountChange', 'freshness', 'notNull'],
    extent: 'whole',
    targets: wholeTable,
    apply: (base) => kept(base, `${lineOf(base)} < ${Math.floor(base.rows / 2)}`),
    bytes: (bytes) => bytes.slice(0, Math.ceil(bytes.length / 2)),
  },
  {
    name: 'wrong-delimiter',
    group: 'delivery',
    title: 'Another delimiter',
    what: 'Fields are separated by a semicolon (by a comma, where it was one). As a table: all of a row in its first text column, nothing elsewhere.',
    cause: 'An export from a machine with another language.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['id;origin', '1;SEA', '2;SFO'] },
    noticedBy: ['the reading of the file', 'notNull', 'schema'],
    extent: 'whole',
    targets: wholeTable,
    apply: (base) => {
      const all = base.columns.map((c) => `coalesce(cast(${quoteName(c.name)} as varchar), '')`).join(', ');
      const first = base.columns.find((c) => isText(c.type));
      return withColumns(base, Object.fromEntries(base.columns.map((c) => [c.name, c === first ? `concat_ws(';', ${all})` : 'null'])));
    },
    bytes: (bytes, options) => {
      const delimiter = options.delimiter ?? ',';
      const rows = lines(decode(bytes)).map((row) => fields(row, delimiter).join(otherDelimiter(options)));
      return encode(`${rows.join('\n')}\n`);
    },
  },
  {
    name: 'wrong-header',
    group: 'delivery',
    title: 'No header, or a strange one',
    what: 'The line with the names is missing, so that the first row stands in its place (where there was none, one is there). As a table: columns are called column0, column1 and so on, and the first row is lost.',
    cause: 'Another tool wrote the file.',
    example: { before: ['id,origin', '1,SEA', '2,SFO'], after: ['1,SEA', '2,SFO'] },
    noticedBy: ['the reading of the file', 'schema', 'any check of a column'],
    extent: 'whole',
    targets: wholeTable,
    apply: (base) => {
      const columns = base.columns.map((c, i) => ({ ...c, name: `column${i}` }));
      const list = base.columns.map((c, i) => `${quoteName(c.name)} as column${i}`);
      return { sql: `select ${list.join(', ')} from base where ${lineOf(base)} > 0`, columns };
    },
    bytes: (bytes, options) => {
      if (hasHeader(options)) return bytes.slice(firstLine(bytes));
      const delimiter = options.delimiter ?? ',';
      const width = fields(lines(decode(bytes.slice(0, firstLine(bytes))))[0] ?? '', delimiter).length;
      const header = encode(`${Array.from({ length: width }, (_, i) => `column${i}`).join(delimiter)}\n`);
      return new Uint8Array([...header, ...bytes]);
    },
  },
  {
    name: 'wrong-encoding',
    group: 'delivery',
    title: 'Another encoding',
    what: 'The file is written in UTF-16 instead of UTF-8. As a table: every character outside of ASCII, in every text, becomes �.',
    cause: 'An export from an old system, or from a spreadsheet.',
    example: { before: ['id,city', '1,Zürich'], after: ['id,city', '1,Z�rich'] },
    noticedBy: ['the reading of the file', 'regex', 'inSet'],
    extent: 'whole',
    targets: (base) => (base.rows > 0 && base.columns.some((c) => isText(c.type)) ? [null] : []),
    apply: (base) => {
      const texts = base.columns.filter((c) => isText(c.type));
      return withColumns(base, Object.fromEntries(texts.map((c) => [c.name, `regexp_replace(${quoteName(c.name)}, '[^\\x00-\\x7F]', '�', 'g')`])));
    },
    bytes: (bytes) => new Uint8Array(Buffer.from(`\ufeff${decode(bytes)}`, 'utf16le')),
  },
  {
    name: 'old-schema',
    group: 'delivery',
    title: 'An older version of the schema',
    what: 'The delivery lacks the last column, as it did before that one was added.',
    cause: 'One system of several was not brought up to date.',
    example: { before: ['id,origin,delay', '1,SEA,12'], after: ['id,origin', '1,SEA'] },
    noticedBy: ['the reading of the file', 'schema', 'any check of the column'],
    extent: 'whole',
    targets: (base) => (base.rows > 0 && base.columns.length > 1 ? [null] : []),
    apply: (base) => {
      const columns = base.columns.slice(0, -1);
      return { sql: `select ${listed(columns)} from base`, columns };
    },
    bytes: (bytes, options) => {
      const delimiter = options.delimiter ?? ',';
      const rows = lines(decode(bytes)).map((row) => fields(row, delimiter).slice(0, -1).join(delimiter));
      return encode(`${rows.join('\n')}\n`);
    },
  },
];
