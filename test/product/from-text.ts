// Makes products of texts for the tests of this room. `▸` in a text marks where a Problem must point; it is taken out before reading.

import { digestOf, type Outcome, type Problem } from '../../src/base/index.ts';
import { type CodeFile, type Product, parseProduct } from '../../src/product/index.ts';

export const codeFile = (path: string, text: string): CodeFile => ({ path, text, digest: digestOf(text) });

/** A product of the files given by path, with a trivet.yaml unless one is given. */
export function productOf(texts: Readonly<Record<string, string>>): Outcome<Product> {
  const all = { 'trivet.yaml': 'product: tested\n', ...texts };
  const files = Object.entries(all).map(([path, text]) => codeFile(path, text.replaceAll('▸', '')));
  return parseProduct({ files, codeFolder: '/code', folder: '/product' });
}

/** The product, which the test expects to be valid. */
export function valid(texts: Readonly<Record<string, string>>): Product {
  const outcome = productOf(texts);
  if (!outcome.ok) throw new Error(outcome.problems.map((p) => `${spell(p)} ${p.message}`).join('\n'));
  return outcome.value;
}

export function problemsOf(texts: Readonly<Record<string, string>>): readonly Problem[] {
  const outcome = productOf(texts);
  return outcome.ok ? [] : outcome.problems;
}

/** `code file:line:column`, without what is not there. */
export const spell = ({ code, at }: Problem): string =>
  [code, [at?.file, at?.line, at?.column].filter((part) => part !== undefined).join(':')].join(' ');

/** Where the marks are, as `file:line:column`, in order. */
export function marks(texts: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(texts).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, i) => [...line.matchAll(/▸/g)].map((mark, nth) => `${path}:${i + 1}:${mark.index - nth + 1}`)),
  );
}
