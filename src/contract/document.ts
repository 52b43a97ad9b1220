// What a read contract document of the Open Data Contract Standard is: 3.1.0's shape, whatever version it was written in. Says nothing of what it means.

import type { Json, Place } from '../base/index.ts';
import type { CodeFile, Spot } from '../product/index.ts';

export type JsonMap = { readonly [key: string]: Json | undefined };

/** Where a value stands in the document: keys of maps and positions (from 0) of lists, in 3.1.0's names. */
export type DocumentPath = readonly (string | number)[];

/** One part of the document. Every key that Trivet does not interpret is still in `raw`. */
interface Part {
  readonly path: DocumentPath;
  /** Where the part begins: its name where it has one, else its first character. */
  readonly at: Place;
  /** The part as read, in 3.1.0's names. */
  readonly raw: JsonMap;
}

/** A data contract as a document. It exists only when no error stands against it. */
export interface OdcsDocument {
  readonly file: CodeFile;
  /** As declared, without a leading `v`: `3.1.0`, `2.2.2`. */
  readonly apiVersion: string;
  readonly id: string;
  readonly name?: string | undefined;
  readonly version: string;
  readonly status: string;
  readonly tenant?: string | undefined;
  readonly domain?: string | undefined;
  readonly dataProduct?: string | undefined;
  readonly description?: JsonMap | undefined;
  readonly tags: readonly string[];
  readonly schema: readonly OdcsTable[];
  readonly servers: readonly OdcsServer[];
  readonly sla: readonly OdcsSla[];
  /** `table.column` that service levels without an `element` are about (3.0 and older). */
  readonly slaDefaultElement?: string | undefined;
  /** The whole document in 3.1.0's names: what export and diff start from. `apiVersion` stays as declared. */
  readonly raw: JsonMap;
  /** The place of what stands at a path; of the nearest part around it when nothing stands there. */
  readonly at: (path: DocumentPath) => Place;
  /** The YAML node there, for parts that are written in a notation of their own. */
  readonly spot: (path: DocumentPath) => Spot;
}

export interface OdcsTable extends Part {
  readonly name: string;
  readonly physicalName?: string | undefined;
  readonly physicalType?: string | undefined;
  readonly description?: string | undefined;
  readonly properties: readonly OdcsProperty[];
  readonly relationships: readonly OdcsRelationship[];
  readonly quality: readonly OdcsQuality[];
}

export type LogicalType = 'string' | 'date' | 'timestamp' | 'time' | 'number' | 'integer' | 'object' | 'array' | 'boolean';

export interface OdcsProperty extends Part {
  /** Absent only of an array's `items`. */
  readonly name?: string | undefined;
  readonly physicalName?: string | undefined;
  readonly physicalType?: string | undefined;
  readonly logicalType?: LogicalType | undefined;
  readonly options: OdcsOptions;
  readonly description?: string | undefined;
  readonly required: boolean;
  readonly unique: boolean;
  readonly primaryKey: boolean;
  /** From 1; absent or below 1: no position was said. */
  readonly primaryKeyPosition?: number | undefined;
  readonly classification?: string | undefined;
  readonly tags: readonly string[];
  readonly relationships: readonly OdcsRelationship[];
  readonly quality: readonly OdcsQuality[];
  /** `logicalType: object`. */
  readonly properties: readonly OdcsProperty[];
  /** `logicalType: array`. */
  readonly items?: OdcsProperty | undefined;
}

/** `logicalTypeOptions` of every logical type. Bounds are numbers, of dates and times texts. */
export interface OdcsOptions {
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly minimum?: number | string | undefined;
  readonly maximum?: number | string | undefined;
  readonly exclusiveMinimum?: number | string | undefined;
  readonly exclusiveMaximum?: number | string | undefined;
  readonly multipleOf?: number | undefined;
  readonly timezone?: boolean | undefined;
  readonly defaultTimezone?: string | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems?: boolean | undefined;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
  /** Names of an object's properties that must be there. */
  readonly required?: readonly string[] | undefined;
}

/** References as written: `table.column`, or `schema/…/properties/…`. Of a property, `from` is empty: it is the property. */
export interface OdcsRelationship extends Part {
  readonly type: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

/** The eight comparisons in 3.1.0's names. */
export const operators = [
  'mustBe',
  'mustNotBe',
  'mustBeGreaterThan',
  'mustBeGreaterOrEqualTo',
  'mustBeLessThan',
  'mustBeLessOrEqualTo',
  'mustBeBetween',
  'mustNotBeBetween',
] as const;
export type Operator = (typeof operators)[number];

export interface OdcsQuality extends Part {
  readonly type: 'library' | 'sql' | 'text' | 'custom';
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly dimension?: string | undefined;
  readonly severity?: string | undefined;
  readonly businessImpact?: string | undefined;
  /** `library`: as written; a name of 3.0 or 2.2 that is known stands in 3.1.0's. */
  readonly metric?: string | undefined;
  readonly arguments?: JsonMap | undefined;
  readonly operator?: { readonly name: Operator; readonly value: Json } | undefined;
  readonly unit?: string | undefined;
  /** `sql`. */
  readonly query?: string | undefined;
  /** `custom`. */
  readonly engine?: string | undefined;
  readonly implementation?: string | JsonMap | undefined;
}

export interface OdcsServer extends Part {
  readonly server: string;
  readonly type: string;
  readonly environment?: string | undefined;
  /** `path` of the file: a file, folder or glob. */
  readonly dataPath?: string | undefined;
  readonly location?: string | undefined;
  readonly database?: string | undefined;
  readonly schema?: string | undefined;
  readonly format?: string | undefined;
  readonly delimiter?: string | undefined;
}

export interface OdcsSla extends Part {
  readonly property: string;
  readonly value: Json;
  readonly valueExt?: Json | undefined;
  readonly unit?: string | undefined;
  /** `table.column`, several separated by commas. */
  readonly element?: string | undefined;
  readonly driver?: string | undefined;
  readonly description?: string | undefined;
}
