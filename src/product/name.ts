// The product's name, read from the text of trivet.yaml and nothing else: to be told even where the rest of it is wrong.

import { parseDocument } from 'yaml';

/** undefined where the text does not say a name. */
export function productName(text: string): string | undefined {
  const document = parseDocument(text, { logLevel: 'silent' });
  const name: unknown = document.errors.length ? undefined : document.get('product');
  return typeof name === 'string' && /^[a-z0-9-]+$/.test(name) ? name : undefined;
}
