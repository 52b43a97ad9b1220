// What the house asks of its sources, each rule a function from sources to findings `file:line: what`. Knows the table, not the disk.

import { posix } from 'node:path';
import { type Import, lineAt, type Source } from './source.ts';
import { effectFiles, homes, pureModules, type Room, rooms } from './table.ts';

const room = new Map(rooms.map((one) => [one.name, one]));

/** `src/store/open.ts` → store; `src/index.ts` → index.ts. */
const roomOf = (path: string): string => path.split('/')[1] ?? '';
const where = (source: Source, line: number) => `${source.path}:${line}`;

function target(source: Source, one: Import): string | undefined {
  return one.module.startsWith('.') ? posix.join(posix.dirname(source.path), one.module) : undefined;
}

function againstTable(from: Room, to: Room, one: Import): string | undefined {
  if (to.entry) return `imports ${to.name}, an entry that nobody imports`;
  if (from.entry) return undefined;
  if (!from.imports.includes(to.name)) return `${from.name} may not import ${to.name}`;
  if (from.typesOnly?.includes(to.name) && !one.typeOnly) return `${from.name} may import only types of ${to.name}: use import type`;
  const refused = one.names.filter((name) => from.refused?.[to.name]?.includes(name));
  return refused.length ? `${from.name} may not import ${refused.join(', ')} of ${to.name}` : undefined;
}

/** The import table: who may enter which room, and only through its index.ts. */
export function importFindings(sources: readonly Source[]): readonly string[] {
  const findings: string[] = [];
  for (const source of sources) {
    const from = room.get(roomOf(source.path));
    if (!from) {
      findings.push(`${where(source, 1)}: ${roomOf(source.path)} is not a room of the import table`);
      continue;
    }
    for (const one of source.imports) {
      const path = target(source, one);
      if (path === undefined) continue;
      const to = room.get(roomOf(path));
      if (!path.startsWith('src/') || !to) findings.push(`${where(source, one.line)}: ${one.module} leaves the rooms of src/`);
      else if (to !== from) {
        const finding = againstTable(from, to, one);
        if (finding) findings.push(`${where(source, one.line)}: ${finding}`);
        else if (path !== (to.name.endsWith('.ts') ? `src/${to.name}` : `src/${to.name}/index.ts`))
          findings.push(`${where(source, one.line)}: enter ${to.name} through src/${to.name}/index.ts, not ${path}`);
      }
    }
  }
  return findings;
}

/** Modules with one home, and no module of the system in a pure room. */
export function moduleFindings(sources: readonly Source[]): readonly string[] {
  const findings: string[] = [];
  for (const source of sources) {
    for (const one of source.imports) {
      const home = homes.find(([name]) => (name.endsWith('/') ? one.module.startsWith(name) : one.module === name));
      if (home && (home[1] === null || !source.path.startsWith(home[1]))) {
        findings.push(`${where(source, one.line)}: ${one.module} may be imported ${home[1] === null ? 'by nobody' : `only under ${home[1]}`}`);
      }
      const pure = room.get(roomOf(source.path))?.pure;
      if (pure && one.module.startsWith('node:') && !pureModules.includes(one.module)) {
        findings.push(`${where(source, one.line)}: ${roomOf(source.path)} does no I/O: ${one.module} is not for it`);
      }
    }
  }
  return findings;
}

const effects: readonly (readonly [RegExp, string])[] = [
  [/\bDate\s*\.\s*now\b/g, 'Date.now'],
  [/\bnew\s+Date\s*(?:\(\s*\)|(?![\w(\s]))/g, 'new Date()'],
  [/(?<!\bnew\s+)(?<![.\w])Date\s*\(\s*\)/g, 'Date()'],
  [/\bMath\s*\.\s*random\b/g, 'Math.random'],
  [/\bperformance\s*\.\s*now\b/g, 'performance.now'],
  [/\bprocess\s*\.\s*(?:env|hrtime|uptime)\b/g, 'process.env or the process clock'],
  [/\b(?:randomUUID|randomBytes|randomInt|getRandomValues)\b/g, 'randomness'],
];
const outside: readonly (readonly [RegExp, string])[] = [[/(?<![.\w])fetch\s*\(/g, 'fetch: no outbound network']];
const systems: readonly (readonly [RegExp, string])[] = [[/(?<![.\w])process\s*[.[]/g, 'process: this room does no I/O']];

/** Time, randomness and variables enter only as Effects; nothing calls the network; pure rooms do not know the process. */
export function effectFindings(sources: readonly Source[]): readonly string[] {
  const findings: string[] = [];
  for (const source of sources) {
    const pure = room.get(roomOf(source.path))?.pure;
    const patterns = [...outside, ...(effectFiles.includes(source.path) ? [] : effects), ...(pure ? systems : [])];
    for (const [pattern, words] of patterns) {
      for (const match of source.code.matchAll(pattern))
        findings.push(`${where(source, lineAt(source.code, match.index))}: ${words}; take it from Effects`);
    }
  }
  return findings;
}

const vague = /^(utils?|helpers?|common|misc|manager|types)$/;

/** A file says what it holds first, has a name that tells, and is short enough to be read. */
export function fileFindings(sources: readonly Source[]): readonly string[] {
  const findings: string[] = [];
  for (const source of sources) {
    const lines = source.text.trimEnd().split('\n');
    const first = lines[0]?.startsWith('#!') ? 1 : 0;
    if (!lines[first]?.startsWith('// '))
      findings.push(`${where(source, first + 1)}: a file opens with one to four comment lines that say what it holds`);
    if (lines.length > 500) findings.push(`${where(source, 501)}: ${lines.length} lines; split a file before 500`);
    const name = posix.basename(source.path, '.ts');
    if (vague.test(name)) findings.push(`${where(source, 1)}: ${name} does not say what the file holds`);
  }
  return findings;
}

/** Folders of more than 15 files: to be looked at, not forbidden. */
export function crowdedFolders(sources: readonly Source[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { path } of sources) counts.set(posix.dirname(path), (counts.get(posix.dirname(path)) ?? 0) + 1);
  return [...counts].filter(([, count]) => count > 15).map(([folder, count]) => `${folder}: ${count} files`);
}
