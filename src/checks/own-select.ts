// What of a SELECT that a user wrote is certainly of no person: counts, and values of other columns of the one table it reads. Whatever it can't tell is.

import { type Token, tokens } from '../engine/index.ts';

/** What a statement's answer may show. */
export interface Shown {
  /** Its one value. */
  readonly value: boolean;
  /** The values of a column of its answer, by name. */
  readonly column: (name: string) => boolean;
}

type Words = readonly Token[];

/** `personal`: columns of `table`. Of any other table nothing is known, and so nothing but counts is shown. */
export function shownOf(sql: string, table: string, personal: readonly string[]): Shown {
  const levels = levelled(tokens(sql).filter(({ text }) => text !== ';'));
  const counts = levels !== undefined && onlyCounts(levels);
  const items = levels && itemsOf(levels, table);
  if (!items) return { value: counts, column: () => false };
  const [first] = items;
  const hidden = new Set(personal.map((name) => name.toLowerCase()));
  if (first && items.length === 1 && isStar(first.words)) return { value: counts, column: (name) => !hidden.has(name.toLowerCase()) };
  const shown = new Map<string, boolean>();
  for (const { words, name, self } of items) {
    const bare = isBare(words, hidden, self);
    // a name may stand for an item before it, and two items may bear one name
    if (!bare) for (const said of named(words)) hidden.add(said);
    if (name !== undefined) shown.set(name, bare && (shown.get(name) ?? true));
  }
  const known = items.every(({ name }) => name !== undefined);
  const value = counts || (first !== undefined && items.length === 1 && isBare(first.words, hidden, first.self));
  return { value, column: (name) => known && shown.get(name.toLowerCase()) === true };
}

interface Levelled {
  readonly token: Token;
  readonly depth: number;
}

/** Each token with the number of parentheses around it; undefined where these do not match. */
function levelled(words: Words): readonly Levelled[] | undefined {
  let depth = 0;
  const found: Levelled[] = [];
  for (const token of words) {
    if (/^[)\]}]$/.test(token.text)) depth--;
    if (depth < 0) return undefined;
    found.push({ token, depth });
    if (/^[([{]$/.test(token.text)) depth++;
  }
  return depth === 0 ? found : undefined;
}

const isWord = ({ token, depth }: Levelled, ...words: readonly string[]): boolean =>
  depth === 0 && token.kind === 'word' && words.includes(token.text.toLowerCase());

/** A name as it is compared: `"Email"` and `email` are one column. */
const nameOf = ({ kind, text }: Token): string | undefined => {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'name' ? text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined;
};
const named = (words: Words): readonly string[] => words.flatMap((token) => nameOf(token) ?? []);

/** Every list of results of the statement, each nothing but numbers of rows and what is computed of them. */
function onlyCounts(levels: readonly Levelled[]): boolean {
  const starts = levels.flatMap((one, i) => (isWord(one, 'select') ? [i] : []));
  // FROM first is a SELECT of all columns
  const hasOthers = levels.some((one) => isWord(one, 'values', 'pivot', 'unpivot', 'table', 'describe', 'summarize', 'show'));
  const froms = levels.filter((one) => isWord(one, 'from')).length;
  if (starts.length === 0 || hasOthers || froms > starts.length || !levels[0] || !isWord(levels[0], 'select', 'with')) return false;
  return starts.every((start) => {
    const end = levels.findIndex((one, i) => i > start && isWord(one, 'from', 'union', 'except', 'intersect', 'where', 'select'));
    return isCounts(levels.slice(start + 1, end < 0 ? undefined : end).map(({ token }) => token));
  });
}

const counting = /^(count|count_if|countif|count_star|approx_count_distinct)$/;
const computing = /^(cast|try_cast|round|floor|ceil|abs|coalesce|nullif|greatest|least)$/;
const reserved = /^(as|null|case|when|then|else|end|and|or|not)$/;
const types = /^(double|float|real|decimal|numeric|integer|int|bigint|hugeint)$/;

function isCounts(words: Words): boolean {
  for (let i = 0; i < words.length; i++) {
    const text = words[i]?.text.toLowerCase() ?? '';
    const calls = words[i + 1]?.text === '(';
    if (counting.test(text) && calls) {
      i = afterCall(words, i + 1) - 1;
      while (/^(filter|over)$/i.test(words[i + 1]?.text ?? '') && words[i + 2]?.text === '(') i = afterCall(words, i + 2) - 1;
    } else if (text === '(' && /^(select|with)$/i.test(words[i + 1]?.text ?? '')) {
      const end = afterCall(words, i);
      if (!onlyCounts(levelled(words.slice(i + 1, end - 1)) ?? [])) return false;
      i = end - 1;
    } else if (isAlias(words, i) || (computing.test(text) && calls) || reserved.test(text)) continue;
    else if (types.test(text) && /^(as|:)$/i.test(words[i - 1]?.text ?? '')) continue;
    else if (!/^([-+*/%(),.:=<>!]|\d[\w.]*)$/.test(text)) return false;
  }
  return words.length > 0;
}

/** The last word of a list, which names what stands before it. */
const isAlias = (words: Words, i: number): boolean =>
  i > 0 && i === words.length - 1 && words[i]?.kind !== 'mark' && words[i]?.kind !== 'text' && /^(as|\)|\d.*)$/i.test(words[i - 1]?.text ?? '');

