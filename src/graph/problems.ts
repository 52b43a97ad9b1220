// The Problems of names, order and selection.

import { catalogue, entry } from '../base/index.ts';

const candidate = (near: string | undefined) => (near ? `; did you mean ${near}` : '');

export const problem = catalogue('graph', {
  'unknown-table': entry<{ name: string; reader: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `${p.reader} reads ${p.name}, and no source or asset has that name${candidate(p.near)}`,
    remedy: (p) =>
      p.near ? `write ${p.near}, or add assets/${p.name}.sql or sources/${p.name}.yaml` : `add assets/${p.name}.sql or sources/${p.name}.yaml`,
  }),
  'reads-model': entry<{ model: string; reader: string }>({
    leg: 'development',
    message: (p) => `${p.reader} reads ${p.model}, which is a model and has no rows`,
    remedy: (p) => `read what ${p.model} is made from, or answer with it: write outputs/${p.model}.yaml with model: ${p.model}`,
  }),
  cycle: entry<{ path: readonly string[] }>({
    leg: 'development',
    message: (p) => `these assets read each other in a circle: ${p.path.join(' → ')}`,
    remedy: () => 'take one of these reads out, for example by moving what both need into an asset of its own',
  }),
  'check-reads-reader': entry<{ asset: string; other: string }>({
    leg: 'development',
    message: (p) => `a check of ${p.asset} reads ${p.other}, which is built from ${p.asset} and so comes after its checks`,
    remedy: (p) => `move the check to assets/${p.other}.yaml, where both are there`,
  }),
  'unknown-asset': entry<{ selector: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `nothing is called ${p.selector}${candidate(p.near)}`,
    remedy: (p) =>
      `choose from ${p.known.slice(0, 8).join(', ')}${p.known.length > 8 ? ' …' : ''}; a, +a (with what it reads) or a+ (with its readers)`,
  }),
});
