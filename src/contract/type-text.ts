// Types as contracts write them: which logical type an engine type is, and which of two allows more. Asks no engine.

import type { Moved } from './diff/limits.ts';
import type { LogicalType } from './document.ts';

interface Family {
  readonly family: string;
  readonly logical: LogicalType;
  /** Of the same family, the larger holds the smaller. */
  readonly size: number;
  /** `i32`, `f64`. */
  readonly format?: string | undefined;
}

const integer = (bits: number, sign: 'i' | 'u'): Family => ({
  family: sign === 'i' ? 'integer' : 'unsigned',
  logical: 'integer',
  size: bits,
  format: `${sign}${bits}`,
});
const plain = (logical: LogicalType, family: string = logical): Family => ({ family, logical, size: 0 });
const text: Family = { family: 'text', logical: 'string', size: Number.POSITIVE_INFINITY };

const families: readonly (readonly [names: string, of: Family])[] = [
  ['tinyint int1', integer(8, 'i')],
  ['smallint int2 short', integer(16, 'i')],
  ['integer int int4 signed serial', integer(32, 'i')],
  ['bigint int8 long bigserial', integer(64, 'i')],
  ['hugeint int128', integer(128, 'i')],
  ['utinyint uint8', integer(8, 'u')],
  ['usmallint uint16', integer(16, 'u')],
  ['uinteger uint32', integer(32, 'u')],
  ['ubigint uint64', integer(64, 'u')],
  ['uhugeint uint128', integer(128, 'u')],
  ['real float float4', { family: 'float', logical: 'number', size: 32, format: 'f32' }],
  ['double float8', { family: 'float', logical: 'number', size: 64, format: 'f64' }],
  ['decimal numeric dec number bignum', plain('number', 'decimal')],
  ['varchar text string char bpchar nvarchar nchar character varchar2 clob', text],
  ['uuid', plain('string', 'uuid')],
  ['json', plain('string', 'json')],
  ['blob bytea binary varbinary', plain('string', 'blob')],
  ['bit bitstring', plain('string', 'bit')],
  ['interval', plain('string', 'interval')],
  ['enum', plain('string', 'enum')],
  ['boolean bool logical', plain('boolean')],
  ['date', plain('date')],
  ['time timetz', plain('time')],
  ['timestamp datetime timestamp_s timestamp_ms timestamp_ns timestamp_us', plain('timestamp')],
  ['timestamptz', plain('timestamp', 'timestamptz')],
  ['struct row record map union', plain('object')],
  ['list array', plain('array')],
];
const byName = new Map(families.flatMap(([names, of]) => names.split(' ').map((name) => [name, of] as const)));

const spellings: Readonly<Record<string, string>> = {
  'timestamp with time zone': 'timestamptz',
  'timestamp without time zone': 'timestamp',
  'time with time zone': 'timetz',
  'double precision': 'double',
  'character varying': 'varchar',
};

interface Read extends Family {
  /** `10, 2`, in lower case. */
  readonly parameters: readonly number[];
  readonly list: boolean;
}

function read(type: string): Read | undefined {
  const folded = type.trim().toLowerCase().replace(/\s+/g, ' ');
  if (/\[\d*\]$/.test(folded)) return { ...plain('array'), parameters: [], list: true };
  const [, name = '', inside = '', after = ''] = /^([^(]*?)\s*(?:\(([^)]*)\)?)?\s*([^()]*)$/.exec(folded) ?? [folded, folded.split('(')[0] ?? ''];
  const spelled = `${name} ${after}`.trim();
  const family = byName.get(spellings[spelled] ?? spelled) ?? byName.get(folded.split('(')[0]?.trim() ?? '');
  if (!family) return undefined;
  const parameters = /^[\d\s,]+$/.test(inside) ? inside.split(',').map(Number) : [];
  return { ...family, ...(family.family === 'text' && parameters[0] !== undefined ? { size: parameters[0] } : {}), parameters, list: false };
}

