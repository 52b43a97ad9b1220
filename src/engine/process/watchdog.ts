// A thread of the host beside the code it runs: ends the process when the process that started it is gone, also while that code lets nothing
// else have a turn. Does nothing else.

import { workerData } from 'node:worker_threads';
import type { HostOptions } from './task.ts';

const milliseconds = 500;
const { parent } = workerData as HostOptions;

// An orphan gets another parent.
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, milliseconds);
