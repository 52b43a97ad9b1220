// When production is refreshed next. Loads the cron reader only where a schedule is declared.

import type { Product } from '../product/index.ts';

type Scheduled = Pick<Product, 'schedule' | 'engine'>;

/** The first tick of a declared schedule after a moment, on the wall clock of the product's zone; milliseconds since 1970. undefined: there is none. */
export async function nextTick({ schedule, engine }: Scheduled, after: number): Promise<number | undefined> {
  if (!schedule) return undefined;
  const { Cron } = await import('croner');
  return new Cron(schedule.cron, { timezone: engine.timezone ?? 'UTC', mode: '5-part', paused: true }).nextRun(new Date(after))?.getTime();
}

/** Whether a declared schedule has a refresh after `now` and before `end`, milliseconds since 1970. */
export async function scheduledBefore(product: Scheduled, now: number, end: number): Promise<boolean> {
  const next = await nextTick(product, now);
  return next !== undefined && next < end;
}
