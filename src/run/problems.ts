// The Problems of carrying out a plan.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('run', {
  'source-changed': entry<{ file: string }>({
    leg: 'data',
    message: (p) => `${p.file} changed between two looks around the read`,
    remedy: () => 'let the delivery finish (write under another name, then rename), then: trivet run',
  }),
  'file-gone': entry<{ file: string }>({
    leg: 'data',
    message: (p) => `${p.file} was there when the run began and is gone`,
    remedy: () => 'deliver it again, then: trivet run',
  }),
  'part-gone': entry<{ asset: string; object: string }>({
    leg: 'operations',
    message: (p) => `the store lacks object ${p.object.slice(0, 12)} of ${p.asset}`,
    remedy: (p) => `trivet verify, then: trivet run ${p.asset} --rebuild`,
  }),
  'check-failed': entry<{ check: string; what: string; rows: string }>({
    leg: 'data',
    message: (p) => `${p.check} fails: ${p.what}${p.rows ? `: ${p.rows}` : ''}`,
    remedy: (p) => `trivet why ${p.check}`,
  }),
  'check-unanswered': entry<{ check: string }>({
    leg: 'development',
    message: (p) => `${p.check} could not be asked`,
    remedy: (p) => `mend the check, then: trivet test ${p.check.split('.')[0]}`,
  }),
  'check-lacks-table': entry<{ check: string; tables: readonly string[] }>({
    leg: 'data',
    message: (p) => `${p.check} reads ${p.tables.join(', ')}, which has no build`,
    remedy: (p) => `trivet run ${p.tables.join(' ')}`,
  }),
  interrupted: entry<{ asset: string }>({
    leg: 'operations',
    message: (p) => `stopped before ${p.asset} was finished`,
    remedy: () => 'trivet run',
  }),
});
