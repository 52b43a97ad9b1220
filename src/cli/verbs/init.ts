// init: a working product in a new folder. Asks nothing; writes only into an empty or new folder.

import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { jsonSchemas } from '../../product/index.ts';
import type { Documents } from '../documents.ts';
import { problem } from '../problems.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';

export const verb = defineVerb({
  name: 'init',
  summary: 'make a working product in a new folder',
  details: 'Writes airport-delays, a small product on a real week of flights from 2001; with --empty, the least that Trivet needs.',
  positionals: { name: { summary: 'the folder, and the name of the product; airport-delays if absent' } },
  flags: { empty: { kind: 'switch', summary: 'without the example' } },
  examples: [
    { command: 'trivet init', why: 'the example, in airport-delays/' },
    { command: 'trivet init my-product --empty', why: 'a start of your own' },
  ],
  async run(context): Promise<VerbEnd> {
    const { empty } = context.flags;
    const name = context.arguments.name ?? context.flags.product ?? 'airport-delays';
    const folder = resolve(context.cwd, name);
    const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => error);
    if (Array.isArray(found) && found.length > 0) return endWith([problem('folder-not-empty', { folder: name, found: found.length })]);
    if (!Array.isArray(found) && found.code !== 'ENOENT') return endWith([problem('folder-unusable', { folder: name }, { cause: found.message })]);
    try {
      await write(folder, empty ? 'empty' : 'airport-delays');
    } catch (error) {
      const { syscall, message } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      return endWith([problem('folder-unusable', { folder: name }, { cause: message })]);
    }
    const files = (await list(folder)).sort();
    const next = `cd ${/^[\w./-]+$/.test(name) ? name : JSON.stringify(name)} && trivet${empty ? '' : ' run'}`;
    const { palette } = context;
    const summary = `${palette.ok('✓')} ${name}: ${files.length} files; next: ${next}`;
    const text = [...grouped(files).map((line) => `  ${line}`), summary].join('\n');
    const document: Omit<Documents['init'], 'problems'> = { folder, files, next };
    return { document, text, summary, exit: 0 };
  },
});

/** Files folder by folder, a long folder by its first and last. */
function grouped(files: readonly string[]): readonly string[] {
  const folders = Map.groupBy(
    files.filter((f) => !f.startsWith('.')),
    (f) => (f.includes('/') ? `${f.slice(0, f.lastIndexOf('/'))}/` : ''),
  );
  return [...folders].map(([folder, list]) => {
    const names = list.map((f) => f.slice(folder.length));
    return `${folder}${folder ? '  ' : ''}${names.length > 6 ? `${names[0]} … ${names.at(-1)} (${names.length} files)` : names.join('  ')}`;
  });
}

async function write(folder: string, template: string): Promise<void> {
  const from = new URL(`../../../templates/${template}/`, import.meta.url);
  await mkdir(folder, { recursive: true });
  await cp(from, folder, { recursive: true });
  await rename(join(folder, 'gitignore'), join(folder, '.gitignore'));
  const schemas = join(folder, '.trivet', 'schemas');
  await mkdir(schemas, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) await writeFile(join(schemas, `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  const path = join(folder, 'trivet.yaml');
  const product = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const text = await readFile(path, 'utf8');
  if (template === 'empty' || product !== 'airport-delays')
    await writeFile(path, text.replace(/^product: .*$/m, `product: ${product || 'my-product'}`));
}

async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => relative(folder, join(e.parentPath, e.name)).split('\\').join('/'));
}
