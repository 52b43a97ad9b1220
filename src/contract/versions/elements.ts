// Tables and columns of 3.0.0 to 3.1.0: their keys, the options of each logical type, relationships.

import { problem } from '../problems.ts';
import {
  anything,
  byKind,
  choice,
  type Finding,
  list,
  type Members,
  map,
  needed,
  number,
  type Shape,
  type Spotted,
  text,
  yesOrNo,
} from '../shape.ts';
import { type MapTree, member, placeOfTree } from '../tree.ts';
import type { Parts, V3 } from './building.ts';
import { qualityShape } from './quality.ts';

function elementMembers({ id, word, tags, customProperties, definitions }: Parts): Members {
  return {
    ...id,
    name: word,
    physicalType: word,
    description: word,
    businessName: word,
    authoritativeDefinitions: definitions,
    tags,
    customProperties,
  };
}

/** A table. */
export function tableShape(parts: Parts): Shape {
  const { word, open } = parts;
  const quality = list(() => qualityShape(parts), { example: '[{ metric: rowCount, mustBeGreaterThan: 0 }]' });
  return map(
    {
      ...elementMembers(parts),
      name: needed(text({ example: 'orders' })),
      logicalType: choice(['object']),
      physicalName: word,
      dataGranularityDescription: word,
      properties: list(() => propertyShape(parts, true), { example: '[{ name: id, logicalType: string }]' }),
      quality,
      ...(open ? {} : { relationships: list(() => relationshipShape(parts, true), { example: '[{ from: orders.user_id, to: users.id }]' }) }),
    },
    { example: '{ name: orders }' },
  );
}

/** A column, or a part of one. An array's items need no name. */
function propertyShape(parts: Parts, isNamed: boolean): Shape {
  const { word, version, open } = parts;
  const whole = number({ whole: true, example: '1' });
  const nested = list(() => propertyShape(parts, true), { example: '[{ name: id, logicalType: string }]' });
  const fixed: Members = {
    ...elementMembers(parts),
    ...(isNamed ? { name: needed(text({ example: 'id' })) } : {}),
    primaryKey: yesOrNo,
    primaryKeyPosition: whole,
    logicalType: choice(logicalTypes(version)),
    ...(version === '3.0.0' || version === '3.0.1' ? {} : { physicalName: word }),
    required: yesOrNo,
    unique: yesOrNo,
    partitioned: yesOrNo,
    partitionKeyPosition: whole,
    classification: word,
    encryptedName: word,
    transformSourceObjects: list(() => word, { example: '[orders_raw]' }),
    transformLogic: word,
    transformDescription: word,
    examples: list(() => anything, { example: '[1, 2]' }),
    criticalDataElement: yesOrNo,
    quality: list(() => qualityShape(parts), { example: '[{ metric: nullValues, mustBe: 0 }]' }),
    ...(open ? {} : { relationships: list(() => relationshipShape(parts, false), { example: '[{ to: users.id }]' }) }),
  };
  const byType = (property: MapTree): Members => {
    const type = logicalTypeOf(property);
    const isKnown = type === undefined || logicalTypes(version).includes(type);
    const items = list(() => anything, { example: '' });
    return {
      ...fixed,
      logicalTypeOptions: optionsShape(type, version),
      ...(type === 'object' || type === undefined || !isNamed ? { properties: nested } : isKnown ? {} : { properties: items }),
      ...(type === 'array' || type === undefined ? { items: propertyShape(parts, false) } : isKnown ? {} : { items: anything }),
    };
  };
  return map(byType, { example: '{ name: id, logicalType: string }' });
}

const logicalTypes = (version: V3): readonly string[] =>
  version === '3.1.0'
    ? ['string', 'date', 'timestamp', 'time', 'number', 'integer', 'object', 'array', 'boolean']
    : ['string', 'date', 'number', 'integer', 'object', 'array', 'boolean'];

