// How the host loads a bundle's code: its own files under an address that is the same everywhere, with types erased, whatever package.json says
// of them; packages as Node does, also from the node_modules beside trivet.yaml. Reads nothing else.

import { readFileSync } from 'node:fs';
import { isBuiltin, type ResolveFnOutput, type ResolveHookContext, type ResolveHookSync, registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { importRefused, isPure, isSealed } from './modules.ts';
import { Refusal } from './refusal.ts';

export interface CodeRoots {
  /** Absolute and real: the bundle. */
  readonly folder: string;
  /** Absolute and real: the product, whose node_modules serve where the bundle's place leads to none. */
  readonly product: string;
}

/** Where a script's own files lie, as it sees them: a bundle's real folder is named after its digest, which no code may depend on. */
export const ownFolder = '/product';
const own = `file://${ownFolder}/`;

/** The path in the bundle that a module's address means; undefined for packages and all else. */
export function bundlePath(url: string): string | undefined {
  if (!url.startsWith(own)) return undefined;
  try {
    return decodeURIComponent(url.slice(own.length).replace(/[?#].*$/, ''));
  } catch {
    return undefined;
  }
}

/** Messages name the bundle's files by their paths in it. */
export function cutFolders(text: string, { folder }: CodeRoots): string {
  return text
    .replaceAll(own, '')
    .replaceAll(`${pathToFileURL(folder).href}/`, '')
    .replaceAll(`${folder}/`, '')
    .replaceAll(/\?turn=\d+/g, '')
    .replaceAll(/\/product\/(?=(?:assets|lib)\/)/g, '');
}

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';

/** From now on every import of this process goes this way. */
export function loadFrom(roots: CodeRoots): void {
  registerHooks({
    resolve: (specifier, context, next) => {
      const { parentURL = '' } = context;
      const from = bundlePath(parentURL);
      const madeUp = parentURL.startsWith('data:');
      if (isBuiltin(specifier) && (isSealed(specifier) || ((from !== undefined || madeUp) && !isPure(specifier))))
        throw new Refusal(importRefused(specifier));
      const url = from !== undefined && /^\.{0,2}\//.test(specifier) ? ofTurn(new URL(specifier, parentURL), parentURL) : specifier;
      if (bundlePath(url) !== undefined) return { url, format: 'module', shortCircuit: true };
      return from === undefined ? next(specifier, context) : nextOf(roots, from, specifier, context, next);
    },
    load: (url, context, next) => {
      const path = bundlePath(url);
      return path === undefined ? next(url, context) : { shortCircuit: true, ...loaded(roots, path, context.importAttributes?.type === 'json') };
    },
  });
  // The first erasure loads its parser; a host that waits has it loaded.
  stripTypeScriptTypes('');
}

/** What a module of a unit test's turn imports is of that turn too. */
function ofTurn(url: URL, parentURL: string): string {
  const turn = turnOf.exec(parentURL)?.[0];
  if (turn && !url.search) url.search = turn;
  return url.href;
}
const turnOf = /\?turn=\d+$/;

/** What is not the bundle's own: looked for from the file's real place, then beside trivet.yaml. */
function nextOf(
  roots: CodeRoots,
  from: string,
  specifier: string,
  context: ResolveHookContext,
  next: Parameters<ResolveHookSync>[2],
): ResolveFnOutput {
  try {
    return next(specifier, { ...context, parentURL: pathToFileURL(join(roots.folder, from)).href });
  } catch (error) {
    const bare = !/^(?:\.|\/|#|[a-z]+:)/.test(specifier);
    if (!isMissing(error) || !bare) throw error;
    return next(specifier, { ...context, parentURL: pathToFileURL(join(roots.product, 'trivet.yaml')).href });
  }
}

function loaded({ folder }: CodeRoots, path: string, json: boolean): { readonly format: 'module' | 'json'; readonly source: string } {
  const text = readFileSync(join(folder, path), 'utf8');
  if (path.endsWith('.ts')) return { format: 'module', source: stripTypeScriptTypes(text) };
  if (!path.endsWith('.json')) return { format: 'module', source: text };
  return json ? { format: 'json', source: text } : { format: 'module', source: `export default ${text};` };
}

/** What the script exports, its code run for the first time in this process, or in this turn of it. */
export function importScript(script: string, turn?: number): Promise<Readonly<Record<string, unknown>>> {
  return import(`${pathToFileURL(`${ownFolder}/${script}`).href}${turn === undefined ? '' : `?turn=${turn}`}`) as Promise<
    Readonly<Record<string, unknown>>
  >;
}
