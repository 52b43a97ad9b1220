// Who may ask: the request's Host, its Origin, and what the browser says of the page that asks. A page elsewhere on the web that has a name
// resolve to this machine, or that simply sends requests here, is refused whatever the path and the method.

import type { IncomingHttpHeaders } from 'node:http';
import type { Problem } from '../../base/index.ts';
import { problem } from '../problems.ts';

const loopback = ['localhost', '127.0.0.1', '[::1]'];

/** The name before the port, lower-case; an IPv6 address keeps its brackets. */
export function hostName(host: string): string {
  const found = /^(\[[^\]]*\]|[^:]*)(?::\d{1,5})?$/.exec(host.trim().toLowerCase());
  return found?.[1] ?? '';
}

/** The Problem that refuses, or undefined. `page`: the path is of a page, which a link elsewhere may lead to. */
export type Guard = (headers: IncomingHttpHeaders, method: string, page: boolean) => Problem | undefined;

/** A guard for these names beside the loopback's. */
export function guard(allowHosts: readonly string[]): Guard {
  const names = new Set([...loopback, ...allowHosts.map((name) => name.toLowerCase())]);
  // Texts of Host that were found good: the common case is one comparison. Bounded, for ports can be made up.
  const good = new Set<string>();
  const known = (host: string): boolean => {
    if (good.has(host)) return true;
    if (!names.has(hostName(host))) return false;
    if (good.size < 64) good.add(host);
    return true;
  };
  return (headers, method, page) => {
    const host = headers.host ?? '';
    if (!known(host)) return problem('host-refused', { host: printed(host), name: printed(hostName(host)) || 'NAME' });
    const { origin } = headers;
    if (origin !== undefined && !sameOrigin(origin, host)) return problem('origin-refused', { from: printed(origin) });
    const site = headers['sec-fetch-site'];
    if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
    if (page && (method === 'GET' || method === 'HEAD') && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document')
      return undefined;
    return problem('origin-refused', { from: printed(String(site)) });
  };
}

/** Host and port agree; the scheme may be a proxy's. */
function sameOrigin(origin: string, host: string): boolean {
  const found = /^https?:\/\/([^/?#]+)$/.exec(origin.toLowerCase());
  return found?.[1] === host.trim().toLowerCase();
}

/** Foreign text for a message: short, and nothing that a terminal would obey. */
export const printed = (text: string): string => text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
