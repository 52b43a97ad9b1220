// When production is refreshed next. Loads the cron reader only where a schedule is declared.

import type { Product } from '../product/index.ts';

/** Whether a declared schedule has a refresh after `now` and before `end`, milliseconds since 1970. */
export async function scheduledBefore({ schedule, engine }: Pick<Product, 'schedule' | 'engine'>, now: number, end: number): Promise<boolean> {
  if (!schedule) return false;
  const { Cron } = await import('croner');
  const next = new Cron(schedule.cron, { timezone: engine.timezone ?? 'UTC', paused: true }).nextRun(new Date(now));
  return next !== null && next.getTime() < end;
}
