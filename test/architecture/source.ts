// Reads a TypeScript source without a compiler: which modules it names, and its code with comments and texts blanked out.
// Offsets stay those of the source, so that every finding has its line.

export interface Import {
  /** The module as written, e.g. `../base/index.ts`. */
  readonly module: string;
  readonly line: number;
  /** `import type`, `export type`, or a clause of which every name is a type. */
  readonly typeOnly: boolean;
  /** The clause's names as imported (before `as`); empty for `*`, default, side-effect and dynamic imports. */
  readonly names: readonly string[];
}

export interface Source {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with comments and the insides of strings, templates and regular expressions as spaces. */
  readonly code: string;
  readonly imports: readonly Import[];
}

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/** One token that hides code: a comment, a string, a regular expression; or the backtick that opens a template. */
const hiding =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"|\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*|`|[{}]/g;

/** A slash begins a regular expression where a value is expected: after an operator, an opening bracket or a keyword. */
function valueExpected(code: string): boolean {
  const before = code.trimEnd();
  return before === '' || /[-+*/%=<>!&|^~?:;,([{}]$|\b(?:return|typeof|case|in|of|do|else|void|await|yield|throw)$/.test(before);
}

interface Scan {
  readonly text: string;
  readonly keepStrings: boolean;
  out: string;
  at: number;
}

/** Copies code up to the brace that closes this level (or the end), blanking what is not code. */
function code(scan: Scan, nested: boolean): void {
  let depth = 0;
  for (;;) {
    hiding.lastIndex = scan.at;
    const found = hiding.exec(scan.text);
    scan.out += scan.text.slice(scan.at, found?.index);
    if (!found) {
      scan.at = scan.text.length;
      return;
    }
    const token = found[0];
    scan.at = found.index + token.length;
    if (token === '`') template(scan);
    else if (token === '{' || token === '}') {
      if (token === '}' && nested && depth === 0) {
        scan.out += ' ';
        return;
      }
      depth += token === '{' ? 1 : -1;
      scan.out += token;
    } else if (token.startsWith('//') || token.startsWith('/*')) scan.out += blank(token);
    else if (token.startsWith('/')) regularExpression(scan, found.index, token);
    else scan.out += scan.keepStrings ? token : `${token[0]}${blank(token.slice(1, -1))}${token[0]}`;
  }
}

/** A division is code: only its slash is passed over. */
function regularExpression(scan: Scan, start: number, token: string): void {
  if (valueExpected(scan.out)) {
    scan.out += blank(token);
    return;
  }
  scan.out += '/';
  scan.at = start + 1;
}

function template(scan: Scan): void {
  scan.out += ' ';
  while (scan.at < scan.text.length) {
    const character = scan.text[scan.at] ?? '';
    if (character === '`') {
      scan.out += ' ';
      scan.at += 1;
      return;
    }
    if (character === '$' && scan.text[scan.at + 1] === '{') {
      scan.out += '  ';
      scan.at += 2;
      code(scan, true);
    } else {
      const length = character === '\\' ? 2 : 1;
      scan.out += blank(scan.text.slice(scan.at, scan.at + length));
      scan.at += length;
    }
  }
}

function scanned(text: string, keepStrings: boolean): string {
  const scan: Scan = { text, keepStrings, out: '', at: 0 };
  code(scan, false);
  return scan.out;
}

/** 1-based. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

const statement =
  /\b(?:import|export)(\s+type\b(?!\s*(?:,|from\b)))?\s*((?:[\w$]+\s*,?\s*)?(?:\*\s*(?:as\s+[\w$]+)?|\{[^{}]*\})?)\s*\bfrom\s*(['"])(.*?)\3/g;
const bare = /\bimport\s*(['"])(.*?)\1/g;
/** `import('…')` is a dynamic import where a value stands, and a type where a type stands: both name a module. */
const dynamic = /\bimport\s*\(\s*(['"])(.*?)\1/g;

function namesIn(clause: string): readonly { readonly name: string; readonly type: boolean }[] {
  const inside = /\{([^{}]*)\}/.exec(clause)?.[1] ?? '';
  const parts = inside.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => ({ name: part.replace(/^type\s+/, '').split(/\s+as\s+/)[0] ?? part, type: /^type\s/.test(part) }));
}

function importsOf(text: string): readonly Import[] {
  const kept = scanned(text, true);
  const found: (Import & { readonly offset: number })[] = [];
  for (const match of kept.matchAll(statement)) {
    const clause = match[2] ?? '';
    const names = namesIn(clause);
    const typeOnly = match[1] !== undefined || (clause.startsWith('{') && names.length > 0 && names.every((name) => name.type));
    found.push({ offset: match.index, module: match[4] ?? '', line: lineAt(text, match.index), typeOnly, names: names.map((name) => name.name) });
  }
  for (const match of [...kept.matchAll(bare), ...kept.matchAll(dynamic)]) {
    found.push({ offset: match.index, module: match[2] ?? '', line: lineAt(text, match.index), typeOnly: false, names: [] });
  }
  return found.sort((a, b) => a.offset - b.offset).map(({ offset: _, ...rest }) => rest);
}

export function readSource(path: string, text: string): Source {
  return { path, text, code: scanned(text, false), imports: importsOf(text) };
}
