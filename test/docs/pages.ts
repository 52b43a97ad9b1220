// The pages that people read, and their parts: links, headings, anchors. Runs nothing.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../rig/index.ts';

const atTop = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];

/** Every page, relative to the repository, with `/`. */
export function pages(): readonly string[] {
  const entries = readdirSync(join(root, 'docs'), { withFileTypes: true, recursive: true });
  const docs = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md')).map((entry) => join(entry.parentPath, entry.name));
  return [...atTop, ...docs.map((path) => path.slice(root.length + 1).replaceAll('\\', '/')).sort()];
}

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** Targets of the links and pictures of a page that point into the repository. */
export function localLinks(text: string): readonly string[] {
  const found = withoutCode(text).matchAll(/\]\(([^)\s]+)\)|<img src="([^"]+)"/g);
  return [...found].map(([, link, picture]) => link ?? picture ?? '').filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map((match) => slug(match[1] ?? '')));
}

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** Why a link of a page leads nowhere; undefined: it leads somewhere. */
export function brokenLink(page: string, target: string): string | undefined {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
  if (!existsSync(join(root, file))) return `${page}: ${target}: there is no ${file}`;
  if (anchor === undefined || !file.endsWith('.md')) return undefined;
  return anchorsOf(textOf(file)).has(anchor) ? undefined : `${page}: ${target}: ${file} has no such heading`;
}

/** The section under a heading, up to the next heading of its level or above; '' if there is none. */
export function section(text: string, heading: string): string {
  const lines = text.split('\n');
  // A `# comment` in a block of code is no heading.
  const outside = text.replace(/^```[\s\S]*?^```$/gm, (code) => code.replace(/^#/gm, ' ')).split('\n');
  const start = outside.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, '') === heading);
  if (start < 0) return '';
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 1;
  const length = outside.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}
