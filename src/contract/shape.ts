// Shapes: what a part of a contract may be. Each looks at a value with its place and says what is wrong; the versions' rules are made of them.

import { nearest } from '../base/index.ts';
import { placeOf, placeOfSpot } from '../product/index.ts';
import type { DocumentPath } from './document.ts';
import { problem } from './problems.ts';
import { type MapTree, placeOfTree, type Tree } from './tree.ts';

/** What is wrong at a path. Two versions' findings are compared by the path of the part around them. */
export interface Finding {
  readonly path: DocumentPath;
  readonly problem: ReturnType<typeof problem>;
}
export interface Spotted {
  readonly tree: Tree;
  readonly path: DocumentPath;
}
export interface Shape {
  /** Fits into "… is expected". */
  readonly expects: string;
  readonly example: string;
  readonly look: (spotted: Spotted, say: (finding: Finding) => void) => void;
}

/** `table.columns[2].name`, as people count. */
export function pathText(path: DocumentPath): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key + 1}]` : `${i > 0 ? '.' : ''}${key}`)).join('') || 'the contract';
}

const shown = (text: string): string => (text.length > 60 || text.includes('\n') ? `${text.slice(0, 57).split('\n')[0]}…` : text);

/** What a value is, in words that fit after "is". */
export function kindOfTree(tree: Tree): string {
  if (tree.kind !== 'single') return tree.kind === 'map' ? 'a map' : 'a list';
  if (tree.value === null) return 'empty';
  const kind = typeof tree.value === 'number' ? 'a number' : typeof tree.value === 'boolean' ? 'true or false' : 'a text';
  return `${kind}, \`${shown(tree.text)}\``;
}

function wrongKind({ tree, path }: Spotted, { expects, example }: Pick<Shape, 'expects' | 'example'>): Finding {
  const written = { path: pathText(path), found: kindOfTree(tree), expects, example: withKey(path, example) };
  return { path, problem: problem('wrong-kind', written, { at: placeOfTree(tree) }) };
}

function badValue({ tree, path }: Spotted, text: string, { expects, example }: Pick<Shape, 'expects' | 'example'>): Finding {
  const written = { path: pathText(path), text: shown(text), expects, example: withKey(path, example) };
  return { path, problem: problem('bad-value', written, { at: placeOfTree(tree) }) };
}

function withKey(path: DocumentPath, example: string): string {
  const key = path.at(-1);
  return typeof key === 'string' ? `${key}: ${example}` : `- ${example}`;
}

export function text(options: { expects?: string; example: string; pattern?: RegExp }): Shape {
  const shape: Shape = {
    expects: options.expects ?? 'a text',
    example: options.example,
    look: (spotted, say) => {
      const { tree } = spotted;
      // YAML reads `1.0` as a number: the remedy is to quote what was written
      const quoted = tree.kind === 'single' && tree.text !== '' && !options.pattern ? `"${tree.text}"` : options.example;
      if (tree.kind !== 'single' || typeof tree.value !== 'string') say(wrongKind(spotted, { ...shape, example: quoted }));
      else if (options.pattern && !options.pattern.test(tree.value)) say(badValue(spotted, tree.value, shape));
    },
  };
  return shape;
}

