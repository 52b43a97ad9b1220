// Makes the words of two runs comparable: what may differ (real times, durations, digests, process numbers, folders) is renumbered in order
// of appearance or blotted out. The logical clock, row counts and numbers of runs and releases are the same each time and stay.

const realYear = '20[2-9]\\d';
const realTime = new RegExp(`\\b${realYear}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?`, 'g');
const realDay = new RegExp(`\\b${realYear}-\\d\\d-\\d\\d\\b`, 'g');
/** With the spaces before it, since columns are aligned to its width: `  1.2 s`, `340 ms`, `3 min 5 s`. */
const duration = / *(?<![\w.,`])\d[\d.,]*[ \u202f]?(?:ms|s|min|h)(?: \d+[ \u202f]?(?:s|min))?(?![\w/])/g;
const size = / *(?<![\w.,])\d[\d.,]*[ \u202f]?[kMGT]?B\b/g;
/** Eight or more hexadecimal characters, at least one of them a digit and one a letter. */
const digest = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,64}\b/g;
/** Numbers of things made side by side: their order may differ. */
const numbered = /\b(build|snapshot) (\d+)\b/g;

/** A table with a column of durations, to the next empty line: its columns are as wide as the times took. */
const timed = /^.* {2}time\b.*(?:\n.+)*/gm;

/** Folders to name, longest first, e.g. `{ '<product>': '/tmp/…' }`. */
export type Folders = Readonly<Record<string, string>>;

/** Renumbers in order of first appearance; the same original, or a digest and its beginning, gets the same number. */
function renumberer(): (name: string, original: string) => string {
  const seen = new Map<string, number>();
  return (name, original) => {
    const key = `${name} ${name === 'digest' ? original.slice(0, 8) : original}`;
    const next = [...seen.keys()].filter((other) => other.startsWith(`${name} `)).length + 1;
    if (!seen.has(key)) seen.set(key, next);
    return `<${name} ${seen.get(key)}>`;
  };
}

/** A function for the parts of one transcript: numbers go on from one part to the next. */
export function normaliser(folders: Folders = {}): (text: string) => string {
  const renumber = renumberer();
  const named = Object.entries(folders).sort(([, a], [, b]) => b.length - a.length);
  return (text) => {
    let out = text.replaceAll('\r\n', '\n');
    for (const [name, path] of named) out = out.replaceAll(path, name);
    return out
      .replace(realTime, '<time>')
      .replace(realDay, '<day>')
      .replace(digest, (original) => renumber('digest', original))
      .replace(/\bpid \d+\b/g, 'pid #')
      .replace(numbered, (_, what: string, number: string) => renumber(what, number))
      .replace(duration, (found) => `${found.startsWith(' ') ? ' ' : ''}# s`)
      .replace(size, (found) => `${found.startsWith(' ') ? ' ' : ''}# B`)
      .replace(/[ \t]+$/gm, '')
      .replace(timed, (table) => table.replace(/(?<=\S) {2,}/g, '  '));
  };
}