function logicalTypeOf(property: MapTree): string | undefined {
  const type = member(property, 'logicalType');
  if (!type) return undefined;
  return type.kind === 'single' ? String(type.value) : '';
}

/** `logicalTypeOptions`, which depend on the logical type. */
function optionsShape(type: string | undefined, version: V3): Shape {
  const word = text({ example: 'a text' });
  const size = number({ whole: true, least: 0, example: '1' });
  const moment = text({ example: '2026-01-31' });
  const exclusive = (of: Shape): Shape => (version === '3.1.0' ? of : yesOrNo);
  const bounds = (of: Shape): Members => ({ minimum: of, maximum: of, exclusiveMinimum: exclusive(of), exclusiveMaximum: exclusive(of) });
  const amount: Members = { ...bounds(number()), multipleOf: number({ above: 0, example: '0.01' }) };
  const zone: Members = { timezone: yesOrNo, defaultTimezone: word };
  const byType: Readonly<Record<string, Members>> = {
    string: { minLength: size, maxLength: size, pattern: text({ example: '^[A-Z]{3}$' }), format: word },
    date: { ...bounds(moment), format: word },
    timestamp: { ...bounds(moment), format: word, ...zone },
    time: { ...bounds(moment), format: word, ...zone },
    integer: { ...amount, format: choice(['i8', 'i16', 'i32', 'i64', 'i128', 'u8', 'u16', 'u32', 'u64', 'u128']) },
    number: { ...amount, format: choice(['f32', 'f64']) },
    object: { maxProperties: size, minProperties: size, required: list(() => word, { example: '[id]', least: 1, distinct: true }) },
    array: { maxItems: size, minItems: size, uniqueItems: yesOrNo },
  };
  if (type === undefined) return map({}, { open: true, also: sayUntyped });
  const members = logicalTypes(version).includes(type) ? byType[type] : undefined;
  return members ? map(members, { example: '{ … }' }) : map({}, { open: true });
}

/** Options without a logical type mean nothing. */
function sayUntyped(map: MapTree, { path }: Spotted, say: (finding: Finding) => void): void {
  if (map.entries.size === 0) return;
  const key = `${path.slice(-3).join('.').replace(/\.\d+/g, '')}`.replace('logicalTypeOptions', 'logicalType');
  const missing = { key, expects: `what kind of value it is`, example: 'logicalType: string' };
  say({ path, problem: problem('missing-key', missing, { at: placeOfTree(map) }) });
}

const shorthand = '[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*';
const qualified = '(?:(?:https?://)?[A-Za-z0-9._/-]+\\.yaml#)?/?[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+(?:/[A-Za-z_][A-Za-z0-9_]*/[A-Za-z0-9_-]+)*';

function relationshipShape({ customProperties }: Parts, ofTable: boolean): Shape {
  const reference = text({
    expects: 'TABLE.COLUMN, or schema/ID/properties/ID',
    example: 'users.id',
    pattern: new RegExp(`^(?:${shorthand}|${qualified})$`),
  });
  const several = list(() => reference, { example: '[users.id]', least: 1, expects: 'a list that is not empty' });
  const end = byKind('a reference, or a list of them', { single: reference, list: several });
  const also = (map: MapTree, spotted: Spotted, say: (finding: Finding) => void): void => {
    const [from, to] = [member(map, 'from'), member(map, 'to')];
    if (!from || !to || from.kind === to.kind) return;
    const written = {
      path: 'to',
      found: to.kind === 'list' ? 'a list' : 'a text',
      expects: `the same as \`from\`, ${from.kind === 'list' ? 'a list' : 'one reference'},`,
      example: 'to: …',
    };
    say({ path: [...spotted.path, 'to'], problem: problem('wrong-kind', written, { at: placeOfTree(to) }) });
  };
  const common = { type: choice(['foreignKey']), to: needed(end), customProperties };
  return ofTable
    ? map({ ...common, from: needed(end) }, { also, example: '{ from: orders.user_id, to: users.id }' })
    : map(common, { example: '{ to: users.id }' });
}
