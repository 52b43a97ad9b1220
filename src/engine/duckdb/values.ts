// Values of the engine as text and as JSON, without loss and whatever the machine's time zone. Knows no tables.

import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  DuckDBUnionValue,
  type DuckDBValue,
  DuckDBVariantValue,
} from '@duckdb/node-api';

/** A value of a scalar type as the engine writes it where the time zone is UTC; bytes as base64. */
export function plainText(value: DuckDBValue): string {
  // The client writes instants in the zone of the machine, and infinite dates as the days that stand for them.
  if (value instanceof DuckDBTimestampTZValue) return value.isFinite ? `${new DuckDBTimestampValue(value.micros)}+00` : String(value);
  if (value instanceof DuckDBDateValue && !value.isFinite) return value.days > 0 ? 'infinity' : '-infinity';
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('base64');
  return String(value);
}

/** The same for many times: five times faster, since the text of a day is made once. */
export function timestampWriter(): (value: DuckDBValue) => string {
  const days = new Map<number, string>();
  return (value) => {
    if (!(value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)) return plainText(value);
    const micros = Number(value.micros);
    if (!Number.isSafeInteger(micros)) return plainText(value);
    const day = Math.floor(micros / 86_400_000_000);
    const rest = micros - day * 86_400_000_000;
    const date = days.get(day) ?? String(new DuckDBDateValue(day));
    days.set(day, date);
    const seconds = Math.floor(rest / 1_000_000);
    const part = (n: number): string => (n < 10 ? `0${n}` : String(n));
    const fraction =
      rest % 1_000_000 === 0
        ? ''
        : `.${String(rest % 1_000_000)
            .padStart(6, '0')
            .replace(/0+$/, '')}`;
    const time = `${part(Math.floor(seconds / 3600))}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}${fraction}`;
    return `${date} ${time}${value instanceof DuckDBTimestampTZValue ? '+00' : ''}`;
  };
}

/** The same with dates and times as ISO 8601, instants with `Z`. Times before Christ and infinite ones stay in the engine's words. */
export function isoText(value: DuckDBValue): string {
  const text = plainText(value);
  if (value === null || typeof value !== 'object') return text;
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d[.\d]*)(\+00)?$/.exec(text);
  return parts ? `${parts[1]}T${parts[2]}${parts[3] ? 'Z' : ''}` : text;
}

/**
 * A value as JSON: integers and decimals with all their digits, NaN and infinities as the strings "NaN", "Infinity", "-Infinity", nested
 * values as arrays and objects, everything else as ISO text.
 */
export function jsonText(value: DuckDBValue, type?: DuckDBType): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string') return type?.alias === 'JSON' && isJson(value) ? value : JSON.stringify(value);
  const nested = jsonNested(value, type);
  if (nested !== undefined) return nested;
  return type?.typeId === DuckDBTypeId.DECIMAL ? String(value) : JSON.stringify(isoText(value));
}

function jsonNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0.0' : String(value);
  return `"${value}"`;
}

function jsonNested(value: DuckDBValue, type: DuckDBType | undefined): string | undefined {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) {
    const of = type?.typeId === DuckDBTypeId.LIST || type?.typeId === DuckDBTypeId.ARRAY ? type.valueType : undefined;
    return `[${value.items.map((item) => jsonText(item, of)).join(',')}]`;
  }
  if (value instanceof DuckDBStructValue) {
    const types = type?.typeId === DuckDBTypeId.STRUCT ? new Map(type.entryNames.map((name, i) => [name, type.entryTypes[i]])) : undefined;
    return jsonObject(Object.entries(value.entries).map(([name, item]) => [name, jsonText(item, types?.get(name))]));
  }
  if (value instanceof DuckDBMapValue) {
    const of = type?.typeId === DuckDBTypeId.MAP ? type.valueType : undefined;
    return jsonObject(value.entries.map((entry) => [cellText(entry.key), jsonText(entry.value, of)]));
  }
  if (value instanceof DuckDBUnionValue) {
    const at = type?.typeId === DuckDBTypeId.UNION ? type.memberTags.indexOf(value.tag) : -1;
    return jsonObject([[value.tag, jsonText(value.value, type?.typeId === DuckDBTypeId.UNION ? type.memberTypes[at] : undefined)]]);
  }
  return value instanceof DuckDBVariantValue ? jsonText(value.value, value.type) : undefined;
}

const jsonObject = (entries: readonly (readonly [name: string, json: string])[]): string =>
  `{${entries.map(([name, json]) => `${JSON.stringify(name)}:${json}`).join(',')}}`;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A value as text that stands alone, as in a cell: nested values as JSON. */
export function cellText(value: DuckDBValue, type?: DuckDBType): string {
  if (typeof value === 'string') return value;
  if (Object.is(value, -0)) return jsonNumber(-0);
  return jsonNested(value, type) ?? isoText(value);
}
