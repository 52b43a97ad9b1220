// What an address is about. Names in it are looked up in what is declared; no part of it is ever joined to a folder.

import { nearest } from '../../base/index.ts';

export type Route =
  | { readonly kind: 'output'; readonly name: string }
  | { readonly kind: 'infer' | 'model' | 'model-ready'; readonly name: string; readonly version: string | undefined }
  | { readonly kind: 'openapi' }
  | { readonly kind: 'server' | 'live' | 'ready' | 'metrics' | 'page' }
  | { readonly kind: 'unreadable'; readonly what: string }
  | { readonly kind: 'unknown'; readonly near: string | undefined };

const fixed: Readonly<Record<string, Route>> = {
  '/v2': { kind: 'server' },
  '/v2/': { kind: 'server' },
  '/v2/health/live': { kind: 'live' },
  '/v2/health/ready': { kind: 'ready' },
  '/openapi.json': { kind: 'openapi' },
  '/metrics': { kind: 'metrics' },
};

const reading = ['GET', 'HEAD'];
export const methodsOf = (kind: Route['kind']): readonly string[] => (kind === 'infer' ? ['POST'] : reading);

/** `path`: the address before its `?`. `known`: addresses to suggest where there is nothing. */
export function routeOf(path: string, known: () => readonly string[]): Route {
  if (!path.startsWith('/')) return { kind: 'unreadable', what: 'it does not begin with a slash' };
  if (path.startsWith('/outputs/')) return outputRoute(path.slice(9), () => unknown(path, known()));
  if (Object.hasOwn(fixed, path)) return fixed[path] ?? unknown(path, known());
  if (path.startsWith('/v2/models/')) return modelRoute(path.slice(11).split('/')) ?? unknown(path, known());
  return unknown(path, known());
}

const unknown = (path: string, known: readonly string[]): Route => ({ kind: 'unknown', near: nearest(path.slice(0, 100), known) });

function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function outputRoute(rest: string, otherwise: () => Route): Route {
  if (rest === '' || rest.includes('/')) return otherwise();
  const name = decoded(rest);
  return name === undefined
    ? { kind: 'unreadable', what: 'a % in it has no two hexadecimal digits behind it, or what it says is not UTF-8' }
    : { kind: 'output', name };
}

/** NAME[/versions/V][/ready | /infer] */
function modelRoute(parts: readonly string[]): Route | undefined {
  const [first = '', ...rest] = parts;
  const name = decoded(first);
  if (name === undefined) return { kind: 'unreadable', what: 'a % in it has no two hexadecimal digits behind it, or what it says is not UTF-8' };
  const versioned = rest[0] === 'versions' && rest.length > 1;
  const version = versioned ? decoded(rest[1] ?? '') : undefined;
  const last = versioned ? rest.slice(2) : rest;
  if (name === '' || last.length > 1) return undefined;
  if (last.length === 0) return { kind: 'model', name, version };
  if (last[0] === 'ready') return { kind: 'model-ready', name, version };
  return last[0] === 'infer' ? { kind: 'infer', name, version } : undefined;
}
