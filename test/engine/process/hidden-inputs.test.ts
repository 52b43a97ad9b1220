// What a script cannot see: the machine's clock, randomness, variables, files, network; and inputs it does not declare.

import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { digestOf } from '../../../src/base/index.ts';
import { batch, make, problemOf, rig, surroundings, value } from './rig.ts';

const here = rig();

const everyEffect = `
  import { createHash, getRandomValues, randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto';
  export default async ({}, { clock, random, settings }: any) => {
    const filled = await new Promise((done) => { import('node:crypto').then((c) => c.randomFill(new Uint8Array(4), (_, b) => done(b))); });
    return Object.entries({
      clock,
      now: Date.now(), date: new Date().toISOString(), called: Date(), argument: new Date(5).getTime(), isDate: new Date() instanceof Date,
      own: new (class extends Date { x = 1 })().toISOString(), constructed: new (new Date(0).constructor as any)().getTime(),
      local: new Date().toLocaleString(), format: new Intl.DateTimeFormat('en', { timeStyle: 'long', dateStyle: 'long' }).format(),
      parts: new Intl.DateTimeFormat('en').formatToParts().map((p) => p.value).join(''),
      performance: performance.now(), origin: performance.timeOrigin, hrtime: process.hrtime(), big: String(process.hrtime.bigint()), uptime: process.uptime(),
      random: [Math.random(), random(), Math.random()], uuid: randomUUID(), web: crypto.randomUUID(), values: crypto.getRandomValues(new Uint8Array(5)),
      values2: getRandomValues(new Uint16Array(3)), bytes: randomBytes(9).toString('hex'), whole: randomInt(10, 1000), fill: randomFillSync(new Uint8Array(7)), filled,
      env: process.env, argv: process.argv, cwd: typeof process.cwd(), hash: createHash('sha256').update('x').digest('hex').slice(0, 4),
    }).map(([name, value]) => ({ name, value: JSON.stringify(value) }));
  };`;

