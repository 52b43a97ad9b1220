// One quiet line: rules of contracts that nothing can execute are not forgotten, and not passed.

import { outputsOver, type Prepared, unaskedContracts } from '../session/index.ts';
import { plural } from '../telemetry/index.ts';
import type { Look } from './render.ts';

/** Of the contracts of these assets and of the outputs that read them; empty where every rule runs. */
export function unaskedText({ world, outputs }: Pick<Prepared, 'world' | 'outputs'>, assets: Iterable<string>, { palette }: Look): string {
  const checked = [...assets];
  const contracts = unaskedContracts(world.product, checked, outputsOver(outputs, checked));
  const files = [...contracts.keys()];
  if (files.length === 0) return '';
  const rules = [...contracts.values()].reduce((sum, n) => sum + n, 0);
  const whose = files.length === 1 ? (files[0] ?? '').split('/').at(-1) : plural(files.length, 'contract');
  return palette.dim(`${plural(rules, 'rule')} of ${whose} can't be run: trivet contract lint ${files.join(' ')}`);
}
