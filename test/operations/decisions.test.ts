// Wake decisions computed by hand from DESIGN §2, before the code. Each comment is the computation; where daylight saving matters,
// it also says what a wall clock would have got.

import { expect, test } from 'vitest';
import { type Broken, decide, termsOf } from '../../src/operations/index.ts';
import type { Harm, Impact, Owner, WorkingHours } from '../../src/product/index.ts';

const hoursOf = (text: string, days: readonly number[], from: number, to: number, zone: string): WorkingHours => ({ text, days, from, to, zone });
const weekdays = [1, 2, 3, 4, 5];
const everyDay = [1, 2, 3, 4, 5, 6, 7];
const angeles = hoursOf('Mon-Fri 08:00-18:00 America/Los_Angeles', weekdays, 8 * 60, 18 * 60, 'America/Los_Angeles');
const hour = 3_600_000;
const usd = (amount: number, per: 'h' | 'day', after?: number): Harm => ({
  costs: { amount, currency: 'USD', per },
  ...(after === undefined ? {} : { after: after * hour }),
});

const departures: Owner = { team: 'departures', hours: angeles, wakingCosts: { amount: 500, currency: 'USD' } };
/** Of the design's own example. */
const usual: Impact = { level: 'high', because: '', wrong: usd(5000, 'day'), stale: usd(20, 'h', 24), down: usd(200, 'h', 2) };

interface Case {
  readonly name: string;
  readonly broken: readonly Broken[];
  readonly now: string;
  readonly owner?: Owner | undefined;
  readonly impact?: Impact;
  readonly kind: 'wake' | 'message' | 'later' | 'ticket';
  readonly at: string | null;
  readonly cost: number;
  readonly text: string;
}

const down = (since: string): Broken => ({ harm: 'down', since });
const stale = (since: string): Broken => ({ harm: 'stale', since });
const wrong = (since: string): Broken => ({ harm: 'wrong', since });
const only = (harms: Partial<Impact>): Impact => ({ level: 'low', because: '', ...harms });
const working = (hours: WorkingHours): Owner => ({ ...departures, hours });

