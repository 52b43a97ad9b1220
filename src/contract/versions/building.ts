// The versions of 3, and what the parts of a contract have in common in each: ids, tags, custom properties, definitions.

import { anything, list, type Members, map, needed, type Shape, text } from '../shape.ts';

export const versions3 = ['3.1.0', '3.0.2', '3.0.1', '3.0.0'] as const;
export type V3 = (typeof versions3)[number];
export const apiVersions: readonly string[] = [...versions3, '2.2.2', '2.2.1', '2.2.0'].map((v) => `v${v}`);

/** A part that other parts are made of, in one version. */
export interface Parts {
  readonly version: V3;
  /** 3.1.0 closed most maps that 3.0 left open, and gave each part an id. */
  readonly open: boolean;
  readonly id: Members;
  readonly word: Shape;
  readonly tags: Shape;
  readonly customProperties: Shape;
  readonly definitions: Shape;
}

/** The parts of one version. */
export function partsOf(version: V3): Parts {
  const open = version !== '3.1.0';
  const word = text({ example: 'orders' });
  const id: Members = open ? {} : { id: text({ expects: 'letters, digits, - and _', example: 'orders_table', pattern: /^[A-Za-z0-9_-]+$/ }) };
  const custom = open ? { property: word, value: anything } : { ...id, property: needed(word), value: needed(anything), description: word };
  const definition = { ...id, url: needed(text({ example: 'https://example.com' })), type: needed(word), ...(open ? {} : { description: word }) };
  return {
    version,
    open,
    id,
    word,
    tags: list(() => word, { example: '[finance]', expects: 'a list of texts' }),
    customProperties: list(() => map(custom, { open }), { example: '[{ property: name, value: 1 }]' }),
    definitions: list(() => map(definition, { open }), { example: '[{ url: "https://example.com", type: businessDefinition }]' }),
  };
}
