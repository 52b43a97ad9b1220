// The process that a script runs in: it may read its code and its packages, nothing else, and answers its parent's tasks. Ends when its
// parent is gone.

import { Worker } from 'node:worker_threads';
import { carryOut, workplace } from './carry-out.ts';
import { loadFrom } from './code.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';
import { refuseNetwork, refuseRealms } from './refuse.ts';
import type { Call, HostOptions, Reply } from './task.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
// Kept before the script's own process object loses them.
const exit = process.exit.bind(process);
const { channel } = process;
const send = process.send?.bind(process) as (reply: Reply) => void;

const place = workplace(options);
let strand: (error: unknown) => void = () => {};

Error.stackTraceLimit = 50;
// Code in an endless loop does not hear that its parent has gone, but this thread sees it. The last that is made here.
const watchdog = new Worker(new URL(import.meta.url.endsWith('.ts') ? './watchdog.ts' : './watchdog.js', import.meta.url), { workerData: options });
watchdog.unref();
loadFrom(options);
refuseNetwork();
refuseRealms();

// Listening holds the channel; a task under way lets go of it, so that code which waits for nothing comes to an end.
process.on('message', (call: Call) => void answer(call));

async function answer({ id, task }: Call): Promise<void> {
  const stranded = new Promise<never>((_, reject) => {
    strand = reject;
  });
  stranded.catch(() => {});
  channel?.unref();
  const reply = await carryOut(place, task, stranded).then(
    (value): Reply => ({ id, value }),
    (error: unknown): Reply => ({ id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
  channel?.ref();
  send(reply);
}

process.on('uncaughtException', (error) => strand(error));
process.on('unhandledRejection', (error) => strand(error));
process.on('beforeExit', () => {
  strand(new Refusal(problem('never-ends', {})));
});
// The parent decides what an interrupt means.
process.on('SIGINT', () => {});
process.on('disconnect', () => exit(0));
