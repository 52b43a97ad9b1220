// Whether a JavaScript text names the clock, told from its words alone: comments, texts and regular expressions are passed over. Where the
// text is unclear it says yes.

const clockWords = new Set(['clock', 'Date', 'Temporal', 'performance']);

const token = /\/\/.*|\/\*[\s\S]*?(?:\*\/|$)|'(?:\\[\s\S]|[^'\\\n])*'?|"(?:\\[\s\S]|[^"\\\n])*"?|[A-Za-z_$][\w$]*|\d[\w.]*|\s+|[\s\S]/y;
const template = /(?:\\[\s\S]|[^`\\$]|\$(?!\{))*(`|\$\{|$)/y;
const regularExpression = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

/** After these a slash begins a regular expression, as it does after any sign but a closing bracket. */
const beforeValue = new Set('return typeof case in of delete void throw new else do await yield instanceof'.split(' '));

const valueFollows = (last: string): boolean => beforeValue.has(last) || !/[\w$)\]}'"`]$/.test(last);

/** `new Date(x)`, `Date.UTC(…)` and `Date.parse(…)` make a time of what they are given; a spread may give nothing. */
const givenTime = /\s*\((?!\s*(?:\)|\.\.\.|\/))/y;
const madeTime = /\s*\.\s*(?:UTC|parse)\b/y;

function isValue(last: string, text: string, at: number): boolean {
  const pattern = last === 'new' ? givenTime : madeTime;
  pattern.lastIndex = at;
  return pattern.test(text);
}

/** True where `clock`, `Date`, `Temporal` or `performance` stands in the code and is not handed its time. */
export function namesClock(text: string): boolean {
  /** Open braces since each `${` that is not closed yet. */
  const depths: number[] = [];
  let last = '';
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const intoTemplate = () => {
    if (take(template)?.[1] === '${') depths.push(0);
    last = '`';
  };
  while (at < text.length) {
    if (text[at] === '/' && !/[/*]/.test(text[at + 1] ?? '') && valueFollows(last) && take(regularExpression)) {
      last = '`';
      continue;
    }
    const word = take(token)?.[0] ?? '';
    if (/^(?:\s|\/[/*])/.test(word)) continue;
    if (clockWords.has(word) && !(word === 'Date' && isValue(last, text, at))) return true;
    last = word;
    const depth = depths.length - 1;
    if (word === '`') intoTemplate();
    else if (depth >= 0 && word === '{') depths[depth] = (depths[depth] as number) + 1;
    else if (depth >= 0 && word === '}') {
      if (depths[depth] !== 0) depths[depth] = (depths[depth] as number) - 1;
      else {
        depths.pop();
        intoTemplate();
      }
    }
  }
  return false;
}
