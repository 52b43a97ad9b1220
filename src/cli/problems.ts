// What can be wrong with a command line. All are the caller's to mend: leg development, exit code 2.

import { catalogue, entry } from '../base/index.ts';

const helpOf = (verb: string): string => (verb === '' ? 'trivet --help' : `trivet ${verb} --help`);
const didYouMean = (near: string | undefined): string => (near === undefined ? '' : `did you mean ${near}? `);

export const problem = catalogue('cli', {
  'unknown-verb': entry<{ verb: string; near: string | undefined }>({
    leg: 'development',
    message: ({ verb }) => `there is no verb "${verb}"`,
    remedy: ({ near }) => (near === undefined ? 'see the verbs: trivet --help' : `did you mean ${near}? trivet ${near} --help`),
  }),
  'unknown-flag': entry<{ verb: string; flag: string; near: string | undefined }>({
    leg: 'development',
    message: ({ verb, flag }) => (verb === '' ? `no flag ${flag} may stand before the verb` : `trivet ${verb} has no flag ${flag}`),
    remedy: ({ verb, near }) => `${didYouMean(near)}see its flags: ${helpOf(verb)}`,
  }),
  'missing-argument': entry<{ verb: string; argument: string; summary: string; example: string }>({
    leg: 'development',
    message: ({ verb, argument, summary }) => `trivet ${verb} needs ${argument}: ${summary}`,
    remedy: ({ example }) => `for example: ${example}`,
  }),
  'unexpected-argument': entry<{ verb: string; argument: string; usage: string }>({
    leg: 'development',
    message: ({ verb, argument }) => `"${argument}" is one argument too many for trivet ${verb}`,
    remedy: ({ usage }) => `expected: ${usage} (a value with spaces needs quotes)`,
  }),
  'missing-flag': entry<{ verb: string; flag: string; summary: string; example: string }>({
    leg: 'development',
    message: ({ verb, flag, summary }) => `trivet ${verb} needs ${flag}: ${summary}`,
    remedy: ({ example }) => `for example: ${example}`,
  }),
  'missing-value': entry<{ flag: string; placeholder: string }>({
    leg: 'development',
    message: ({ flag }) => `${flag} needs a value`,
    remedy: ({ flag, placeholder }) => `write ${flag} ${placeholder}, or ${flag}=${placeholder} where the value begins with -`,
  }),
  'bad-value': entry<{ from: string; value: string; expected: string; example: string }>({
    leg: 'development',
    message: ({ from, value, expected }) => `${from} is "${value}"; expected ${expected}`,
    remedy: ({ example }) => `for example: ${example}`,
  }),
  interrupted: entry<{ verb: string }>({
    leg: 'operations',
    message: ({ verb }) => `trivet ${verb} was interrupted before its end; nothing half-done is visible`,
    remedy: ({ verb }) => `start it again, it goes on with what is built: trivet ${verb}`,
  }),
  bug: entry<{ message: string; version: string; command: string }>({
    leg: 'operations',
    message: ({ message, version }) => `a bug in Trivet ${version}: ${message}`,
    remedy: ({ command }) => `report it with the stack that this prints: TRIVET_DEBUG=1 ${command}`,
  }),
  'folder-not-empty': entry<{ folder: string; found: number }>({
    leg: 'development',
    message: (p) => `${p.folder} is not empty: ${p.found} ${p.found === 1 ? 'entry' : 'entries'}`,
    remedy: () => 'choose another name: trivet init NAME',
  }),
  'folder-unusable': entry<{ folder: string }>({
    leg: 'operations',
    message: (p) => `${p.folder} can't be made or written`,
    remedy: () => 'choose a folder that this user may write: trivet init NAME',
  }),
  'nothing-rehearsed': entry<{ tables: readonly string[] }>({
    leg: 'development',
    message: ({ tables }) =>
      `no fault could be put into ${tables.length === 0 ? 'anything' : tables.slice(0, 5).join(', ')}: there are no rows, or no columns that these faults are about`,
    remedy: () => 'take all faults, and tables with rows: trivet rehearse',
  }),
  'score-too-low': entry<{ score: string; least: string }>({
    leg: 'data',
    message: ({ score, least }) => `the checks notice ${score} of the faults that make a difference, by weight; ${least} is asked for`,
    remedy: () => 'add the checks that are proposed: trivet rehearse --write',
  }),
  'two-rehearsals': entry<{ flags: string }>({
    leg: 'development',
    message: ({ flags }) => `${flags} can't be rehearsed at once`,
    remedy: () => 'a contract, a dbt project, or without both the product that stands here: trivet rehearse',
  }),
  'up-in-dev': entry<Record<never, never>>({
    leg: 'development',
    message: () => "dev is nobody else's: trivet up serves an environment that is shipped to",
    remedy: () => 'trivet up --environment prod',
  }),
  'not-shown': entry<{ release: number; shown: number | undefined }>({
    leg: 'operations',
    message: ({ release, shown }) =>
      `release ${release} can't be served; ${shown === undefined ? 'nothing is shown' : `release ${shown} is still shown`}`,
    remedy: () => 'see what stands against it below, mend it and: trivet ship; or go back: trivet rollback',
  }),
  'build-lost': entry<{ how: string; environment: string }>({
    leg: 'operations',
    message: ({ how, environment }) => `a build of ${environment} ${how} before it could say what came of it`,
    remedy: ({ environment }) => `it is tried again; to see it at work: trivet run --environment ${environment}`,
  }),
  'part-failed': entry<{ part: string; message: string }>({
    leg: 'operations',
    message: ({ part, message }) => `a bug in Trivet: the part of the service that looks after ${part} failed: ${message}`,
    remedy: () => 'the other parts go on and it is tried again; report it with its cause, then: trivet up',
  }),
});