/** The position after the parentheses that open at `open`. */
function afterCall(words: Words, open: number): number {
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    if (words[i]?.text === '(') depth++;
    if (words[i]?.text === ')' && --depth === 0) return i + 1;
  }
  return words.length;
}

interface Item {
  readonly words: Words;
  /** What the answer calls it; undefined where only the engine knows. */
  readonly name: string | undefined;
  /** Names that mean the whole row. */
  readonly self: readonly string[];
}

/** What gives values that it does not name. */
const refused = /^(select|values|table|pivot|unpivot|columns|unpack|on|[#?$])$/i;
const clauses = ['where', 'group', 'having', 'order', 'limit', 'offset', 'qualify', 'window'];

/** The results of `select … from TABLE …`, one plain table by its name; undefined of any other statement. */
function itemsOf(levels: readonly Levelled[], table: string): readonly Item[] | undefined {
  const [begin] = levels;
  const from = levels.findIndex((one) => isWord(one, 'from'));
  const rest = levels.slice(from + 1);
  const other = ['select', 'from', 'union', 'except', 'intersect', 'join', 'pivot', 'unpivot', 'tablesample', 'using', 'lateral'];
  if (!begin || !isWord(begin, 'select') || from < 0 || rest.some((one) => isWord(one, ...other))) return undefined;
  const end = rest.findIndex((one) => isWord(one, ...clauses));
  const [own, ...alias] = rest.slice(0, end < 0 ? undefined : end).map(({ token }) => token);
  const called = alias[0]?.text.toLowerCase() === 'as' ? alias.slice(1) : alias;
  if (!own || nameOf(own) !== table.toLowerCase() || called.length > 1 || (called[0] && nameOf(called[0]) === undefined)) return undefined;
  const list = levels.slice(isWord(levels[1] ?? begin, 'distinct', 'all') ? 2 : 1, from);
  const asks = list.some(({ token }, i) => refused.test(token.text) || (/^from$/i.test(token.text) && list[i - 1]?.token.text === '('));
  if (asks) return undefined;
  return splitItems(list).map((words) => ({ words, name: itemName(words), self: named([own, ...called]) }));
}

function splitItems(list: readonly Levelled[]): readonly Words[] {
  const items: Token[][] = [[]];
  for (const { token, depth } of list) {
    if (depth === 0 && token.text === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  // a comma may end the list
  return items.at(-1)?.length === 0 ? items.slice(0, -1) : items;
}

/** `email`, `t.email`, `… as email`, `email: …`; of an expression without a name, or a name that only follows it, undefined. */
function itemName(words: Words): string | undefined {
  const [first, second] = words;
  if (first && second?.text === ':' && words[2]?.text !== ':') return nameOf(first);
  const last = words.at(-1);
  const before = words.at(-2)?.text.toLowerCase();
  if (!last || (before !== undefined && before !== 'as' && before !== '.')) return undefined;
  return before === '.' && words.length !== 3 ? undefined : nameOf(last);
}

/** `*`, `t.*` */
const isStar = (words: Words): boolean =>
  words.at(-1)?.text === '*' && (words.length === 1 || (words.length === 3 && words[1]?.text === '.' && nameOf(words[0] as Token) !== undefined));

/** Whether nothing hidden is named in it; `*` means all columns but in `count(*)` and between two numbers. */
function isBare(words: Words, hidden: ReadonlySet<string>, self: readonly string[]): boolean {
  return words.every((token, i) => {
    const [before, after] = [words[i - 1], words[i + 1]];
    const name = nameOf(token);
    // `t.n` is a column of the table, `t` alone its row
    const isRow = name !== undefined && self.includes(name) && after?.text !== '.';
    if (isRow || (name !== undefined && hidden.has(name))) return false;
    if (token.text !== '*') return true;
    const isCount = before?.text === '(' && after?.text === ')' && counting.test(words[i - 2]?.text.toLowerCase() ?? '');
    return (
      isCount ||
      (before !== undefined && (/^(\)|\d.*)$/.test(before.text) || (nameOf(before) !== undefined && !/^(distinct|all)$/i.test(before.text))))
    );
  });
}
