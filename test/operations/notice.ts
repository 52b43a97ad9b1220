// An alert as it is kept, in short; without anything of the test runner.

import type { Store } from '../../src/store/index.ts';

type NewNotice = Parameters<Store['putNotices']>[0][number];

export const alert = (to: string, more: Partial<NewNotice> = {}): NewNotice => ({
  environment: 'prod',
  subject: 'late.available',
  state: 'broken',
  to,
  body: { product: 'delays', text: 'late.available is broken: a < b & c', wake: false },
  decidedAt: '2001-03-04T06:00:00-08:00',
  nextAt: '2020-01-01T00:00:00.000Z',
  ...more,
});