const cases: readonly Case[] = [
  {
    // Monday 5 January 2026, Los Angeles is UTC-8. 00:10 + 2 h = 02:10; to 08:00 it is 5 h 50 min; 200 × 5.8333 = 1,166.67 > 500.
    name: '1 down, before after has passed: later',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T08:10:00Z',
    kind: 'later',
    at: '2026-01-05T10:10:00.000Z',
    cost: 1166.667,
    text: 'down since 00:10; would wake departures at 02:10: 200 USD/h × 5.8 h until Mon 08:00 = 1,167 > 500',
  },
  {
    // The same at 02:10: the same 5 h 50 min.
    name: '2 down, the moment after has passed: wake',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T10:10:00Z',
    kind: 'wake',
    at: '2026-01-05T10:10:00.000Z',
    cost: 1166.667,
    text: 'down since 00:10; wakes departures now: 200 USD/h × 5.8 h until Mon 08:00 = 1,167 > 500',
  },
  {
    // 05:30 → 08:00 is 2.5 h; 200 × 2.5 = 500, which does not exceed 500.
    name: '3 the cost equals what waking costs: ticket',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T13:30:00Z',
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 500,
    text: 'down since 00:10; waits until Mon 08:00: 200 USD/h × 2.5 h = 500 ≤ 500',
  },
  {
    // One minute earlier: 2 h 31 min = 2.51667 h; 200 × 2.51667 = 503.33 > 500.
    name: '4 a minute more than that: wake',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T13:29:00Z',
    kind: 'wake',
    at: '2026-01-05T13:29:00.000Z',
    cost: 503.333,
    text: 'down since 00:10; wakes departures now: 200 USD/h × 2.5 h until Mon 08:00 = 503 > 500',
  },
  {
    // 08:00 sharp is working time.
    name: '5 the working period begins: message',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T16:00:00Z',
    kind: 'message',
    at: null,
    cost: 0,
    text: 'down since 00:10; tells departures now, in working hours',
  },
  {
    // 18:00 sharp is not: 15:00 + 2 h = 17:00 has passed; Mon 18:00 → Tue 08:00 is 14 h; 200 × 14 = 2,800.
    name: '6 the working period ends: wake',
    broken: [down('2026-01-05T23:00:00Z')],
    now: '2026-01-06T02:00:00Z',
    kind: 'wake',
    at: '2026-01-06T02:00:00.000Z',
    cost: 2800,
    text: 'down since 15:00; wakes departures now: 200 USD/h × 14 h until Tue 08:00 = 2,800 > 500',
  },
  {
    // Fri 9 Jan 20:00 + 24 h = Sat 20:00; to Mon 08:00 it is 36 h; 20 × 36 = 720.
    name: '7 stale on Friday evening: later, over the weekend',
    broken: [stale('2026-01-10T04:00:00Z')],
    now: '2026-01-10T04:00:00Z',
    kind: 'later',
    at: '2026-01-11T04:00:00.000Z',
    cost: 720,
    text: 'stale since 20:00; would wake departures at Sat 20:00: 20 USD/h × 36 h until Mon 08:00 = 720 > 500',
  },
  {
    // Thu 8 Jan 20:00 + 24 h = Fri 20:00, after the period that begins Fri 08:00: nothing to pay until then.
    name: '8 the cost begins after the next working period has begun: ticket',
    broken: [stale('2026-01-09T04:00:00Z')],
    now: '2026-01-09T04:00:00Z',
    kind: 'ticket',
    at: '2026-01-09T16:00:00.000Z',
    cost: 0,
    text: 'stale since 20:00; waits until Fri 08:00: its cost of 20 USD/h begins at Fri 20:00',
  },
  {
    // Sun 11 Jan 07:30 → Mon 08:00 is 24.5 h; 20 × 24.5 = 490 ≤ 500. It began Sat 05:00 - 24 h = Fri 05:00.
    name: '9 stale, too near to Monday: ticket',
    broken: [stale('2026-01-09T13:00:00Z')],
    now: '2026-01-11T15:30:00Z',
    kind: 'ticket',
    at: '2026-01-12T16:00:00.000Z',
    cost: 490,
    text: 'stale since Fri 05:00; waits until Mon 08:00: 20 USD/h × 24.5 h = 490 ≤ 500',
  },
  {
    // 5000 ÷ 24 = 208.33 an hour, from the first moment; 00:00 → 08:00: 208.33 × 8 = 1,666.67.
    name: '10 wrong is per day and has no after: wake',
    broken: [wrong('2026-01-05T08:00:00Z')],
    now: '2026-01-05T08:00:00Z',
    kind: 'wake',
    at: '2026-01-05T08:00:00.000Z',
    cost: 1666.667,
    text: 'wrong since 00:00; wakes departures now: 208.33 USD/h × 8 h until Mon 08:00 = 1,667 > 500',
  },
  {
    // No cost of down: 0.
    name: '11 a harm that impact does not name: ticket',
    broken: [down('2026-01-05T08:10:00Z')],
    now: '2026-01-05T10:10:00Z',
    impact: only({ stale: usd(20, 'h') }),
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 0,
    text: 'down since 00:10; waits until Mon 08:00: no cost of down is declared',
  },
  {
    name: '12 slow, within the time-out: ticket without cost',
    broken: [{ harm: null, since: '2026-01-05T08:10:00Z' }],
    now: '2026-01-05T10:10:00Z',
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 0,
    text: 'slow since 00:10; waits until Mon 08:00: answers come within the time-out, which costs nothing',
  },
  {
    // Sunday 8 March 2026, clocks go 02:00 PST → 03:00 PDT. 01:59 PST = 09:59Z; 08:00 PDT = 15:00Z: 5 h 1 min (a wall clock says 6 h 1 min).
    // 85 × 5.01667 = 426.42 ≤ 500 (85 × 6.01667 = 511.42 would wake).
    name: '13 the night is an hour shorter: ticket',
    broken: [down('2026-03-08T09:59:00Z')],
    now: '2026-03-08T09:59:00Z',
    owner: working(hoursOf('daily', everyDay, 8 * 60, 18 * 60, 'America/Los_Angeles')),
    impact: only({ down: usd(85, 'h') }),
    kind: 'ticket',
    at: '2026-03-08T15:00:00.000Z',
    cost: 426.417,
    text: 'down since 01:59; waits until Sun 08:00: 85 USD/h × 5 h = 426 ≤ 500',
  },
  {
    // Sunday 1 November 2026, 02:00 PDT → 01:00 PST. 00:30 PDT = 07:30Z; 08:00 PST = 16:00Z: 8.5 h (a wall clock says 7.5 h).
    // 62 × 8.5 = 527 > 500 (62 × 7.5 = 465 would wait).
    name: '14 the night is an hour longer: wake',
    broken: [down('2026-11-01T07:30:00Z')],
    now: '2026-11-01T07:30:00Z',
    owner: working(hoursOf('daily', everyDay, 8 * 60, 18 * 60, 'America/Los_Angeles')),
    impact: only({ down: usd(62, 'h') }),
    kind: 'wake',
    at: '2026-11-01T07:30:00.000Z',
    cost: 527,
    text: 'down since 00:30; wakes departures now: 62 USD/h × 8.5 h until Sun 08:00 = 527 > 500',
  },
  {
    // 02:30 does not come on 8 March: the period begins when the clock jumps past it, 03:00 PDT = 10:00Z. 00:00 PST = 08:00Z: 2 h; 240 × 2 = 480.
    name: '15 the working period begins in the gap: from its end on',
    broken: [down('2026-03-08T08:00:00Z')],
    now: '2026-03-08T08:00:00Z',
    owner: working(hoursOf('daily', everyDay, 150, 600, 'America/Los_Angeles')),
    impact: only({ down: usd(240, 'h') }),
    kind: 'ticket',
    at: '2026-03-08T10:00:00.000Z',
    cost: 480,
    text: 'down since 00:00; waits until Sun 03:00: 240 USD/h × 2 h = 480 ≤ 500',
  },
  {
    // 01:30 comes twice on 1 November: the first, 01:30 PDT = 08:30Z, begins the period. 00:00 PDT = 07:00Z: 1.5 h; 300 × 1.5 = 450
    // (to the second it would be 2.5 h and 750).
    name: '16 the working period begins in the overlap: at the first of the two',
    broken: [down('2026-11-01T07:00:00Z')],
    now: '2026-11-01T07:00:00Z',
    owner: working(hoursOf('daily', everyDay, 90, 600, 'America/Los_Angeles')),
    impact: only({ down: usd(300, 'h') }),
    kind: 'ticket',
    at: '2026-11-01T08:30:00.000Z',
    cost: 450,
    text: 'down since 00:00; waits until Sun 01:30: 300 USD/h × 1.5 h = 450 ≤ 500',
  },
  {
    // The second 01:10 of 1 November (01:10 PST = 09:10Z) lies after the first 01:30: the period runs on.
    name: '17 within the overlap the period does not end: message',
    broken: [down('2026-11-01T07:00:00Z')],
    now: '2026-11-01T09:10:00Z',
    owner: working(hoursOf('daily', everyDay, 90, 600, 'America/Los_Angeles')),
    impact: only({ down: usd(300, 'h') }),
    kind: 'message',
    at: null,
    cost: 0,
    text: 'down since 00:00; tells departures now, in working hours',
  },
  {
    // 00:00Z is Mon 05:30 in Kolkata (UTC+5:30); 09:00 there is 03:30Z: 3.5 h; since Sun 22:00Z = Mon 03:30, + 2 h = 05:30. 200 × 3.5 = 700.
    name: '18 a zone with half an hour: wake',
    broken: [down('2026-01-04T22:00:00Z')],
    now: '2026-01-05T00:00:00Z',
    owner: { ...departures, team: 'planners', hours: hoursOf('Mon-Fri 09:00-17:00 Asia/Kolkata', weekdays, 9 * 60, 17 * 60, 'Asia/Kolkata') },
    kind: 'wake',
    at: '2026-01-05T00:00:00.000Z',
    cost: 700,
    text: 'down since 03:30; wakes planners now: 200 USD/h × 3.5 h until Mon 09:00 = 700 > 500',
  },
  {
    // down counts from 02:10, stale (since Sun 4 Jan 00:00) from Mon 00:00. At 01:00: 20 × 7 = 140. At 02:10: 220 × 5.8333 = 1,283.33.
    name: '19 two kinds at once: their sum, from when the second counts',
    broken: [down('2026-01-05T08:10:00Z'), stale('2026-01-04T08:00:00Z')],
    now: '2026-01-05T09:00:00Z',
    kind: 'later',
    at: '2026-01-05T10:10:00.000Z',
    cost: 1283.333,
    text: 'stale since Sun 00:00, down since 00:10; would wake departures at 02:10: (20 + 200) USD/h × 5.8 h until Mon 08:00 = 1,283 > 500',
  },
  {
    // 02:00 → 08:00 is 6 h: 60 × 6 = 360 and 1200 ÷ 24 × 6 = 300; neither exceeds 500, 660 does.
    name: '20 two that would wait alone wake together',
    broken: [down('2026-01-05T10:00:00Z'), wrong('2026-01-05T10:00:00Z')],
    now: '2026-01-05T10:00:00Z',
    impact: only({ down: usd(60, 'h'), wrong: usd(1200, 'day') }),
    kind: 'wake',
    at: '2026-01-05T10:00:00.000Z',
    cost: 660,
    text: 'down since 02:00, wrong since 02:00; wakes departures now: (60 + 50) USD/h × 6 h until Mon 08:00 = 660 > 500',
  },
  {
    // One kind counts once, from the earliest: 03:00 → 08:00 is 5 h; 60 × 5 = 300 (twice it would be 600).
    name: '21 two outputs down at once: one harm',
    broken: [down('2026-01-05T11:00:00Z'), down('2026-01-05T09:00:00Z')],
    now: '2026-01-05T11:00:00Z',
    impact: only({ down: usd(60, 'h') }),
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 300,
    text: 'down since 01:00; waits until Mon 08:00: 60 USD/h × 5 h = 300 ≤ 500',
  },
  {
    // down: 00:10 + 2 h = 02:10, 50 × 5.8333 = 291.67. wrong: 00:00 + 4 h = 04:00, (50 + 100) × 4 = 600: the first moment above 500.
    name: '22 the sum turns only with the second',
    broken: [down('2026-01-05T08:10:00Z'), wrong('2026-01-05T08:00:00Z')],
    now: '2026-01-05T08:10:00Z',
    impact: only({ down: usd(50, 'h', 2), wrong: usd(2400, 'day', 4) }),
    kind: 'later',
    at: '2026-01-05T12:00:00.000Z',
    cost: 600,
    text: 'wrong since 00:00, down since 00:10; would wake departures at 04:00: (100 + 50) USD/h × 4 h until Mon 08:00 = 600 > 500',
  },
  {
    // Breaks Mon 09:40, when somebody is at work.
    name: '23 breaking after the next working period has begun',
    broken: [{ harm: 'stale', since: '2026-01-05T17:40:00Z' }],
    now: '2026-01-05T10:00:00Z',
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 0,
    text: 'waits until 08:00: served data stays within its promise until 09:40',
  },
  {
    // Breaks Sat 10 Jan 03:40, no after: to Mon 08:00 it is 52 h 20 min; 20 × 52.333 = 1,046.67.
    name: '24 breaking in the night: later, at the moment it breaks',
    broken: [{ harm: 'stale', since: '2026-01-10T11:40:00Z' }],
    now: '2026-01-10T06:00:00Z',
    impact: only({ stale: usd(20, 'h') }),
    kind: 'later',
    at: '2026-01-10T11:40:00.000Z',
    cost: 1046.667,
    text: 'served data stays within its promise until Sat 03:40; would wake departures at Sat 03:40: 20 USD/h × 52.3 h until Mon 08:00 = 1,047 > 500',
  },
  {
    // Breaks Mon 03:40, no after: to 08:00 it is 4 h 20 min; 20 × 4.333 = 86.67.
    name: '25 breaking in the night, and cheap: ticket',
    broken: [{ harm: 'stale', since: '2026-01-05T11:40:00Z' }],
    now: '2026-01-05T10:00:00Z',
    impact: only({ stale: usd(20, 'h') }),
    kind: 'ticket',
    at: '2026-01-05T16:00:00.000Z',
    cost: 86.667,
    text: 'waits until Mon 08:00: served data stays within its promise until 03:40, then 20 USD/h × 4.3 h = 86.67 ≤ 500',
  },
  {
    // Nothing declared: Mon-Fri 09:00-17:00 of the engine's zone, 500 USD. Berlin is UTC+1: 02:10Z = 03:10, + 0; to 09:00 = 08:00Z: 5 h 50 min.
    name: '26 no owner: hours, waking and team are assumed, and said',
    broken: [down('2026-01-05T02:10:00Z')],
    now: '2026-01-05T02:10:00Z',
    owner: undefined,
    impact: only({ down: usd(200, 'h') }),
    kind: 'wake',
    at: '2026-01-05T02:10:00.000Z',
    cost: 1166.667,
    text:
      'down since 03:10; wakes the owner now: 200 USD/h × 5.8 h until Mon 09:00 = 1,167 > 500' +
      ' (no working hours are declared: Mon-Fri 09:00-17:00 Europe/Berlin is assumed)',
  },
  {
    // 300 EUR; Sat 10 Jan 12:00 in Berlin = 11:00Z → Mon 12 Jan 09:00 = 08:00Z: 45 h; 7.5 × 45 = 337.5.
    name: '27 another currency, and what waking costs',
    broken: [stale('2026-01-03T11:00:00Z')],
    now: '2026-01-10T11:00:00Z',
    owner: {
      team: 'züge',
      hours: hoursOf('Mon-Fri 09:00-17:00 Europe/Berlin', weekdays, 540, 1020, 'Europe/Berlin'),
      wakingCosts: { amount: 300, currency: 'EUR' },
    },
    impact: only({ stale: { costs: { amount: 7.5, currency: 'EUR', per: 'h' } } }),
    kind: 'wake',
    at: '2026-01-10T11:00:00.000Z',
    cost: 337.5,
    text: 'stale since 3 Jan 12:00; wakes züge now: 7.5 EUR/h × 45 h until Mon 09:00 = 338 > 300',
  },
];

test.each(cases.map((c) => [c.name, c] as const))('%s', (_, c) => {
  const owner = 'owner' in c ? c.owner : departures;
  const terms = termsOf({ owner, impact: c.impact ?? usual, engine: { timezone: 'Europe/Berlin' } });
  const { harms, ...decision } = decide(c.broken, terms, c.now);
  const waking = owner?.wakingCosts ?? { amount: 500, currency: 'USD' };
  expect({ ...decision, cost: Math.round(decision.cost * 1000) / 1000 }).toEqual({
    kind: c.kind,
    at: c.at,
    cost: c.cost,
    waking: waking.amount,
    currency: waking.currency,
    text: c.text,
  });
  expect(harms.reduce((sum, h) => sum + h.perHour * h.hours, 0)).toBeCloseTo(decision.cost, 6);
});