export function choice(choices: readonly string[]): Shape {
  const shape: Shape = {
    expects: `one of ${choices.map((c) => `\`${c}\``).join(', ')}`,
    example: choices[0] ?? '',
    look: ({ tree, path }, say) => {
      if (tree.kind !== 'single' || typeof tree.value !== 'string') return say(wrongKind({ tree, path }, shape));
      if (choices.includes(tree.value)) return;
      const bad = { path: pathText(path), text: shown(tree.value), choices, near: nearest(tree.value, choices) };
      say({ path, problem: problem('bad-choice', bad, { at: placeOfTree(tree) }) });
    },
  };
  return shape;
}

export function number(options: { whole?: boolean; least?: number; above?: number; example?: string } = {}): Shape {
  const { whole = false, least, above } = options;
  const bound = least !== undefined ? `, ${least} or more` : above !== undefined ? ` above ${above}` : '';
  const shape: Shape = {
    expects: `a ${whole ? 'whole ' : ''}number${bound}`,
    example: options.example ?? '10',
    look: (spotted, say) => {
      const { tree } = spotted;
      if (tree.kind !== 'single' || typeof tree.value !== 'number' || !Number.isFinite(tree.value)) return say(wrongKind(spotted, shape));
      const within = tree.value >= (least ?? Number.NEGATIVE_INFINITY) && tree.value > (above ?? Number.NEGATIVE_INFINITY);
      if (!within || (whole && !Number.isInteger(tree.value))) say(badValue(spotted, tree.text, shape));
    },
  };
  return shape;
}

export const yesOrNo: Shape = {
  expects: '`true` or `false`',
  example: 'true',
  look: (spotted, say) => {
    if (spotted.tree.kind !== 'single' || typeof spotted.tree.value !== 'boolean') say(wrongKind(spotted, yesOrNo));
  },
};

export const anything: Shape = { expects: 'a value', example: '1', look: () => {} };

/** Text, number, true, false or nothing. */
export const single: Shape = {
  expects: 'a single value',
  example: '1',
  look: (spotted, say) => {
    if (spotted.tree.kind !== 'single') say(wrongKind(spotted, single));
  },
};

export function list(of: () => Shape, options: { expects?: string; example: string; least?: number; most?: number; distinct?: boolean }): Shape {
  const { least = 0, most = Number.POSITIVE_INFINITY, distinct = false, example } = options;
  const shape: Shape = {
    expects: options.expects ?? 'a list',
    example,
    look: (spotted, say) => {
      const { tree, path } = spotted;
      if (tree.kind !== 'list') return say(wrongKind(spotted, shape));
      const texts = tree.items.map((item) => (item.kind === 'single' ? item.text : JSON.stringify(item.kind)));
      const counted = tree.items.length >= least && tree.items.length <= most;
      if (!counted || (distinct && new Set(texts).size < texts.length)) return say(badValue(spotted, `[${texts.join(', ')}]`, shape));
      for (const [i, item] of tree.items.entries()) of().look({ tree: item, path: [...path, i] }, say);
    },
  };
  return shape;
}

/** One shape by a value's kind: a list, a map, or anything else. */
export function byKind(expects: string, of: { readonly list?: Shape; readonly map?: Shape; readonly single?: Shape }): Shape {
  const shape: Shape = {
    expects,
    example: (of.single ?? of.list ?? of.map)?.example ?? '',
    look: (spotted, say) => {
      const chosen = of[spotted.tree.kind];
      if (chosen) chosen.look(spotted, say);
      else say(wrongKind(spotted, shape));
    },
  };
  return shape;
}

export interface Member {
  readonly shape: Shape;
  readonly needed?: boolean;
}
export type Members = Readonly<Record<string, Shape | Member>>;
export interface MapOptions {
  readonly expects?: string;
  readonly example?: string;
  /** Keys that are not known are allowed; `told`: one that is near a known key is a warning, since it is most often that key misspelt. */
  readonly open?: boolean | 'told';
  /** What must hold of the keys together. */
  readonly also?: (map: MapTree, spotted: Spotted, say: (finding: Finding) => void) => void;
}

/** A map; `members` may depend on what stands in it. */
export function map(members: Members | ((map: MapTree) => Members), options: MapOptions = {}): Shape {
  const shape: Shape = {
    expects: options.expects ?? 'a map',
    example: options.example ?? '{ … }',
    look: (spotted, say) => {
      const { tree, path } = spotted;
      if (tree.kind !== 'map') return say(wrongKind(spotted, shape));
      const known = typeof members === 'function' ? members(tree) : members;
      for (const [key, { value, key: spot }] of tree.entries) {
        const of = Object.hasOwn(known, key) ? known[key] : undefined;
        if (of) shapeOf(of).look({ tree: value, path: [...path, key] }, say);
        else if (options.open !== true) sayUnknown(unknownKey(key, [...path, key], Object.keys(known), spot), options.open === 'told', say);
      }
      for (const [key, of] of Object.entries(known))
        if ('shape' in of && of.needed && !tree.entries.has(key)) say(missingKey(spotted, key, of.shape));
      options.also?.(tree, spotted, say);
    },
  };
  return shape;
}

const shapeOf = (of: Shape | Member): Shape => ('shape' in of ? of.shape : of);
export const needed = (shape: Shape): Member => ({ shape, needed: true });

function unknownKey(key: string, path: DocumentPath, known: readonly string[], spot: MapTree['spot']): Finding {
  const near = nearest(key, known);
  return { path, problem: problem('unknown-key', { key, known, near }, { at: placeOfSpot(spot) }) };
}

function sayUnknown({ path, problem: found }: Finding, allowed: boolean, say: (finding: Finding) => void): void {
  if (!allowed) say({ path, problem: found });
  else if (found.message.includes('did you mean')) say({ path, problem: { ...found, severity: 'warning' } });
}

function missingKey({ tree, path }: Spotted, key: string, { expects, example }: Shape): Finding {
  const at = placeOf(tree.spot.yaml, tree.spot.node?.range?.[0] ?? tree.spot.near, 1);
  return { path: [...path, key], problem: problem('missing-key', { key: pathText([...path, key]), expects, example: `${key}: ${example}` }, { at }) };
}
