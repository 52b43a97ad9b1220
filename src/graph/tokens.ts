// The token text of SQL: what is left when comments are dropped and white space outside literals is folded.
// It is Trivet's own, independent of the engine: an engine upgrade must never look like a change of code.

const token = new RegExp(
  [
    String.raw`(?<skip>--[^\n]*|/\*[\s\S]*?\*/|\s+)`,
    String.raw`[eE]'(?:\\[\s\S]|''|[^'\\])*'`,
    String.raw`'(?:''|[^'])*'`,
    String.raw`"(?:""|[^"])*"`,
    String.raw`\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$`,
    String.raw`[\p{L}\p{N}_]+`,
    String.raw`(?:(?!--|/\*)[+\-*/<>=~!@#%^&|?:])+`,
    String.raw`[\s\S]`,
  ].join('|'),
  'gu',
);

/** Normal form of a statement: equal for statements that differ only in comments and white space. */
export function tokenText(sql: string): string {
  const tokens: string[] = [];
  for (const match of sql.matchAll(token)) if (match.groups?.skip === undefined) tokens.push(match[0]);
  while (tokens.at(-1) === ';') tokens.pop();
  return tokens.join(' ');
}
