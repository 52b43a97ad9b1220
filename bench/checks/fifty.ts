// Fifty mixed checks of the orders, as a product declares them.

import type { Check, ColumnRules, Described } from '../../src/product/index.ts';
import { countries, statuses } from './orders.ts';

const at = { file: 'orders.yaml', line: 1, column: 1 };
const column = (name: string, rules: Partial<ColumnRules> = {}): ColumnRules => ({ name, at, severity: 'error', required: true, ...rules });
const check = (name: string, type: Check['type'], settings: object): Check => ({ name, at, severity: 'error', type, settings }) as Check;

/** 19 not null, 8 ranges, 2 sets, 2 references and a key, and 18 named checks: regular expressions, lengths, comparisons, measures. */
export const orders: Described = {
  name: 'orders',
  key: { columns: ['id'], at },
  columns: [
    column('id'),
    column('customer_id', { references: { asset: 'customers', column: 'id' } }),
    column('ordered_at'),
    column('shipped_at'),
    column('day', { min: '2024-01-01', max: '2030-12-31' }),
    column('origin', { pattern: '^[A-Z]{3}$' }),
    column('destination', { pattern: '^[A-Z]{3}$' }),
    column('status', { in: statuses }),
    column('email', { length: { min: 8, max: 60 } }),
    column('amount', { min: 0, max: 1000 }),
    column('quantity', { min: 1, max: 50 }),
    column('price', { min: 0, max: 100 }),
    column('discount', { min: 0, max: 1 }),
    column('gift'),
    column('city', { length: { min: 1, max: 40 } }),
    column('zip', { pattern: '^[0-9]{5}$' }),
    column('country', { in: countries }),
    column('score', { min: 0, max: 100 }),
    column('note', { required: 0.8 }),
    column('rating', { min: 1, max: 5 }),
  ],
  rows: { min: 1, at, severity: 'error' },
  checks: [
    check('shipped-after-ordered', 'compareColumns', { column: 'ordered_at', operator: '<=', other: 'shipped_at' }),
    check('discounted', 'expression', { expression: 'price * (1 - discount) >= 0' }),
    check('email-like', 'like', { column: 'email', pattern: '%_@_%' }),
    check('usual-price', 'aggregate', { column: 'price', measure: 'mean', between: [45, 55] }),
    check('usual-amount', 'aggregate', { column: 'amount', measure: 'mean', between: [450, 550] }),
    check('usual-score', 'aggregate', { column: 'score', measure: 'stddev', between: [20, 40] }),
    check('some-quantity', 'aggregate', { column: 'quantity', measure: 'sum', min: 1 }),
    check('countries', 'aggregate', { column: 'country', measure: 'distinct', between: [10, 11] }),
    check('upper-country', 'casing', { column: 'country', case: 'upper' }),
    check('prices-vary', 'notConstant', { column: 'price' }),
  ],
};
