// Temporary folders for tests, with a space in their path, gone when the process ends; and products in them.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The repository's folder. */
export const root = join(import.meta.dirname, '..', '..');

let base: string | undefined;

/** Under vitest the folder that around.ts made and removes (its workers do not live to clean up); else one that goes with this process. */
function baseFolder(): string {
  const shared = process.env.RIG_FOLDER;
  if (shared) return shared;
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'trivet rig ')));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A fresh empty folder; its path is real (no links) and has a space in it. */
export function temporaryFolder(): string {
  base ??= baseFolder();
  return mkdtempSync(join(base, 'f-'));
}

/** Files by their path relative to a folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

export function writeFiles(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

/** A product in a fresh folder: a template by its name, with files over it, or the files alone. Returns the product's folder. */
export function productFolder(template: string | Files, files: Files = {}): string {
  const folder = join(temporaryFolder(), 'product');
  mkdirSync(folder);
  if (typeof template === 'string') copyTemplate(template, folder);
  else writeFiles(folder, template);
  writeFiles(folder, files);
  return folder;
}

function copyTemplate(name: string, folder: string): void {
  const source = join(root, 'templates', name);
  if (!existsSync(source)) throw new Error(`no template ${name}: templates/ holds ${readdirSync(join(root, 'templates')).join(', ')}`);
  cpSync(source, folder, { recursive: true });
  const ignore = join(folder, 'gitignore');
  if (existsSync(ignore)) renameSync(ignore, join(folder, '.gitignore'));
}
