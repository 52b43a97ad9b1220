// `contract diff OLD NEW`: what changed, and whether it breaks readers. Ends with 1 when it does.

import { contractDiff } from '../../contract/index.ts';
import { problem } from '../problems.ts';
import { type Context, endWith, type VerbEnd } from '../verb.ts';
import { openDocument } from './contract-file.ts';
import { diffEnd } from './diff-end.ts';

export async function diffContracts(paths: readonly string[], context: Pick<Context, 'cwd' | 'palette' | 'width'>): Promise<VerbEnd> {
  const [old, now, ...more] = paths;
  if (old === undefined || now === undefined || more.length > 0) {
    const example = 'trivet contract diff orders.v1.odcs.yaml orders.odcs.yaml';
    return endWith([problem('bad-value', { from: 'FILE', value: paths.join(' '), expected: 'two contracts, the old one first', example })]);
  }
  const [before, after] = [await openDocument(old, context.cwd), await openDocument(now, context.cwd)];
  if (before.ok && after.ok) return diffEnd({ old, now, changes: contractDiff(before.value, after.value) }, context);
  return endWith([before, after].flatMap((read) => (read.ok ? [] : read.problems)));
}
