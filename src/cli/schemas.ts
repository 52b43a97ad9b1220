// The JSON Schemas that the package ships: of the files a product is written in, and of every verb's --json document.

import { z } from 'zod';
import { jsonSchemas } from '../product/index.ts';
import { documents, failure } from './documents.ts';

/** By file name without `.json`: `trivet`, `source` … and `output.VERB`: what the verb prints, or Problems alone. `sql` prints the document of `show`. */
export function schemas(): Readonly<Record<string, object>> {
  const outputs = Object.entries({ ...documents, sql: documents.show }).map(([verb, document]) => [
    `output.${verb}`,
    z.toJSONSchema(z.union([document, failure]), { io: 'input', unrepresentable: 'throw' }),
  ]);
  return { ...jsonSchemas(), ...Object.fromEntries(outputs) };
}
