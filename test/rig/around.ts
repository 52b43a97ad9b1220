// Runs once around all tests, in vitest's own process: makes the folder that temporary folders live in, and removes it.

import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function setup(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'trivet rig ')));
  process.env.RIG_FOLDER = folder;
  // Engines are started from the sources: without this each strips their types again.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache');
  return () => rmSync(folder, { recursive: true, force: true });
}
