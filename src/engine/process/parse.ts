// What a script's text says: table or model, the local files and packages it imports, whether it names the clock. Pure text; no process.

import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type Digest, failed, nearest, type Outcome, ok, type Place, type Problem } from '../../base/index.ts';
import type { CodeFile } from '../../product/index.ts';
import { type FileFacts, fileFacts, type Import } from './file-facts.ts';
import { importRefused, isPure } from './modules.ts';
import { problem } from './problems.ts';
import type { ScriptFacts } from './scripts.ts';

const isCode = (path: string): boolean => /^(?:assets|lib)\/.*\.(?:ts|js|mjs|json)$/.test(path);

export interface Script {
  readonly script: string;
  readonly files: ReadonlyMap<string, CodeFile>;
}

type Target = { readonly file: string } | { readonly pack: string } | { readonly problem: Problem } | undefined;

/** A parser that keeps what it found of each text. */
export function parser(): (script: Script) => Promise<Outcome<ScriptFacts>> {
  const known = new Map<Digest, Outcome<FileFacts>>();
  const facts = async (file: CodeFile): Promise<Outcome<FileFacts>> => {
    // A path's ending decides how a text is read, and Problems name the path.
    const key = `${file.digest} ${file.path}` as Digest;
    const found = known.get(key) ?? (await fileFacts(file));
    if (known.size > 1000) known.clear();
    known.set(key, found);
    return found;
  };
  return (script) => parseScript(script, facts);
}

async function parseScript({ script, files }: Script, facts: (file: CodeFile) => Promise<Outcome<FileFacts>>): Promise<Outcome<ScriptFacts>> {
  const read = new Map<string, FileFacts>();
  const packages = new Set<string>();
  const problems: Problem[] = [];
  const wanted = [script];
  // Grows while it is walked.
  for (const path of wanted) {
    const file = files.get(path);
    if (!file) return failed(problem('import-missing', { specifier: path }, { at: { file: path } }));
    const found = await facts(file);
    if (!found.ok) {
      problems.push(...found.problems);
      continue;
    }
    read.set(path, found.value);
    for (const one of found.value.imports) {
      const target = targetOf(path, one, files);
      if (target === undefined) continue;
      if ('problem' in target) problems.push(target.problem);
      else if ('pack' in target) packages.add(target.pack);
      else if (!wanted.includes(target.file)) wanted.push(target.file);
    }
  }
  if (problems.length) return failed(...problems);
  const kind = kindOf(script, exportsOf(script, read, new Set()));
  if (!kind.ok) return kind;
  const clock = [...read.values()].some((one) => one.clock);
  return ok({ kind: kind.value, files: [script, ...wanted.slice(1).sort()], packages: [...packages].sort(), clock });
}

/** What an import leads to; undefined for a built-in module that is pure. */
function targetOf(from: string, { specifier, at }: Import, files: ReadonlyMap<string, CodeFile>): Target {
  if (specifier === undefined) return { problem: problem('import-unclear', {}, { at }) };
  if (/^\.{1,2}\//.test(specifier)) return localTarget(from, specifier, at, files);
  if (isBuiltin(specifier)) return isPure(specifier) ? undefined : { problem: importRefused(specifier, { at }) };
  if (/^(?:\/|[a-z][a-z0-9+.-]+:)/i.test(specifier)) return outside(specifier, 'is no file of the product', at);
  if (specifier.startsWith('#')) return outside(specifier, 'is an alias, and only paths and packages are followed', at);
  return { pack: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/') };
}

const outside = (specifier: string, why: string, at: Place): Target => ({ problem: problem('import-outside', { specifier, why }, { at }) });

function localTarget(from: string, specifier: string, at: Place, files: ReadonlyMap<string, CodeFile>): Target {
  const path = posix.join(posix.dirname(from), specifier);
  if (path.startsWith('../')) return outside(specifier, "leads out of the product's folder", at);
  if (files.has(path) && isCode(path)) return { file: path };
  if (files.has(path)) return outside(specifier, 'is no code of assets/ or lib/', at);
  const near = [...files.keys()].filter(isCode).map((one) => {
    const way = posix.relative(posix.dirname(from), one);
    return way.startsWith('.') ? way : `./${way}`;
  });
  return { problem: problem('import-missing', { specifier, candidate: nearest(specifier, near) }, { at }) };
}

/** Names a file exports, with those it hands on from local files. */
function exportsOf(path: string, read: ReadonlyMap<string, FileFacts>, seen: Set<string>): readonly string[] {
  const facts = read.get(path);
  if (!facts || seen.has(path)) return [];
  seen.add(path);
  const handed = facts.allOf.flatMap((from) => exportsOf(posix.join(posix.dirname(path), from), read, seen).filter((name) => name !== 'default'));
  return [...new Set([...facts.exports, ...handed])];
}

function kindOf(script: string, found: readonly string[]): Outcome<'table' | 'model'> {
  const at = { file: script };
  const table = found.includes('default');
  const parts = (['train', 'predict'] as const).filter((name) => found.includes(name));
  if (table && parts.length) return failed(problem('both-kinds', { found: ['default', ...parts] }, { at }));
  if (table) return ok('table');
  const [first] = parts;
  if (!first) return failed(problem('unknown-exports', { found }, { at }));
  if (parts.length === 1) return failed(problem('half-model', { found: first, missing: first === 'train' ? 'predict' : 'train' }, { at }));
  return ok('model');
}
