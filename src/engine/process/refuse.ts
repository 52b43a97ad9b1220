// What the permission model of Node does not refuse: the network, and threads and contexts, in which nothing would be replaced. Every way there
// throws the Problem of an undeclared read. Set in the host.

import { syncBuiltinESMExports } from 'node:module';
import type { Problem } from '../../base/index.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { refuse, replace } from './replace.ts';

const asksNetwork = (what: string): Problem =>
  problem('undeclared-read', {
    what: `asks the network (${what})`,
    instead: 'have the data delivered to a folder, declare it in sources/NAME.yaml and add NAME to reads:, then: trivet run',
  });

/** What a call names, for the message: an address or a host. */
function named(given: readonly unknown[]): string {
  for (const one of given.flat(2)) {
    if (typeof one === 'string' || one instanceof URL) return ` ${String(one)}`;
    const { host, hostname, path, url } = (one ?? {}) as { host?: unknown; hostname?: unknown; path?: unknown; url?: unknown };
    const first = [url, host, hostname, path].find((x) => typeof x === 'string');
    if (first) return ` ${String(first)}`;
  }
  return '';
}

const refuseCalls = (object: object, names: readonly string[], prefix: string): void =>
  refuse(object, names, (name, given) => asksNetwork(`${prefix}${name}${named(given)}`));

// Not imported: no module of the house names the network, and this one only takes it away.
const builtin = (name: string) => process.getBuiltinModule(name) as unknown as Record<string, object>;
const prototypeOf = (made: object | undefined): object => (made as { prototype: object }).prototype;

const sends = ['bind', 'bindSync', 'connect', 'connectSync', 'send', 'sendto', 'addMembership', 'addSourceSpecificMembership'];

/** Refuses the network for the rest of the process's life. The channel to the parent is open already and stays. */
export function refuseNetwork(): void {
  replace(globalThis, 'fetch', (...given: unknown[]) => Promise.reject(new Refusal(asksNetwork(`fetch${named(given)}`))));
  refuseCalls(
    globalThis,
    ['WebSocket', 'XMLHttpRequest', 'EventSource'].filter((name) => name in globalThis),
    '',
  );
  const net = builtin('node:net');
  refuseCalls(prototypeOf(net.Socket), ['connect'], 'net.');
  refuseCalls(prototypeOf(net.Server), ['listen'], 'net.');
  const dgram = builtin('node:dgram');
  refuseCalls(dgram, ['createSocket'], 'dgram.');
  refuseCalls(prototypeOf(dgram.Socket), sends, 'dgram.');
  const dns = builtin('node:dns');
  const promises = dns.promises as Record<string, object>;
  for (const part of [
    dns,
    promises,
    prototypeOf(dns.Resolver),
    Object.getPrototypeOf(prototypeOf(dns.Resolver)) as object,
    prototypeOf(promises.Resolver),
  ])
    refuseCalls(
      part,
      Object.getOwnPropertyNames(part).filter((name) => /^(?:lookup|resolve|reverse|getServers)/.test(name)),
      'dns.',
    );
  syncBuiltinESMExports();
}

/** Refuses threads and contexts of other code. The host's own thread runs already. */
export function refuseRealms(): void {
  const instead = 'make rows of its inputs in this one thread, and return them, then: trivet run';
  const starts = (what: string) => () => problem('undeclared-read', { what: `starts ${what}`, instead });
  refuse(builtin('node:worker_threads'), ['Worker'], starts('a thread'));
  const vm = builtin('node:vm');
  refuse(vm, ['createContext', 'runInNewContext'], starts('a context of its own (node:vm)'));
  refuse(prototypeOf(vm.Script), ['runInNewContext'], starts('a context of its own (node:vm)'));
  syncBuiltinESMExports();
}
