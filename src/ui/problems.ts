// The Problems of the page.

import { catalogue, entry } from '../base/index.ts';

export const problem = catalogue('ui', {
  'unknown-node': entry<{ what: string; name: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `the live release has no ${p.what} named ${p.name.slice(0, 80)}${p.near ? `; did you mean ${p.near}?` : ''}`,
    remedy: () => 'see what it has: trivet log',
  }),
  'no-such-path': entry<{ path: string }>({
    leg: 'development',
    message: (p) => `the page has no ${p.path.slice(0, 80)}`,
    remedy: () => 'open / in a browser, or ask the command: trivet',
  }),
  'read-only': entry<{ method: string }>({
    leg: 'development',
    message: (p) => `the page is read-only: ${p.method.slice(0, 20)} changes nothing here`,
    remedy: () => 'use the command, for instance: trivet ship',
  }),
  'not-built': entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'the files of the page are not in this package',
    remedy: () => 'install the package again, or in a clone run npm run build; until then: trivet',
  }),
});
