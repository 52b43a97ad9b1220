// What a contract of 2.2 may hold: its names of keys and kinds of values. Other keys are kept, as custom properties.

import { anything, byKind, list, type Members, map, needed, number, type Shape, single, text, yesOrNo } from '../shape.ts';
import { apiVersions } from './building.ts';

/** 2.2 writes `null` where nothing is said. */
function orNothing(shape: Shape): Shape {
  return {
    ...shape,
    look: (spotted, say) => {
      if (spotted.tree.kind !== 'single' || spotted.tree.value !== null) shape.look(spotted, say);
    },
  };
}

const word = orNothing(text({ example: 'orders' }));
const flag = orNothing(yesOrNo);
const position = orNothing(number({ whole: true, example: '1' }));
const words = orNothing(list(() => text({ example: 'orders' }), { example: '[orders]' }));
const listed = (of: Shape, example: string): Shape => orNothing(list(() => of, { example }));
const maybe = (members: Members): Shape => map(members, { open: 'told' });

const definitions = listed(maybe({ url: word, type: word }), '[{ url: "https://example.com", type: businessDefinition }]');
const customProperties = listed(maybe({ property: word, value: anything }), '[{ property: name, value: 1 }]');

const quality = listed(
  maybe({
    code: word,
    name: word,
    templateName: word,
    description: word,
    toolName: word,
    toolRuleName: word,
    dimension: word,
    type: word,
    severity: word,
    businessImpact: word,
    scheduleCronExpression: word,
    customProperties,
  }),
  '[{ toolName: trivet, toolRuleName: "range: { column: amount, min: 0 }" }]',
);

const column = maybe({
  column: needed(text({ example: 'id' })),
  isPrimary: flag,
  isPrimaryKey: flag,
  primaryKeyPosition: position,
  businessName: word,
  logicalType: word,
  physicalType: word,
  isNullable: flag,
  isUnique: flag,
  description: word,
  partitionStatus: flag,
  partitionKeyPosition: position,
  clusterStatus: flag,
  clusterKeyPosition: position,
  criticalDataElementStatus: flag,
  tags: words,
  classification: word,
  encryptedColumnName: word,
  transformSourceTables: words,
  transformLogic: word,
  transformDescription: word,
  sampleValues: listed(anything, '[1, 2]'),
  authoritativeDefinitions: definitions,
  quality,
  customProperties,
});

const table = maybe({
  table: needed(text({ example: 'orders' })),
  physicalName: word,
  priorTableName: word,
  description: word,
  authoritativeDefinitions: definitions,
  tags: words,
  dataGranularity: word,
  columns: listed(column, '[{ column: id, logicalType: string }]'),
  quality,
  customProperties,
});

export const shapeOf2: Shape = map(
  {
    apiVersion: needed({ ...text({ example: 'v2.2.2' }), expects: `one of ${apiVersions.join(', ')}` }),
    version: needed(text({ example: '1.0.0' })),
    uuid: needed(text({ example: '53581432-6c55-4ba2-a65f-72344a91553a' })),
    status: needed(text({ example: 'current' })),
    kind: word,
    type: word,
    tenant: word,
    datasetName: word,
    datasetDomain: word,
    quantumName: word,
    description: byKind('a text, or a map', { single: word, map: maybe({ purpose: word, limitations: word, usage: word }) }),
    dataset: listed(table, '[{ table: orders, columns: [] }]'),
    stakeholders: listed(maybe({ username: word, role: word }), '[{ username: ada }]'),
    roles: listed(maybe({ role: word }), '[{ role: reader }]'),
    price: orNothing(maybe({ priceAmount: orNothing(number()), priceCurrency: word, priceUnit: word })),
    slaDefaultColumn: word,
    slaProperties: listed(
      maybe({ property: needed(text({ example: 'latency' })), value: single, unit: word, column: word }),
      '[{ property: latency, value: 4, unit: d }]',
    ),
    tags: words,
    customProperties,
    contractCreatedTs: word,
  },
  { open: 'told', expects: 'a map with the keys of a data contract', example: 'apiVersion: v2.2.2' },
);
