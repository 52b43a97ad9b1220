// The machine a script sees: a process and a computer that are the same everywhere, and Node's modules only as its files may import them.
// Set in the host. Platform and architecture stay: packages choose their code by them.

import { isBuiltin } from 'node:module';
import { ownFolder } from './code.ts';
import { importRefused, isPure } from './modules.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { refuse, replace } from './replace.ts';

/** `variables`: the declared ones, all that the environment holds. */
export function sameMachine(variables: Readonly<Record<string, string>>): void {
  sameComputer();
  sameProcess(variables);
  const { getBuiltinModule } = process;
  replace(process, 'getBuiltinModule', (id: string) => {
    if (isBuiltin(id) && !isPure(id)) throw new Refusal(importRefused(id));
    return getBuiltinModule(id);
  });
}

const nobody = 65_534;
const memory = { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };

function sameProcess(variables: Readonly<Record<string, string>>): void {
  const spent = () => ({ user: 0, system: 0 });
  const id = () => nobody;
  const used = Object.fromEntries(Object.keys(process.resourceUsage()).map((name) => [name, 0]));
  const same = {
    env: { ...variables },
    argv: ['node'],
    execArgv: [],
    execPath: 'node',
    title: 'node',
    pid: 1,
    ppid: 0,
    debugPort: 0,
    cwd: () => ownFolder,
    memoryUsage: Object.assign(() => ({ ...memory }), { rss: () => 0 }),
    availableMemory: () => 0,
    constrainedMemory: () => 0,
    cpuUsage: spent,
    threadCpuUsage: spent,
    resourceUsage: () => ({ ...used }),
    getuid: id,
    geteuid: id,
    getgid: id,
    getegid: id,
    getgroups: () => [nobody],
    send: undefined,
    report: undefined,
  };
  for (const [name, value] of Object.entries(same)) if (name in process) replace(process, name, value);
  refuse(process, ['exit', 'reallyExit', 'abort', 'kill', '_kill', 'execve', 'binding', '_linkedBinding', 'dlopen'], (name) =>
    problem('failed', { doing: 'run', what: `process.${name}() is not for a script; return, or throw an error` }),
  );
}

function sameComputer(): void {
  const os = process.getBuiltinModule('node:os');
  const times = { user: 0, nice: 0, sys: 0, idle: 0, irq: 0 };
  const same = {
    hostname: 'localhost',
    homedir: ownFolder,
    tmpdir: '/tmp',
    release: '0.0.0',
    version: '',
    cpus: [{ model: '', speed: 0, times }],
    availableParallelism: 1,
    totalmem: 0,
    freemem: 0,
    uptime: 0,
    loadavg: [0, 0, 0],
    networkInterfaces: {},
    userInfo: { username: 'nobody', uid: nobody, gid: nobody, shell: null, homedir: ownFolder },
    getPriority: 0,
  };
  for (const [name, value] of Object.entries(same)) replace(os, name, () => structuredClone(value));
  replace(Object.getPrototypeOf(navigator) as object, 'hardwareConcurrency', 1);
}
