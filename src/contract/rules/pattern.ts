// Patterns of contracts are ECMA-262, the engine's are RE2. What both mean alike is translated, what RE2 can't do or means otherwise is said. Pure.

/** A pattern as RE2 reads it, or why it can't be. */
export type Translated = { readonly re2: string } | { readonly why: string };

const groups: readonly (readonly [begins: string, what: string])[] = [
  ['(?=', 'it looks ahead'],
  ['(?!', 'it looks ahead'],
  ['(?<=', 'it looks behind'],
  ['(?<!', 'it looks behind'],
];
/** What \s means in ECMA-262; RE2's is ASCII. The byte order mark and the line separators are spaces there. */
const spaces = '\\t\\n\\v\\f\\r\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const mostRepeats = 1000;

class Refused extends Error {}

interface Reading {
  readonly text: string;
  at: number;
  /** Within `[…]`. */
  inClass: boolean;
  /** How often the most repeated part of each open group is repeated; the whole pattern is the first. */
  readonly repeats: number[];
  /** That of the part just read. */
  last: number;
}

export function toRe2(pattern: string): Translated {
  try {
    // the oracle of what ECMA-262 allows; `u` as JSON Schema asks, without it as many write
    if (!isEcma(pattern)) return { why: 'it is no regular expression' };
    const reading: Reading = { text: pattern, at: 0, inClass: false, repeats: [1], last: 1 };
    let re2 = '';
    while (reading.at < pattern.length) re2 += next(reading);
    return { re2 };
  } catch (error) {
    if (error instanceof Refused) return { why: error.message };
    throw error;
  }
}

function isEcma(pattern: string): boolean {
  for (const flags of ['u', '']) {
    try {
      new RegExp(pattern, flags);
      return true;
    } catch {
      // the next flags may allow it
    }
  }
  return false;
}

function next(reading: Reading): string {
  const { text, at, inClass } = reading;
  const char = text[at] ?? '';
  if (!inClass && char !== '{') nested(reading, char);
  if (char === '\\') return escaped(reading);
  if (!inClass) {
    const group = groups.find(([begins]) => text.startsWith(begins, at));
    if (group) throw new Refused(`${group[1]} (\`${group[0]}…\`), which the engine can't`);
    if (text.startsWith('(?<', at)) return take(reading, 3, '(?P<');
    // `.` leaves out more ends of lines in ECMA-262
    if (char === '.') return take(reading, 1, '[^\\n\\r\\x{2028}\\x{2029}]');
    if (text.startsWith('[^]', at)) return take(reading, 3, '(?s:.)');
    if (text.startsWith('[]', at)) return take(reading, 2, '[^\\x{0}-\\x{10ffff}]');
    if (char === '{') return repeat(reading);
    // `^` and `$` are those of the whole text in both
    if (char === '[') reading.inClass = true;
    return take(reading, 1, char);
  }
  if (char === ']') reading.inClass = false;
  // RE2 reads [:alpha:] in a class, ECMA-262 characters
  return take(reading, 1, char === '[' ? '\\[' : char);
}

/** A group repeats what is in it: of `(a{500}){3}` the last part is repeated 1500 times. */
function nested(reading: Reading, char: string): undefined {
  reading.last = 1;
  if (char === '(') reading.repeats.push(1);
  if (char === ')') repeated(reading, reading.repeats.pop() ?? 1);
}

function repeated(reading: Reading, times: number): undefined {
  reading.last = times;
  reading.repeats.push(Math.max(times, reading.repeats.pop() ?? 1));
}

function take(reading: Reading, length: number, re2: string): string {
  reading.at += length;
  return re2;
}

function repeat(reading: Reading): string {
  const [whole, least = '', most = ''] = /^\{(\d+)(?:,(\d*))?\}/.exec(reading.text.slice(reading.at)) ?? [];
  // without `u`, a brace that repeats nothing is itself
  if (whole === undefined) {
    reading.last = 1;
    return take(reading, 1, '\\{');
  }
  const times = reading.last * Math.max(1, Number(most || least));
  repeated(reading, times);
  if (Number(least) > mostRepeats || times > mostRepeats) throw new Refused(`it repeats more than ${mostRepeats} times, which the engine can't`);
  return take(reading, whole.length, whole);
}

