// The store's Problems: what may stand between a product and its store.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('store', {
  'network-mount': entry<{ folder: string; filesystem: string }>({
    leg: 'operations',
    message: ({ folder, filesystem }) => `the store ${folder} is on a network file system (${filesystem}), where its locks do not hold`,
    remedy: () => 'keep the store on a local disk: trivet run --store DIR, or set TRIVET_STORE=DIR',
  }),
  newer: entry<{ folder: string; version: number; known: number }>({
    leg: 'operations',
    message: ({ folder, version, known }) =>
      `the store ${folder} was made by a newer trivet: its catalog has version ${version}, this one knows ${known}`,
    remedy: () => 'use the newer trivet: npm install trivet@latest; or another store: trivet run --store DIR',
  }),
  locked: entry<{ folder: string; holder: string; since: string; waited: number }>({
    leg: 'operations',
    message: ({ folder, holder, since, waited }) =>
      `the store ${folder} is still held by ${holder} since ${since}, after waiting ${(waited / 1000).toFixed(waited < 10_000 ? 1 : 0)} s`,
    remedy: () => 'let it finish or end it, then try again; or wait longer: --wait 30m',
  }),
  'service-runs': entry<{ folder: string; holder: string; since: string }>({
    leg: 'operations',
    message: ({ folder, holder, since }) => `the store ${folder} has a service already: ${holder} since ${since}`,
    remedy: () => 'use its address, which it printed and up.json in the store holds, or end it first; then: trivet up',
  }),
  busy: entry<{ folder: string }>({
    leg: 'operations',
    message: ({ folder }) => `the catalog of the store ${folder} stayed busy for longer than a transaction takes`,
    remedy: () => 'see which process holds catalog.db open, end it, then run the command again',
  }),
  conflict: entry<{ environment: string; parent: number | null; live: number | null }>({
    leg: 'operations',
    message: ({ environment, parent, live }) =>
      `${live === null ? 'no release' : `release ${live}`} of ${environment} is live, while this one was made from ${parent === null ? 'none' : `release ${parent}`}: another was published in between`,
    remedy: ({ environment }) => `run the command again; what came between: trivet log --environment ${environment}`,
  }),
  'source-changed': entry<{ file: string }>({
    leg: 'data',
    message: ({ file }) => `${file} changed while it was read`,
    remedy: () => 'run again when its delivery is complete; deliver under a temporary name and rename at the end',
  }),
  'source-unreadable': entry<{ file: string }>({
    leg: 'data',
    message: ({ file }) => `${file} can not be read`,
    remedy: ({ file }) => `see that it is there and readable: ls -l '${file}'`,
  }),
  'disk-full': entry<{ folder: string }>({
    leg: 'operations',
    message: ({ folder }) => `the disk that holds the store ${folder} is full; nothing that was acknowledged is lost`,
    remedy: ({ folder }) => `free space there (df -h '${folder}'), then run the command again`,
  }),
  'no-permission': entry<{ folder: string }>({
    leg: 'operations',
    message: ({ folder }) => `the store ${folder} may not be written or read by this user`,
    remedy: ({ folder }) => `see who owns it: ls -ld '${folder}'; or use another store: --store DIR`,
  }),
  damaged: entry<{ folder: string }>({
    leg: 'operations',
    message: ({ folder }) => `the catalog of the store ${folder} is damaged`,
    remedy: ({ folder }) => `restore ${folder} from a copy; without one, move it away and build anew: trivet run`,
  }),
  io: entry<{ folder: string }>({
    leg: 'operations',
    message: ({ folder }) => `the system refused work on the store ${folder}`,
    remedy: ({ folder }) => `see the cause and the disk's health (df -h '${folder}'), then run the command again`,
  }),
});
