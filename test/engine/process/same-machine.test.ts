// What a script and its packages learn of the machine and of where they lie: the same on every machine, in every folder, in every process.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { make, rig, value } from './rig.ts';

const looksAround = `
  import { of } from 'machine';
  import { where } from '../lib/where.ts';
  export default async () => {
    const os = of('node:os');
    const measured = performance.mark('a');
    for (let i = 0, x = 0; i < 1e6; i++) x += i;
    const thrown = (await import('node:util')).inspect(new Error('x').stack).replaceAll(/ at file:\\S*node_modules\\S*/g, '');
    return Object.entries({
      url: import.meta.url, file: import.meta.filename, folder: import.meta.dirname, resolved: import.meta.resolve('../lib/where.ts'), where, cwd: process.cwd(),
      own: thrown.includes('file:///product/assets/made.ts'), bundle: /[0-9a-f]{64}/.test(thrown),
      pid: process.pid, ppid: process.ppid, title: process.title, exec: process.execPath, memory: process.memoryUsage(), rss: process.memoryUsage.rss(),
      free: process.availableMemory(), cpu: process.cpuUsage(), thread: process.threadCpuUsage(), used: process.resourceUsage(), uid: process.getuid?.(),
      report: String(process.report), mark: [measured.startTime, measured.toJSON()], measure: performance.measure('b', 'a').duration,
      entries: performance.getEntries(), timing: performance.nodeTiming, loop: performance.eventLoopUtilization(), hooks: of('node:perf_hooks').eventLoopUtilization(),
      event: new Event('x').timeStamp, host: os.hostname(), cpus: os.cpus(), total: os.totalmem(), os: [os.freemem(), os.uptime(), os.loadavg(), os.release(), os.homedir()],
      net: os.networkInterfaces(), user: os.userInfo(), parallel: os.availableParallelism(), hardware: navigator.hardwareConcurrency, path: of('node:path').resolve('x'),
    }).map(([name, value]) => ({ name, value: JSON.stringify(value) }));
  };`;

test('two folders, two processes, one answer: nothing tells where and when the code runs', async () => {
  const answers = await Promise.all(
    [rig(), rig()].map(async (one, i) => {
      const folder = join(one.product, 'node_modules', 'machine');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{ "name": "machine", "version": "1.0.0", "main": "index.cjs" }');
      writeFileSync(join(folder, 'index.cjs'), 'exports.of = require;');
      const others = { 'lib/where.ts': 'export const where = import.meta.url;', 'lib/unused.ts': `// ${i}` };
      return value(await make(one, looksAround, {}, {}, others));
    }),
  );
  const [a, b] = answers;
  expect(a?.text).toBe(b?.text);
  const seen = Object.fromEntries((a?.objects ?? []).map((row) => [(row as { name: string }).name, JSON.parse((row as { value: string }).value)]));
  expect(seen).toMatchObject({
    url: 'file:///product/assets/made.ts',
    file: '/product/assets/made.ts',
    folder: '/product/assets',
    resolved: 'file:///product/lib/where.ts',
    where: 'file:///product/lib/where.ts',
    cwd: '/product',
    own: true,
    bundle: false,
    pid: 1,
    host: 'localhost',
    measure: 0,
    event: 0,
    parallel: 1,
    path: '/product/x',
  });
});
