// The help of one verb: usage, arguments, flags, examples; as text and as a document. Made from the verb's own words, never written twice.

import { type Palette, pad, stringWidth, wrap } from '../telemetry/index.ts';
import { type Flag, type Flags, kinds, sharedFlags } from './options.ts';
import type { Verb } from './verb.ts';

/** "trivet accept CHECK --because TEXT [--dry-run]" */
export function usageOf(verb: Verb): string {
  const positionals = Object.entries(verb.positionals).map(([name, positional]) => {
    const word = `${name.toUpperCase()}${positional.repeat ? '…' : ''}`;
    return positional.required ? word : `[${word}]`;
  });
  const flags = Object.entries(verb.flags).map(([name, flag]) => (flag.required ? flagWord(name, flag) : `[${flagWord(name, flag)}]`));
  return ['trivet', verb.name, ...positionals, ...flags].join(' ');
}

function flagWord(name: string, flag: Flag): string {
  const placeholder = flag.value ?? (flag.kind === 'choice' ? flag.of.join('|') : kinds[flag.kind].placeholder);
  return placeholder === '' ? `--${name}` : `--${name} ${placeholder}`;
}

/** The help of a verb for people, without a final newline. */
export function verbHelp(verb: Verb, { palette, width }: { readonly palette: Palette; readonly width: number }): string {
  const positionals = Object.entries(verb.positionals).map(([name, { summary }]) => [name.toUpperCase(), summary] as const);
  const flagRows = (flags: Flags) => Object.entries(flags).map(([name, flag]) => [flagWord(name, flag), flagSummary(flag)] as const);
  const examples = verb.examples.map(({ command, why }) => [command, why] as const);
  const sections: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
    ['arguments', positionals],
    ['flags', flagRows(verb.flags)],
    ['flags of every verb', flagRows(sharedFlags)],
    ['examples', examples],
  ];
  const said = sections.filter(([, rows]) => rows.length > 0);
  const lines = [`${palette.strong(`trivet ${verb.name}`)}: ${verb.summary}`];
  if (verb.details) lines.push(...wrap(verb.details, width));
  lines.push('', ...wrap(usageOf(verb), width - 7).map((line, i) => (i === 0 ? 'usage: ' : ' '.repeat(7)) + line));
  for (const [title, rows] of said) lines.push('', palette.dim(title), ...twoColumns(rows, width));
  return lines.join('\n');
}

function flagSummary(flag: Flag): string {
  return flag.variable === undefined ? flag.summary : `${flag.summary} (or ${flag.variable})`;
}

function twoColumns(rows: readonly (readonly [string, string])[], width: number): readonly string[] {
  const column = Math.min(30, Math.max(...rows.map(([word]) => stringWidth(word))));
  return rows.flatMap(([word, text]) => {
    const lines = wrap(text, Math.max(20, width - column - 4));
    const indent = ' '.repeat(column + 4);
    if (stringWidth(word) > column) return [`  ${word}`, ...lines.map((line) => indent + line)];
    return lines.map((line, i) => (i === 0 ? `  ${pad(word, column)}  ${line}` : indent + line));
  });
}

/** The help of a verb as a document. */
export function verbDocument(verb: Verb): object {
  return {
    name: verb.name,
    summary: verb.summary,
    usage: usageOf(verb),
    arguments: Object.entries(verb.positionals).map(([name, p]) => ({
      name,
      summary: p.summary,
      required: p.required === true,
      repeat: p.repeat === true,
    })),
    flags: Object.entries({ ...verb.flags, ...sharedFlags }).map(([name, flag]: [string, Flag]) => ({
      name,
      kind: flag.kind,
      summary: flag.summary,
      required: flag.required === true,
      ...(flag.variable ? { variable: flag.variable } : {}),
    })),
    examples: verb.examples,
  };
}
