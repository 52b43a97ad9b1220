// Which room may import which, as data: the one place that decides. ARCHITECTURE.md prints it (importTable), imports.test.ts holds the code to it.

export interface Room {
  /** A folder of src/, or the file index.ts. */
  readonly name: string;
  /** Rooms it may import, through their index.ts. */
  readonly imports: readonly string[];
  /** Of those, the rooms it may import types of, and nothing else. */
  readonly typesOnly?: readonly string[];
  /** Names it may not import, with the room they belong to. */
  readonly refused?: Readonly<Record<string, readonly string[]>>;
  /** What the table adds in words, to the last room named. */
  readonly note?: string;
  /** An entry: it may import everything and make effects, and nobody imports it. */
  readonly entry?: true;
  /** No I/O, no process, no built-in module but those of `pureModules`. */
  readonly pure?: true;
}

/** In the order in which the data goes through the house. */
export const rooms: readonly Room[] = [
  { name: 'base', imports: [], pure: true },
  { name: 'product', imports: ['base'] },
  { name: 'graph', imports: ['base', 'product'], pure: true },
  { name: 'store', imports: ['base'] },
  { name: 'engine', imports: ['base', 'product'], typesOnly: ['product'], note: 'types only' },
  { name: 'contract', imports: ['base', 'product', 'engine'] },
  { name: 'checks', imports: ['base', 'product', 'contract', 'engine'] },
  {
    name: 'plan',
    imports: ['base', 'product', 'graph', 'store'],
    typesOnly: ['store'],
    refused: { store: ['Store'] },
    note: 'reading interface only',
    pure: true,
  },
  { name: 'run', imports: ['base', 'product', 'graph', 'store', 'engine', 'checks', 'plan'] },
  { name: 'release', imports: ['base', 'product', 'store', 'checks'] },
  { name: 'session', imports: ['base', 'product', 'contract', 'graph', 'store', 'engine', 'checks', 'plan', 'run', 'release'] },
  { name: 'triage', imports: ['base', 'product', 'contract', 'graph', 'store', 'engine', 'checks', 'session'] },
  { name: 'rehearsal', imports: ['base', 'product', 'contract', 'graph', 'store', 'engine', 'checks', 'session', 'triage'] },
  { name: 'operations', imports: ['base', 'product', 'graph', 'store', 'checks', 'session'] },
  { name: 'serving', imports: ['base', 'product', 'store', 'engine', 'release'] },
  { name: 'telemetry', imports: ['base'] },
  { name: 'ui', imports: ['base', 'product', 'store', 'operations', 'triage', 'rehearsal'], note: 'reads only' },
  { name: 'effects.ts', imports: ['base'], note: 'for the two entries' },
  { name: 'cli', imports: [], entry: true },
  { name: 'index.ts', imports: [], entry: true },
];

/** Built-in modules that compute and touch nothing. */
export const pureModules: readonly string[] = ['node:crypto', 'node:path', 'node:util'];

/** Modules with one home: the module's name or its beginning, and the folder that may import it. `null`: nobody. */
export const homes: readonly (readonly [module: string, home: string | null])[] = [
  ['@duckdb/', 'src/engine/duckdb/'],
  ['node:sqlite', 'src/store/'],
  ['citty', 'src/cli/'],
  ['hono', 'src/serving/'],
  ['@hono/', 'src/serving/'],
  ['node:http', 'src/serving/'],
  ['prom-client', 'src/telemetry/'],
  ['croner', 'src/operations/'],
  ['es-module-lexer', 'src/engine/process/'],
  ['temporal-polyfill', 'src/operations/'],
  ['node:https', null],
  ['node:http2', null],
  ['node:net', 'src/serving/'],
  ['node:tls', null],
  ['node:dgram', null],
  ['node:dns', null],
];

/** The files that may touch the clock, randomness and variables: they make the Effects. The engine's host is a process of its own: `build` measures in it, `child` hands it the variables. */
export const effectFiles: readonly string[] = [
  'src/index.ts',
  'src/cli/bin.ts',
  'src/effects.ts',
  'src/cli/main.ts',
  'src/engine/duckdb/host.ts',
  'src/engine/duckdb/build.ts',
  'src/engine/duckdb/child.ts',
];

function mayImport(room: Room): string {
  if (room.entry) return 'everything; nobody imports it';
  const list = room.imports.length ? room.imports.join(', ') : 'nothing';
  return room.note ? `${list} (${room.note})` : list;
}

/** The table as ARCHITECTURE.md prints it, without a final newline. */
export function importTable(): string {
  const lines = rooms.map((room) => `| ${room.name} | ${mayImport(room)} |`);
  return ['| room | may import |', '|---|---|', ...lines].join('\n');
}
