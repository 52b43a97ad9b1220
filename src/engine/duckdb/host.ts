// The host process: DuckDB lives here, so that its crash is a Problem and not the end of a run. Ends when its parent is gone.

import { Databases } from './databases.ts';
import { type Call, carryOut, type HostOptions, type Reply } from './task.ts';

const databases = new Databases(JSON.parse(process.argv[2] ?? '{}') as HostOptions);
let running = 0;

process.on('message', (call: Call) => void answer(call));

async function answer({ id, task }: Call): Promise<void> {
  running++;
  const reply = await carryOut(databases, task).then(
    (value): Reply => ({ id, value }),
    (error: unknown): Reply => ({ id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  running--;
  if (process.connected)
    process.send?.(reply, undefined, undefined, () => {
      if ('value' in reply && isCrash(reply.value)) process.kill(process.pid, 'SIGKILL');
    });
}

/** The engine told of an error of its own, after which its instances refuse every statement. */
function isCrash(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isCrash);
  const { problems, spec } = (value ?? {}) as { problems?: readonly { code: string }[]; spec?: unknown };
  return problems?.some((p) => p.code === 'engine/crashed') ?? (spec !== undefined && isCrash(spec));
}

// The parent decides what an interrupt means.
process.on('SIGINT', () => {});
process.on('disconnect', () => {
  // A query under way would hold up an orderly exit until it is done; nothing it writes is under its final name.
  if (running > 0) process.kill(process.pid, 'SIGKILL');
  process.exit(0);
});
