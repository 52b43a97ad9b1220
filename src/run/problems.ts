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
  'no-files': entry<{ source: string; paths: readonly string[] }>({
    leg: 'data',
    message: (p) => `source ${p.source} matches no file: ${p.paths.join(', ')}`,
    remedy: () => "have a file delivered there, or mend the path (relative to the product's folder), then: trivet run",
  }),
  'empty-file': entry<{ file: string; source: string }>({
    leg: 'data',
    message: (p) => `${p.file} of source ${p.source} is empty: 0 bytes`,
    remedy: (p) => `have ${p.file} delivered again, or remove it, then: trivet run`,
  }),
  'file-unreadable': entry<{ file: string }>({
    leg: 'operations',
    message: (p) => `${p.file} could not be read when the run began`,
    remedy: (p) => `see that this user may read it: ls -l '${p.file}', then: trivet run`,
  }),
  'part-gone': entry<{ asset: string; object: string; damaged: boolean }>({
    leg: 'operations',
    message: (p) =>
      p.damaged
        ? `object ${p.object.slice(0, 12)} of ${p.asset} is damaged in the store`
        : `the store lacks object ${p.object.slice(0, 12)} of ${p.asset}`,
    remedy: (p) => `trivet verify, then: trivet run ${p.asset} --rebuild`,
  }),
  'check-failed': entry<{ check: string; asset: string; what: string; rows: string; passed: boolean }>({
    leg: 'data',
    message: (p) => `${p.check} fails${p.rows ? ` in ${p.rows}` : ''}: ${p.what}`,
    remedy: (p) => (p.passed ? `trivet why ${p.check}` : `it has never passed: correct the data or the rule, and look with: trivet show ${p.asset}`),
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
