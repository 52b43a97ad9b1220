// Node's own modules as a script may have them: which compute and touch nothing, and which are refused to its packages too. Pure.

import type { Problem, ProblemDetails } from '../../base/index.ts';
import { problem } from './problems.ts';

/** What they draw at random comes from the seed. */
const pure = new Set(['assert', 'buffer', 'crypto', 'events', 'path', 'querystring', 'stream', 'string_decoder', 'url', 'util', 'zlib']);

/** With a clock or random numbers of their own, where no replacement reaches. */
const sealed = new Set(['inspector', 'repl', 'sqlite', 'test', 'wasi']);

const nameOf = (specifier: string): string => specifier.replace(/^node:/, '').split('/')[0] ?? '';

/** Whether a script's own files may have the built-in module. */
export const isPure = (specifier: string): boolean => pure.has(nameOf(specifier));

/** Whether not even a package may have the built-in module. */
export const isSealed = (specifier: string): boolean => sealed.has(nameOf(specifier));

/** The Problem of a built-in module that is asked for in vain. */
export function importRefused(specifier: string, details?: ProblemDetails): Problem {
  return problem('undeclared-read', { what: `imports ${specifier}`, instead: insteadOf(nameOf(specifier)) }, details);
}

const insteadOf = (module: string): string =>
  /^(?:fs|http|https|http2|net|tls|dgram|dns|sqlite)$/.test(module)
    ? 'have the data delivered to a folder, declare it in sources/NAME.yaml and add NAME to reads:, then: trivet plan'
    : 'make rows of the declared inputs, the settings and the context only, then: trivet plan';
