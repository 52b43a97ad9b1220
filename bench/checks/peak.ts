// The greatest memory that this process, or one that it started, has had: from the system's own books (Linux).

import { readdirSync, readFileSync } from 'node:fs';

const statusOf = (id: string): string => {
  try {
    return readFileSync(`/proc/${id}/status`, 'utf8');
  } catch {
    return '';
  }
};
const number = (status: string, name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? Number.NaN);

/** MiB; 0 where the system keeps no such books. */
export function peakOf(who: 'this' | 'children'): number {
  const own = String(process.pid);
  if (who === 'this') return (number(statusOf(own), 'VmHWM') || 0) / 1024;
  const peaks = readdirSync('/proc').flatMap((id) => {
    const status = /^\d+$/.test(id) ? statusOf(id) : '';
    return number(status, 'PPid') === process.pid ? [number(status, 'VmHWM')] : [];
  });
  return Math.max(0, ...peaks) / 1024;
}