/** The logical type of an engine type; undefined of one that is not known. */
export const logicalTypeOf = (type: string): LogicalType | undefined => read(type)?.logical;

/** An engine type for a column that a contract says only the logical type of, with its `format` (`i16`, `f32`). */
export function engineTypeOf(logical: LogicalType, format?: string, timezone?: boolean): string {
  const sized = format && families.find(([, of]) => of.format === format && of.logical === logical)?.[0].split(' ')[0];
  if (sized) return sized.toUpperCase();
  if (logical === 'timestamp') return timezone ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP';
  const usual: Readonly<Record<LogicalType, string>> = {
    string: 'VARCHAR',
    date: 'DATE',
    timestamp: 'TIMESTAMP',
    time: 'TIME',
    number: 'DOUBLE',
    integer: 'BIGINT',
    object: 'JSON',
    array: 'JSON',
    boolean: 'BOOLEAN',
  };
  return usual[logical];
}

/** What became of a type: `wider` holds every value of the old one. */
export function movedType(before: string, after: string): Exclude<Moved, 'added' | 'removed'> {
  const [old, now] = [read(before), read(after)];
  const spelled = (type: string): string => type.toLowerCase().replace(/\s+/g, '');
  if (!old || !now || old.list || now.list) return spelled(before) === spelled(after) ? 'same' : 'changed';
  if (old.family !== now.family) return betweenFamilies(old, now);
  if (old.family === 'decimal') return movedDecimal(old.parameters, now.parameters);
  if (['object', 'array', 'enum'].includes(old.family)) return spelled(before) === spelled(after) ? 'same' : 'changed';
  return old.size === now.size ? 'same' : now.size > old.size ? 'wider' : 'narrower';
}

/** Numbers of another kind that hold all the old ones: `INTEGER` in `BIGINT`, `UINTEGER` in `BIGINT`, `INTEGER` in `DOUBLE`. */
function betweenFamilies(old: Read, now: Read): 'wider' | 'narrower' | 'changed' {
  if (holds(now, old)) return 'wider';
  return holds(old, now) ? 'narrower' : 'changed';
}

function holds(large: Read, small: Read): boolean {
  const bits = small.family === 'unsigned' ? small.size + 1 : small.size;
  if (small.logical !== 'integer') return false;
  if (large.family === 'integer') return small.family === 'unsigned' && large.size >= bits;
  if (large.family === 'float') return bits <= (large.size === 64 ? 54 : 25);
  return large.family === 'decimal' && decimalOf(large.parameters).whole >= Math.ceil((bits - 1) * Math.log10(2));
}

/** Digits before and behind the point; `DECIMAL` alone is the engine's `DECIMAL(18,3)`. */
function decimalOf(parameters: readonly number[]): { readonly whole: number; readonly scale: number } {
  const [precision = 18, scale = parameters.length === 0 ? 3 : 0] = parameters;
  return { whole: precision - scale, scale };
}

function movedDecimal(before: readonly number[], after: readonly number[]): 'same' | 'wider' | 'narrower' | 'changed' {
  const [old, now] = [decimalOf(before), decimalOf(after)];
  if (old.whole === now.whole && old.scale === now.scale) return 'same';
  if (now.whole >= old.whole && now.scale >= old.scale) return 'wider';
  return now.whole <= old.whole && now.scale <= old.scale ? 'narrower' : 'changed';
}

const logicalHolds: readonly (readonly [small: LogicalType, large: LogicalType])[] = [['integer', 'number']];

export function movedLogical(before: LogicalType, after: LogicalType): Exclude<Moved, 'added' | 'removed'> {
  if (before === after) return 'same';
  if (logicalHolds.some(([small, large]) => small === before && large === after)) return 'wider';
  return logicalHolds.some(([small, large]) => small === after && large === before) ? 'narrower' : 'changed';
}
