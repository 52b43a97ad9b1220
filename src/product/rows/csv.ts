// A CSV's text as rows of texts (RFC 4180): commas, quotes doubled inside quotes, a header. An empty cell is null, a quoted one never. Pure.

export type CsvCells = readonly (string | null)[];

/** Lines count from 1, the header's. */
export type Csv =
  | { readonly header: readonly string[]; readonly rows: readonly { readonly line: number; readonly cells: CsvCells }[] }
  | { readonly line: number; readonly what: string };

export function readCsv(text: string): Csv {
  const read = records(text.replace(/^\uFEFF/, ''));
  if ('what' in read) return read;
  const [first, ...rest] = read.rows;
  if (!first) return { line: 1, what: 'it has no header' };
  const header = first.cells.map((cell) => cell?.trim() ?? '');
  const wrong = header.includes('') ? 'a column without a name' : doubled(header);
  if (wrong) return { line: first.line, what: `its header has ${wrong}` };
  const odd = rest.find(({ cells }) => cells.length !== header.length);
  if (odd) return { line: odd.line, what: `it has ${odd.cells.length} values, and the header ${header.length} columns` };
  return { header, rows: rest };
}

function doubled(names: readonly string[]): string | undefined {
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_, i) => lower.indexOf(lower[i] ?? '') !== i);
  return twice === undefined ? undefined : `the column ${twice} twice`;
}

/** A cell: in quotes, or up to the next comma or end of line. */
const cell = /"((?:[^"]|"")*)"|([^,"\r\n]*)/y;

function records(text: string): { readonly rows: readonly { readonly line: number; readonly cells: CsvCells }[] } | { line: number; what: string } {
  const rows: { line: number; cells: CsvCells }[] = [];
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const cells: (string | null)[] = [];
    const started = line;
    for (;;) {
      cell.lastIndex = at;
      const [whole = '', quoted, plain = ''] = cell.exec(text) ?? [];
      cells.push(quoted === undefined ? plain || null : quoted.replaceAll('""', '"'));
      line += quoted?.match(/\n/g)?.length ?? 0;
      at += whole.length;
      if (text[at] !== ',') break;
      at += 1;
    }
    const end = /^(?:\r?\n|$)/.exec(text.slice(at, at + 2))?.[0];
    if (end === undefined)
      return { line, what: text[at] === '"' ? 'a quote that is not closed, or stands inside a cell' : 'text after a closing quote' };
    at += end.length;
    line += 1;
    // an empty line is none
    if (cells.length > 1 || cells[0] !== null) rows.push({ line: started, cells });
  }
  return { rows };
}
