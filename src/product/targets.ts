// Files and folders of the product that Trivet writes to: in the product's folder, and never where code or data lie. Touches no disk.

import type { Place, Problem } from '../base/index.ts';
import { codeFolders, isTopFile, neverEntered } from './layout.ts';
import { problem } from './problems.ts';

/** Reports a path that may not be written to. */
export function checkTarget(text: string, { at, as, example }: { at: Place; as: 'file' | 'folder'; example: string }, problems: Problem[]): void {
  const why = refusal(text, as);
  if (why) problems.push(problem('bad-target', { text, why, as, example }, { at }));
}

function refusal(text: string, as: 'file' | 'folder'): string | undefined {
  if (/^([/\\~]|[A-Za-z]:|[a-z][a-z0-9+.-]*:\/\/)/.test(text)) return "a path in the product's folder is expected";
  const steps = stepsOf(text);
  if (steps.includes('..')) return "it leads out of the product's folder";
  const [first = ''] = steps;
  if (first === '') return "it is the product's own folder";
  if (text.includes('$')) return 'variables are not put into paths';
  if (first.startsWith('.')) return `${first} is hidden, and not Trivet's to write to`;
  if (as === 'file' && /[/\\]$/.test(text)) return 'it is a folder';
  if (as === 'file' && isTopFile(steps.join('/'))) return "it is part of the product's code";
  const taken = [...codeFolders, ...neverEntered].includes(first.toLowerCase());
  return taken && (as === 'folder' || steps.length > 1) ? `${first}/ holds what the product is made of` : undefined;
}

/** Whether what is written into a folder would be read by a source: they lie in one another. */
export function overlaps(folder: string, sourcePath: string): boolean {
  const target = stepsOf(folder);
  const [fixed = ''] = /^[^*?[{]*/.exec(sourcePath) ?? [];
  const source = stepsOf(fixed).slice(0, fixed === sourcePath || !fixed.endsWith('/') ? -1 : undefined);
  if (source.length === 0) return sourcePath.includes('**');
  return source.every((step, i) => target[i] === undefined || target[i] === step);
}

const stepsOf = (path: string): readonly string[] => path.split(/[/\\]/).filter((step) => step !== '' && step !== '.');
