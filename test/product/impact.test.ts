// The level of impact: from the cost of wrong data against what waking costs.

import { expect, test } from 'vitest';
import { valid } from './from-text.ts';

const impact = (text: string) => valid({ 'trivet.yaml': `product: tested\n${text}\n` }).impact;

test.each([
  ['499 USD/day', 'low'],
  ['500 USD/day', 'medium'],
  ['4000 USD/day', 'medium'],
  ['4999.99 USD/day', 'medium'],
  ['5000 USD/day', 'high'],
  ['49999 USD/day', 'high'],
  ['50000 USD/day', 'critical'],
  ['20 USD/h', 'low'],
  ['21 USD/h', 'medium'],
  ['0 USD/day', 'low'],
])('%s is %s where waking costs 500 USD', (costs, level) => {
  expect(impact(`owner: { team: a, waking_costs: 500 USD }\nimpact: { wrong: { costs: ${costs} } }`).level).toBe(level);
  expect(impact(`impact: { wrong: { costs: ${costs} } }`).level).toBe(level);
});

test('the reason names both sums, and says where the second was not declared', () => {
  const wrong = 'impact: { wrong: { costs: 4000 USD/day } }';
  expect(impact(`owner: { team: a, waking_costs: 500 USD }\n${wrong}`).because).toBe('4000 USD/day is 8 × the 500 USD that waking costs');
  expect(impact(wrong).because).toBe('4000 USD/day is 8 × the 500 USD that waking costs where none is declared');
  expect(impact(`owner: { team: a, waking_costs: 1000 EUR }\nimpact: { wrong: { costs: 20 EUR/h } }`)).toMatchObject({
    level: 'low',
    because: '20 EUR/h is 0.48 × the 1000 EUR that waking costs',
  });
});

test('a level is taken as declared, no impact is low, and waking that costs nothing makes any cost critical', () => {
  expect(impact('impact: high')).toEqual({ level: 'high', because: 'declared in trivet.yaml' });
  expect(impact('')).toEqual({ level: 'low', because: 'no impact is declared' });
  expect(impact('impact: { stale: { costs: 20 USD/h } }').because).toBe('no cost of wrong data is declared');
  expect(impact('owner: { team: a, waking_costs: 0 USD }\nimpact: { wrong: { costs: 1 USD/day } }').level).toBe('critical');
});

test('harms keep their reason and their time', () => {
  expect(impact('impact: { stale: { costs: 20 USD/h, because: crews wait, after: 1h30min } }').stale).toEqual({
    costs: { amount: 20, currency: 'USD', per: 'h' },
    because: 'crews wait',
    after: 5_400_000,
  });
});
