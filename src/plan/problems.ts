// The Problems of planning.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('plan', {
  'missing-input': entry<{ asset: string; environment: string; reader: string }>({
    leg: 'development',
    message: (p) => `${p.reader} reads ${p.asset}, which has never been built in ${p.environment.replace(/@.*/, '')} and is not selected`,
    remedy: (p) => `trivet run +${p.reader}${p.environment.startsWith('dev@') ? '' : ` --environment ${p.environment}`}`,
  }),
});
