// The token text of SQL: what is left when comments are dropped and white space outside literals is folded.
// It is Trivet's own, independent of the engine: an engine upgrade must never look like a change of code.

const space = /\s+|--[^\n\r]*/y;
const token = new RegExp(
  [
    String.raw`[eE]'(?:\\[\s\S]|''|[^'\\])*'`,
    `'(?:''|[^'])*'`,
    `"(?:""|[^"])*"`,
    String.raw`\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`,
    // a number with all that touches it: 1.e5 is a number, 1. e5 is one with a name
    String.raw`\.?\p{N}(?:(?<=[eE])[+-](?=\d)|[\p{L}\p{N}_.])*`,
    String.raw`[\p{L}\p{N}_]+`,
    String.raw`(?:(?!--|/\*)[+\-*/<>=~!@#%^&|?:])+`,
    String.raw`[\s\S]`,
  ].join('|'),
  'uy',
);

/** Normal form of a statement: equal for statements that differ only in comments and white space. */
export function tokenText(sql: string): string {
  const tokens: string[] = [];
  for (let at = afterSpace(sql, 0); at < sql.length; at = afterSpace(sql, at)) {
    token.lastIndex = at;
    const text = token.exec(sql)?.[0] ?? sql.charAt(at);
    tokens.push(text);
    at += text.length;
  }
  while (tokens.at(-1) === ';') tokens.pop();
  return tokens.join(' ');
}

/** Where the white space and comments that start at an offset end; block comments nest, as in the engine. */
function afterSpace(sql: string, start: number): number {
  let at = start;
  for (;;) {
    space.lastIndex = at;
    if (space.test(sql)) at = space.lastIndex;
    else if (sql.startsWith('/*', at)) at = afterComment(sql, at);
    else return at;
  }
}

function afterComment(sql: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    if (sql.startsWith('/*', at)) depth++;
    else if (sql.startsWith('*/', at)) depth--;
    at += sql.startsWith('/*', at) || sql.startsWith('*/', at) ? 2 : 1;
  } while (depth > 0 && at < sql.length);
  return at;
}
