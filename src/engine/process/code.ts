// How the host loads a bundle's code: its own files with types erased, whatever package.json says of them; packages as Node does,
// also from the node_modules beside trivet.yaml. Reads nothing else.

import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export interface CodeRoots {
  /** Absolute and real: the bundle. */
  readonly folder: string;
  /** Absolute and real: the product, whose node_modules serve where the bundle's place leads to none. */
  readonly product: string;
}

/** The path in the bundle that a module's address means; undefined for packages and all else. */
export function bundlePath(roots: CodeRoots, url: string): string | undefined {
  const base = `${pathToFileURL(roots.folder).href}/`;
  if (!url.startsWith(base) || url.includes('/node_modules/', base.length - 1)) return undefined;
  try {
    return decodeURIComponent(url.slice(base.length).replace(/[?#].*$/, ''));
  } catch {
    return undefined;
  }
}

const isMissing = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_MODULE_NOT_FOUND';

/** From now on every import of this process goes this way. */
export function loadFrom(roots: CodeRoots): void {
  const besideProduct = pathToFileURL(join(roots.product, 'trivet.yaml')).href;
  registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const bare = !/^(?:\.|\/|#|[a-z]+:)/.test(specifier);
        if (!isMissing(error) || !bare || !context.parentURL || bundlePath(roots, context.parentURL) === undefined) throw error;
        return next(specifier, { ...context, parentURL: besideProduct });
      }
    },
    load(url, context, next) {
      const path = bundlePath(roots, url);
      if (path === undefined) return next(url, context);
      const text = readFileSync(fileURLToPath(url), 'utf8');
      if (path.endsWith('.ts')) return { format: 'module', shortCircuit: true, source: stripTypeScriptTypes(text) };
      if (!path.endsWith('.json')) return { format: 'module', shortCircuit: true, source: text };
      const asked = context.importAttributes?.type === 'json';
      return { format: asked ? 'json' : 'module', shortCircuit: true, source: asked ? text : `export default ${text};` };
    },
  });
  // The first erasure loads its parser; a host that waits has it loaded.
  stripTypeScriptTypes('');
}

/** What the script exports, its code run for the first time in this process. */
export function importScript(roots: CodeRoots, script: string): Promise<Readonly<Record<string, unknown>>> {
  return import(pathToFileURL(join(roots.folder, script)).href) as Promise<Readonly<Record<string, unknown>>>;
}
