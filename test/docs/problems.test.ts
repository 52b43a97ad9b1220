// Every Problem code of every room is provoked by a test or a scenario, and has its line in docs/problems.md with its leg.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../rig/index.ts';

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true }).flatMap((e) => (e.isFile() ? [join(e.parentPath, e.name)] : []));

/** Code and leg, read from the catalogues' texts: a new room's is found without being named here. */
function catalogued(): ReadonlyMap<string, string> {
  const legs = new Map<string, string>();
  for (const file of filesUnder('src').filter((f) => f.endsWith('problems.ts'))) {
    const text = readFileSync(file, 'utf8');
    const room = /catalogue\('(\w+)'/.exec(text)?.[1];
    const found = [...text.matchAll(/^ +'?([a-z][a-z0-9-]*)'?: entry<[\s\S]*?leg: '(\w+)'/gm)];
    expect(found.length, `${file}: an entry that this test can not read`).toBe(text.split(': entry<').length - 1);
    for (const [, code, leg] of found) legs.set(`${room}/${code}`, leg ?? '');
  }
  return legs;
}

/** Their Problems are made by hand, to be printed. */
const notReal = /^(telemetry|base|docs|rig|architecture)\//;

/** Codes that stand in an assertion of a test, or at the head of a Problem in a scenario's transcript. */
function provoked(codes: Iterable<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const all = [...codes];
  for (const file of filesUnder('test')) {
    const name = file.slice(join(root, 'test').length + 1);
    if (notReal.test(name)) continue;
    if (name.endsWith('transcript.txt')) {
      for (const [, code] of readFileSync(file, 'utf8').matchAll(/^ *[✗!] .*· ([a-z]+\/[a-z0-9-]+)$/gm)) seen.add(code ?? '');
    } else if (name.endsWith('.test.ts')) {
      const text = readFileSync(file, 'utf8').replace(/^\s*\/\/.*$/gm, '');
      for (const code of all) if (asserted(text, code)) seen.add(code);
    }
  }
  return seen;
}

/** In quotes and in full; or, where a test puts its room before what its cases name, without the room. */
function asserted(text: string, code: string): boolean {
  if (text.includes(`'${code}'`) || text.includes(`· ${code}'`)) return true;
  const [room, short] = code.split('/');
  return text.includes(`\`${room}/\${`) && new RegExp(`'${short}[' ]`).test(text);
}

/** What no test can bring about, each with the reason. */
const unprovoked: Readonly<Record<string, string>> = {};

const legs = catalogued();

test('every code is provoked by a test or a scenario', () => {
  const seen = provoked(legs.keys());
  expect([...legs.keys()].filter((code) => !seen.has(code) && !(code in unprovoked))).toEqual([]);
  expect(Object.keys(unprovoked).filter((code) => seen.has(code) || !legs.has(code))).toEqual([]);
});

test('every code is raised somewhere in its room', () => {
  const source = (room: string) =>
    filesUnder(`src/${room === 'process' ? 'engine/process' : room}`)
      .filter((f) => !f.endsWith('problems.ts'))
      .map((f) => readFileSync(f, 'utf8'))
      .join('\n');
  const others = `${source('cli')}\n${source('session')}`;
  const silent = [...legs.keys()].filter((code) => {
    const [room = '', short = ''] = code.split('/');
    return !`${source(room)}\n${others}`.includes(`'${short}'`);
  });
  expect(silent).toEqual([]);
});

test('every code has one line in docs/problems.md, with its leg; and no other code has one', () => {
  const page = readFileSync(join(root, 'docs/problems.md'), 'utf8');
  const lines = [...page.matchAll(/^\| `([a-z]+\/[a-z0-9-]+)` \| (\w+)\*? \| (.+) \| (.+) \|$/gm)].map(([, code, leg]) => [code, leg]);
  expect(Object.fromEntries(lines)).toEqual(Object.fromEntries(legs));
  expect(lines).toHaveLength(legs.size);
});
