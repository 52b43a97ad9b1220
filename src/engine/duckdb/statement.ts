// The text of SQL: quoting, and just enough of a scanner to find where statements begin and end. Parsing is DuckDB's work.

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
export const quoteList = (texts: readonly string[]): string => `[${texts.map(quoteText).join(', ')}]`;

export interface Token {
  readonly kind: 'word' | 'text' | 'name' | 'mark';
  readonly text: string;
  readonly at: number;
}

const space = /\s+|--[^\n\r]*/y;
const piece = /[eE]'(?:[^'\\]|\\[\s\S]|'')*'?|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|\$([A-Za-z_]\w*)?\$|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|[\s\S]/uy;

/** The tokens of a text without its comments and white space; an unfinished literal reaches to the end. */
export function tokens(sql: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const next = afterSpace(sql, at);
    if (next > at) {
      at = next;
      continue;
    }
    piece.lastIndex = at;
    let text = piece.exec(sql)?.[0] ?? sql.charAt(at);
    if (/^\$\w*\$$/.test(text)) {
      const end = sql.indexOf(text, at + text.length);
      text = sql.slice(at, end < 0 ? undefined : end + text.length);
    }
    found.push({ kind: kindOf(text), text, at });
    at += text.length;
  }
  return found;
}

/** Where white space and comments (nested block comments too) that start at an offset end. */
function afterSpace(sql: string, at: number): number {
  space.lastIndex = at;
  if (space.test(sql)) return space.lastIndex;
  if (!sql.startsWith('/*', at)) return at;
  let depth = 1;
  let i = at + 2;
  for (; i < sql.length && depth > 0; i++) {
    if (sql.startsWith('/*', i)) depth++;
    else if (sql.startsWith('*/', i)) depth--;
    else continue;
    i++;
  }
  return i;
}

function kindOf(text: string): Token['kind'] {
  if (/^(e?'|\$\w*\$)/i.test(text)) return 'text';
  if (text.startsWith('"')) return 'name';
  return /^[\p{L}_]/u.test(text) ? 'word' : 'mark';
}

/** The statements of a text as lists of tokens, empty ones left out. */
export function statements(sql: string): readonly (readonly Token[])[] {
  const all: Token[][] = [[]];
  for (const token of tokens(sql)) {
    if (token.text === ';') all.push([]);
    else all.at(-1)?.push(token);
  }
  return all.filter((s) => s.length > 0);
}

/** The statement without what follows it (semicolons, comments), so that it can stand in parentheses; its offsets stay. */
export function bare(sql: string): string {
  const last = statements(sql)[0]?.at(-1);
  return last ? sql.slice(0, last.at + last.text.length) : '';
}

/** DuckDB counts UTF-8 bytes; Places count characters (UTF-16 units, as JavaScript does). */
export const characterOffset = (sql: string, bytes: number): number => Buffer.from(sql).subarray(0, bytes).toString().length;
/** Except in syntax errors, where it counts code points. */
export const syntaxOffset = (sql: string, points: number): number => [...sql].slice(0, points).join('').length;
