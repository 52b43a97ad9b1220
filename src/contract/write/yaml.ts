// JSON as YAML that reads back the same, here and by readers of YAML 1.1: a text like `2001-01-31` or `no` is quoted. Knows no contract.

import { Document, isMap, isScalar, isSeq, type Node, visit } from 'yaml';
import type { Json } from '../../base/index.ts';

/** `compact`: small maps that are not the document's own stand in one line too. */
export function yamlOf(value: Json, { compact = false }: { readonly compact?: boolean } = {}): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1' });
  visit(document, {
    Scalar: (_, node) => {
      // a large whole number written out is read as a text of that many digits
      if (typeof node.value === 'number' && Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) node.format = 'EXP';
    },
    Seq: (_, node) => {
      if (node.items.length > 0 && node.items.every(isShort) && node.items.length <= 12) node.flow = true;
    },
    Map: (_, node, path) => {
      const small =
        node.items.length <= 6 && node.items.every((pair) => isShort(pair.value) || (isSeq(pair.value) && pair.value.items.every(isShort)));
      if (compact && path.length > 3 && small) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 120, flowCollectionPadding: compact });
}

const isShort = (node: unknown): boolean =>
  isScalar(node) && !String(node.value).includes('\n') && String(node.value).length < 40 && !isMap(node as Node);
