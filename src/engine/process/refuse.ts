// What the permission model of Node does not refuse: the network. Every way out throws the Problem of an undeclared read. Set in the host.

import { syncBuiltinESMExports } from 'node:module';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';

const refusal = (what: string): Refusal =>
  new Refusal(
    problem('undeclared-read', {
      what: `asks the network (${what})`,
      instead: 'have the data delivered to a folder, declare it in sources/NAME.yaml and add NAME to reads:, then: trivet run',
    }),
  );

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

function refuseAll(object: object, names: readonly string[], prefix: string): void {
  for (const name of names) {
    const value = function refused(...given: unknown[]) {
      throw refusal(`${prefix}${name}${named(given)}`);
    };
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
  }
}

/** Refuses the network for the rest of the process's life. The channel to the parent is open already and stays. */
export function refuseNetwork(): void {
  const { defineProperty } = Object;
  const asked = (...given: unknown[]) => Promise.reject(refusal(`fetch${named(given)}`));
  defineProperty(globalThis, 'fetch', { value: asked, writable: true, configurable: true });
  refuseAll(
    globalThis,
    ['WebSocket', 'XMLHttpRequest', 'EventSource'].filter((name) => name in globalThis),
    '',
  );
  // Not imported: no module of the house names the network, and this one only takes it away.
  const module = (name: string) => process.getBuiltinModule(name) as unknown as Record<string, object>;
  const net = module('node:net');
  refuseAll((net.Socket as unknown as { prototype: object }).prototype, ['connect'], 'net.');
  refuseAll((net.Server as unknown as { prototype: object }).prototype, ['listen'], 'net.');
  refuseAll(module('node:dgram'), ['createSocket'], 'dgram.');
  const dns = module('node:dns');
  for (const part of [dns, dns.promises ?? {}])
    refuseAll(
      part,
      Object.keys(part).filter((name) => /^(lookup|resolve|reverse)/.test(name)),
      'dns.',
    );
  syncBuiltinESMExports();
}
