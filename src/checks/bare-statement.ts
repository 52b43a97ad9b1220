// A statement without what follows it: white space, comments and the closing semicolon, so that it can stand in parentheses.

const token =
  /[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|\w+|[\s\S]/g;

/** The statement's text up to its last token that is neither comment nor semicolon. */
export function bareStatement(sql: string): string {
  let end = 0;
  for (const match of sql.matchAll(token)) {
    const text = match[0];
    const nothing = text === ';' || text.startsWith('--') || text.startsWith('/*') || text.trim() === '';
    if (!nothing) end = match.index + text.length;
  }
  return sql.slice(0, end);
}
