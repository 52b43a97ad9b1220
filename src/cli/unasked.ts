// One quiet line: rules of contracts that nothing can execute are not forgotten, and not passed.

import type { Product } from '../product/index.ts';
import { unaskedContracts } from '../session/index.ts';
import { plural } from '../telemetry/index.ts';
import type { Look } from './render.ts';

/** Of the contracts of these assets; empty where every rule runs. */
export function unaskedText(product: Product, assets: Iterable<string>, { palette }: Look): string {
  const contracts = unaskedContracts(product, assets);
  const files = [...contracts.keys()];
  if (files.length === 0) return '';
  const rules = [...contracts.values()].reduce((sum, n) => sum + n, 0);
  const whose = files.length === 1 ? (files[0] ?? '').split('/').at(-1) : plural(files.length, 'contract');
  return palette.dim(`${plural(rules, 'rule')} of ${whose} can't be run: trivet contract lint ${files.join(' ')}`);
}
