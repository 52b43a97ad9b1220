// Money (500 USD) and costs that grow with time (20 USD/h, 5000 USD/day), read and written. Currencies are compared, never converted.

import { failed, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';
import type { Money, Rate } from '../product.ts';

export const moneyPattern = /^(\d+(?:\.\d+)?) ?([A-Z]{3})$/;
export const ratePattern = /^(\d+(?:\.\d+)?) ?([A-Z]{3}) ?\/ ?(h|day)$/;

/** Reads an amount and its ISO 4217 currency code; `product/bad-money` if it is none. */
export function parseMoney(text: string, at?: Place): Outcome<Money> {
  const [, amount, currency] = moneyPattern.exec(text.trim()) ?? [];
  if (amount === undefined || currency === undefined || !Number.isFinite(Number(amount))) return failed(problem('bad-money', { text }, { at }));
  return ok({ amount: Number(amount), currency });
}

/** Reads an amount per h or per day; `product/bad-rate` if it is none. */
export function parseRate(text: string, at?: Place): Outcome<Rate> {
  const [, amount, currency, per] = ratePattern.exec(text.trim()) ?? [];
  if (amount === undefined || currency === undefined || !Number.isFinite(Number(amount))) return failed(problem('bad-rate', { text }, { at }));
  return ok({ amount: Number(amount), currency, per: per === 'h' ? 'h' : 'day' });
}

export const formatMoney = ({ amount, currency }: Money): string => `${plain(amount)} ${currency}`;
export const formatRate = (rate: Rate): string => `${formatMoney(rate)}/${rate.per}`;

/** The cost of 24 hours. */
export const perDay = (rate: Rate): Money => ({ amount: rate.per === 'h' ? rate.amount * 24 : rate.amount, currency: rate.currency });

/** A number without an exponent, which the patterns above do not read. */
function plain(amount: number): string {
  const text = String(amount);
  if (!text.includes('e')) return text;
  return amount < 1 ? amount.toFixed(100).replace(/\.?0+$/, '') : BigInt(amount).toString();
}