/** Escapes that mean the same in both. */
const alike = /^\\([dDwWnrtfv^$\\.*+?()[\]{}|/-]|x[0-9A-Fa-f]{2})/;

function escaped(reading: Reading): string {
  const rest = reading.text.slice(reading.at);
  const same = alike.exec(rest);
  if (same) return take(reading, same[0].length, same[0] === '\\/' ? '/' : same[0]);
  const [surrogates, high = '', low = ''] = /^\\u([dD][89abAB]\w\w)\\u([dD][c-fC-F]\w\w)/.exec(rest) ?? [];
  if (surrogates) {
    const point = (Number.parseInt(high, 16) - 0xd800) * 0x400 + (Number.parseInt(low, 16) - 0xdc00) + 0x10000;
    return take(reading, surrogates.length, `\\x{${point.toString(16)}}`);
  }
  const [unit, code] = /^\\u\{([0-9A-Fa-f]+)\}/.exec(rest) ?? /^\\u([0-9A-Fa-f]{4})/.exec(rest) ?? [];
  if (unit && code) return take(reading, unit.length, `\\x{${code}}`);
  if (rest.startsWith('\\s')) return take(reading, 2, reading.inClass ? spaces : `[${spaces}]`);
  if (rest.startsWith('\\S')) {
    if (reading.inClass) throw new Refused("`\\S` inside of `[…]` means more than ASCII, which the engine can't");
    return take(reading, 2, `[^${spaces}]`);
  }
  if (/^\\[bB]/.test(rest)) return take(reading, 2, reading.inClass ? '\\x{8}' : rest.slice(0, 2));
  return rarer(reading, rest);
}

function rarer(reading: Reading, rest: string): string {
  const [property, inside = ''] = /^\\[pP]\{([^}]*)\}/.exec(rest) ?? [];
  if (property) return take(reading, property.length, `${property.slice(0, 2)}{${propertyOf(inside)}}`);
  const [control, letter = ''] = /^\\c([A-Za-z])/.exec(rest) ?? [];
  if (control) return take(reading, 3, `\\x{${(letter.charCodeAt(0) % 32).toString(16)}}`);
  if (/^\\0(?!\d)/.test(rest)) return take(reading, 2, '\\x{0}');
  if (/^\\(\d|k<)/.test(rest))
    throw new Refused(`it refers back to a group (\`${rest.startsWith('\\k') ? '\\k<…>' : rest.slice(0, 2)}\`), which the engine can't`);
  const char = rest[1] ?? '';
  if (/[A-Za-z]/.test(char)) throw new Refused(`\`\\${char}\` means nothing in ECMA-262, and something else in the engine`);
  return take(reading, 2, `\\x{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}

const longNames: Readonly<Record<string, string>> = {
  Letter: 'L',
  Uppercase_Letter: 'Lu',
  Lowercase_Letter: 'Ll',
  Mark: 'M',
  Number: 'N',
  Decimal_Number: 'Nd',
  Punctuation: 'P',
  Symbol: 'S',
  Separator: 'Z',
};

/** General categories and scripts; RE2 knows no other property. */
function propertyOf(inside: string): string {
  const [, key, value = ''] = /^(?:(General_Category|gc|Script|sc|Script_Extensions|scx)=)?(.+)$/.exec(inside) ?? [];
  if (key?.startsWith('Script_E') || key === 'scx') throw new Refused(`\`\\p{${inside}}\` is a property that the engine does not know`);
  const name = longNames[value] ?? value;
  if (/^[CLMNPSZ][a-z]?$/.test(name) || key === 'Script' || key === 'sc') return name;
  throw new Refused(`\`\\p{${inside}}\` is a property that the engine does not know`);
}