test('clock, randomness and variables are what the step is given: equal steps give equal bytes', async () => {
  const [a, b] = [await make(here, everyEffect), await make(here, everyEffect)];
  expect(value(a).text).toBe(value(b).text);
  const seen = Object.fromEntries(value(a).objects.map((row) => [(row as { name: string }).name, JSON.parse((row as { value: string }).value)]));
  const now = Date.parse('2001-03-04T14:00:00Z');
  expect(seen).toMatchObject({
    clock: '2001-03-04T06:00:00-08:00',
    now,
    date: '2001-03-04T14:00:00.000Z',
    called: 'Sun Mar 04 2001 14:00:00 GMT+0000 (Coordinated Universal Time)',
    argument: 5,
    isDate: true,
    own: '2001-03-04T14:00:00.000Z',
    constructed: now,
    parts: '3/4/2001',
    performance: 0,
    origin: now,
    env: {},
    hash: '2d71',
  });
  expect(seen.local).toContain('3/4/2001');
  expect(seen.format).toContain('March 4, 2001');
  for (const drawn of seen.random) expect(drawn >= 0 && drawn < 1).toBe(true);
  expect(new Set(seen.random).size).toBe(3);
  expect(seen.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('the second clock of newer languages stands still as well', async () => {
  const script = join(here.product, 'temporal.ts');
  const room = pathToFileURL(join(import.meta.dirname, '../../../src/engine/process/surroundings.ts')).href;
  writeFileSync(
    script,
    `import { surround } from ${JSON.stringify(room)};
     surround(${JSON.stringify(surroundings())});
     const { Now } = (globalThis as any).Temporal;
     console.log(Object.getOwnPropertyNames(Now).sort().map((name) => name + ' ' + String(Now[name]())).join('\\n'));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['--harmony-temporal', script]);
  expect(stdout.trim().split('\n')).toEqual([
    'instant 2001-03-04T14:00:00Z',
    'plainDateISO 2001-03-04',
    'plainDateTimeISO 2001-03-04T14:00:00',
    'plainTimeISO 14:00:00',
    'timeZoneId UTC',
    'zonedDateTimeISO 2001-03-04T14:00:00+00:00[UTC]',
  ]);
});

test('another seed draws other numbers, another clock is another time, and declared variables are seen', async () => {
  const code = 'export default () => [{ drawn: Math.random(), at: new Date(), variable: process.env.CITY, path: process.env.PATH }]';
  const [a] = value(await make(here, code)).objects as Record<string, unknown>[];
  const over = { seed: digestOf('another'), clock: '1999-12-31T00:00:00Z', variables: { CITY: 'Seattle' } };
  const [b] = value(await make(here, code, {}, over)).objects as Record<string, unknown>[];
  expect(b).toMatchObject({ at: '1999-12-31T00:00:00.000Z', variable: 'Seattle', path: null });
  expect(a?.variable).toBe(null);
  expect(a?.drawn).not.toBe(b?.drawn);
});

test('numbers are spread evenly, and no step meets what another left in its modules', async () => {
  const code = `let calls = 0;
    export default (_: any, { random }: any) => {
      const counts = new Array(10).fill(0);
      for (let i = 0; i < 20_000; i++) counts[Math.floor(random() * 10)]++;
      return [{ counts, calls: ++calls }];
    }`;
  for (let i = 0; i < 2; i++) {
    const [row] = value(await make(here, code)).objects as { counts: string; calls: string }[];
    for (const count of JSON.parse(row?.counts ?? '') as number[]) expect(Math.abs(count - 2000)).toBeLessThan(250);
    expect(row?.calls).toBe('1');
  }
});

/** A package may import Node's modules, and is stopped where it uses them. */
function builtins(folder: string): void {
  mkdirSync(join(folder, 'builtins'), { recursive: true });
  writeFileSync(join(folder, 'builtins', 'package.json'), '{ "name": "builtins", "version": "1.0.0", "main": "index.cjs" }');
  writeFileSync(join(folder, 'builtins', 'index.cjs'), 'exports.of = require;');
}

test.each([
  ["of('node:fs').readFileSync('/etc/hostname')", 'reads /etc/hostname'],
  ["of('node:fs').writeFileSync('x.txt', '')", 'writes'],
  ["of('node:fs').readFileSync('../../../trivet.yaml')", 'reads ../../../trivet.yaml'],
  ["of('node:child_process').execSync('ls')", 'starts the process'],
  ["new (of('node:worker_threads').Worker)('1', { eval: true })", 'starts a thread'],
  ["of('node:child_process').fork('x.js')", 'starts the process'],
  ["of('node:vm').runInNewContext('Date.now()')", 'starts a context of its own (node:vm)'],
  ["of('node:vm').createContext({})", 'starts a context of its own (node:vm)'],
  ["new (of('node:vm').Script)('1').runInNewContext()", 'starts a context of its own (node:vm)'],
  ["new (of('node:sqlite').DatabaseSync)(':memory:')", 'imports node:sqlite'],
  ["new (of('node:wasi').WASI)({ version: 'preview1' })", 'imports node:wasi'],
  ["new (of('node:inspector').Session)().connect()", 'imports node:inspector'],
  ["await fetch('http://127.0.0.1:9/data')", 'asks the network (fetch http://127.0.0.1:9/data)'],
  ["new WebSocket('ws://127.0.0.1:9')", 'asks the network (WebSocket ws://127.0.0.1:9)'],
  ["of('node:http').get('http://127.0.0.1:9')", 'asks the network (net.connect'],
  ["of('node:net').connect(9, '127.0.0.1')", 'asks the network (net.connect 127.0.0.1)'],
  ["of('node:tls').connect(9, '127.0.0.1')", 'asks the network (net.connect'],
  ["of('node:net').createServer().listen(0)", 'asks the network (net.listen'],
  ["await of('node:dns').promises.lookup('example.org')", 'asks the network (dns.lookup example.org)'],
  ["new (of('node:dns').Resolver)().resolve4('example.org', () => {})", 'asks the network (dns.resolve4 example.org)'],
  ["await new (of('node:dns').promises.Resolver)().resolve4('example.org')", 'asks the network (dns.resolve4 example.org)'],
  ["of('node:dns').getServers()", 'asks the network (dns.getServers)'],
  ["of('node:dgram').createSocket('udp4')", 'asks the network (dgram.createSocket'],
  ["new (of('node:dgram').Socket)('udp4').send('x', 9, '127.0.0.1')", 'asks the network (dgram.send'],
  ["new (of('node:dgram').Socket)('udp4').bind(0)", 'asks the network (dgram.bind'],
  ["process.getBuiltinModule('node:fs').readFileSync('assets/made.ts')", 'imports node:fs'],
  ["process.getBuiltinModule('os').hostname()", 'imports os'],
  ['await new Function(\'return import("node:os")\')()', 'imports node:os'],
  ["process.getBuiltinModule('node:crypto').generateKeyPairSync('ed25519')", 'draws random numbers of the machine (generateKeyPairSync)'],
  ["process.getBuiltinModule('node:crypto').createECDH('prime256v1').generateKeys()", 'draws random numbers of the machine (generateKeys)'],
  ["process.getBuiltinModule('node:crypto').getDiffieHellman('modp14').generateKeys()", 'draws random numbers of the machine (generateKeys)'],
  ["await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])", 'draws random numbers of the machine (generateKey)'],
])('an undeclared read: %s', async (call, words) => {
  builtins(join(here.product, 'node_modules'));
  const code = `import { of } from 'builtins'; export default async () => {\n  const found = ${call};\n  return [{ found: String(found) }];\n};`;
  const problem = problemOf(await make(here, code));
  expect(problem).toMatchObject({ code: 'process/undeclared-read', leg: 'development', at: { file: 'assets/made.ts', line: 2 } });
  expect(problem.message).toContain(words);
});

test('a refusal that code wraps in an error of its own is still the refusal', async () => {
  const code =
    "export default async () => {\n  try { await fetch('http://a.example'); } catch (cause) {\n    throw new Error('cannot load', { cause });\n  }\n};";
  expect(problemOf(await make(here, code)).code).toBe('process/undeclared-read');
});

const hourly = batch({ late_share: Float64Array.of(0.5), origin: ['SEA'] });

test.each([
  ['({ hourli }: any) => [hourli]', 'the code reads the input "hourli", which is not declared; did you mean "hourly"?'],
  ['(inputs: any) => inputs.airports.rows()', 'the code reads the input "airports", which is not declared; there is hourly'],
  [
    '({ hourly }: any) => [{ a: hourly.columns.late_shar[0] }]',
    'the code reads the column "late_shar", which is not declared; did you mean "late_share"?',
  ],
  [
    '({ hourly }: any) => [...hourly.rows()].map((row) => ({ a: row.day }))',
    'the code reads the column "day", which is not declared; there are late_share, origin',
  ],
])('an undeclared input: %s', async (code, message) => {
  const problem = problemOf(await make(here, `export default\n${code};`, { hourly }));
  expect(problem).toMatchObject({ code: 'process/undeclared-input', message, at: { file: 'assets/made.ts', line: 2 } });
  expect(problem.remedy).toContain('write into assets/made.yaml reads:');
});

test('what the language itself asks of an object is no undeclared input', async () => {
  const code = `export default async (inputs: any) => {
    const [row] = (await inputs).hourly.rows();
    return [{ json: JSON.stringify(row), text: String(row), spread: { ...row }, has: row.hasOwnProperty('origin'), names: Object.keys(inputs).join() }];
  }`;
  const json = '{"late_share":0.5,"origin":"SEA"}';
  expect(value(await make(here, code, { hourly })).objects).toEqual([{ json, text: '[object Object]', spread: json, has: 'true', names: 'hourly' }]);
});

const figures = (folder: string, factor: number) => {
  mkdirSync(join(folder, 'figures'), { recursive: true });
  writeFileSync(join(folder, 'figures', 'package.json'), '{ "name": "figures", "version": "1.0.0", "main": "index.cjs" }');
  writeFileSync(
    join(folder, 'figures', 'index.cjs'),
    `const path = require('node:path'); exports.scale = (x) => x * ${factor}; exports.at = path.sep;`,
  );
};
const usesFigures = "import figures from 'figures'; export default () => [{ a: figures.scale(7) }]";

test('packages come from the node_modules beside trivet.yaml, and from a link beside the code', async () => {
  const product = rig();
  figures(join(product.product, 'node_modules'), 6);
  expect(value(await make(product, usesFigures)).objects).toEqual([{ a: '42' }]);
  const linked = rig();
  figures(join(here.product, 'elsewhere'), 5);
  const folder = linked.bundle({ 'assets/made.ts': usesFigures }, 'one');
  symlinkSync(join(here.product, 'elsewhere'), join(folder, 'node_modules'));
  expect(value(await make(linked, usesFigures)).objects).toEqual([{ a: '35' }]);
});

test('packages that are installed after a process was started ahead are found', async () => {
  const early = rig();
  value(await make(early, 'export default () => []'));
  await wait(1000);
  figures(join(early.product, 'node_modules'), 3);
  expect(value(await make(early, usesFigures)).objects).toEqual([{ a: '21' }]);
});

test('packages are found wherever the code is kept', async () => {
  const away = rig({ folder: here.product });
  figures(join(here.product, 'node_modules'), 4);
  expect(value(await make(away, usesFigures)).objects).toEqual([{ a: '28' }]);
});

test('a package that is not installed is a Problem of operations', async () => {
  const problem = problemOf(await make(here, "import x from '@scope/absent/deep'; export default () => [x]"));
  expect(problem).toMatchObject({ code: 'process/package-missing', leg: 'operations' });
  expect(problem.message).toContain('"@scope/absent"');
  expect(problem.remedy).toContain('npm install @scope/absent');
});

test('a bundle is of modules, whatever package.json says, and reads its own JSON', async () => {
  const code =
    "import { k } from '../lib/k.js'; import list from '../lib/list.json'; import same from '../lib/list.json' with { type: 'json' }; export default () => [{ k, list, same }]";
  const others = { 'package.json': '{ "type": "commonjs" }', 'lib/k.js': 'export const k = 1;', 'lib/list.json': '[1, 2]' };
  expect(value(await make(here, code, {}, {}, others)).objects).toEqual([{ k: '1', list: '[1,2]', same: '[1,2]' }]);
});
