// A real service on the template's product, and the foreign clients that ask it.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { productFolder, rehearsed, root, startTrivet, trivet } from '../rig/index.ts';

/** The interpreter that `npm test` has set up; absent: why the tests that need it can't run. */
export const python = process.env.TRIVET_PYTHON;

/** Runs one of this folder's scripts and gives its one JSON line. */
export function runPython(script: string, args: readonly string[]): unknown {
  const end = spawnSync(python ?? 'python3', [join(root, 'test', 'protocol', script), ...args], { encoding: 'utf8', timeout: 60_000 });
  if (end.status !== 0) throw new Error(`${script} ended with ${end.status}:\n${end.stdout}${end.stderr}`);
  return JSON.parse(end.stdout);
}

export interface Service {
  readonly folder: string;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Ships the template and serves it on a free port. */
export async function service(clock = '2001-02-24T06:00:00-08:00'): Promise<Service> {
  const folder = productFolder('airport-delays');
  await rehearsed(folder);
  const shipped = await trivet(['ship', '--clock', clock, '--quiet'], { cwd: folder });
  if (shipped.code !== 0) throw new Error(`ship ended with ${shipped.code}:\n${shipped.stdout}${shipped.stderr}`);
  const { child, ended } = startTrivet(['up', '--port', '0', '--clock', clock], { cwd: folder });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const file = join(folder, '.trivet', 'up.json');
  for (;;) {
    try {
      const { url } = JSON.parse(readFileSync(file, 'utf8')) as { url: string };
      return {
        folder,
        url,
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      };
    } catch {
      if (over) throw new Error(`up ended:\n${(await ended).stderr}`);
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}
