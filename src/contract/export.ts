// A contract in another form: the standard's YAML, JSON Schema, TypeScript, SQL or a page. Writes no file.

import type { Json } from '../base/index.ts';
import type { JsonMap, OdcsDocument } from './document.ts';
import { jsonSchemaOf } from './write/json-schema.ts';
import { markdownOf } from './write/markdown.ts';
import { sqlOf } from './write/sql.ts';
import { typescriptOf } from './write/typescript.ts';
import { yamlOf } from './write/yaml.ts';

export const exportForms = ['odcs', 'jsonschema', 'typescript', 'sql', 'markdown'] as const;
export type ExportForm = (typeof exportForms)[number];

/** The text of a contract in a form. A short form is exported by its document (see `documentOfShort`). */
export function exportContract(document: OdcsDocument, as: ExportForm): string {
  switch (as) {
    case 'odcs':
      return yamlOf(latestOf(document.raw) as Json);
    case 'jsonschema':
      return `${JSON.stringify(jsonSchemaOf(document), null, 2)}\n`;
    case 'typescript':
      return typescriptOf(document);
    case 'sql':
      return sqlOf(document);
    case 'markdown':
      return markdownOf(document);
  }
}

const order = [
  ...['apiVersion', 'kind', 'id', 'name', 'version', 'status', 'tenant', 'domain', 'dataProduct', 'description', 'tags'],
  ...['servers', 'schema', 'slaDefaultElement', 'slaProperties', 'support', 'price', 'team', 'roles', 'authoritativeDefinitions'],
  ...['customProperties', 'contractCreatedTs'],
];

/** As 3.1.0, keys of the contract in the standard's order, all others as they stand. */
function latestOf(raw: JsonMap): JsonMap {
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  const entries = Object.entries(raw).toSorted(([a], [b]) => rank(a) - rank(b));
  return { ...Object.fromEntries(entries), apiVersion: 'v3.1.0' };
}
