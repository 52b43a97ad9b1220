// Bounds with an offset as the engine compares them. Asks no engine.

/** The same instant in UTC; as it is without an offset. A time of day keeps its offset, in the engine's own notation. */
export function inUtc(text: string, logical: string): string {
  const [, day = '', clock = '', fraction = '', offset] = /^(?:(.*)[T ])?(\d{2}:\d{2}(?::\d{2})?)(\.\d+)?(Z|[+-]\d{2}(?::?\d{2})?)$/.exec(text) ?? [];
  if (offset === undefined) return text;
  const [, sign = '+', hours = '00', minutes = '00'] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  const whole = clock.length === 5 ? `${clock}:00` : clock;
  if (logical === 'time') return `${whole}${fraction}${sign}${hours}:${minutes}`;
  const instant = Date.parse(`${day}T${whole}${sign}${hours}:${minutes}`);
  return Number.isNaN(instant) ? text : `${new Date(instant).toISOString().slice(0, 19)}${fraction}Z`;
}
