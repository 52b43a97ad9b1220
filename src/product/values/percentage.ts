// Percentages (99.5%), read into a share from 0 to 1. A share is never written without its sign %.

import { failed, type Outcome, ok, type Place } from '../../base/index.ts';
import { problem } from '../problems.ts';

export const percentagePattern = /^(\d+(?:\.\d+)?) ?%$/;

/** Reads a percentage into a share, to the nearest number there is (99.9% is 0.999); `product/bad-percentage` if it is none. */
export function parsePercentage(text: string, at?: Place): Outcome<number> {
  const [, digits] = percentagePattern.exec(text.trim()) ?? [];
  const share = Number(`${digits}e-2`);
  return share >= 0 && share <= 1 ? ok(share) : failed(problem('bad-percentage', { text }, { at }));
}
