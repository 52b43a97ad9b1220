// What a script is handed: its declared inputs as tables, and its context. An unknown name is an undeclared read, never undefined.

import { type Instant, nearest } from '../../base/index.ts';
import type { Scalar } from '../../product/index.ts';
import type { ColumnBatch, ColumnValues } from '../duckdb/index.ts';
import { problem } from './problems.ts';
import { Refusal } from './refusal.ts';

/** A declared input, whole and in the order it was written. */
export interface Table {
  /** Typed arrays where no value is null, else arrays. */
  readonly columns: Readonly<Record<string, ColumnValues>>;
  readonly rowCount: number;
  /** Row by row as objects. */
  rows(): IterableIterator<Readonly<Record<string, string | number | bigint | boolean | null>>>;
}

/** What a script gets beside its inputs. */
export interface Context {
  /** The logical clock, as Date sees it too. */
  readonly clock: Instant;
  /** Numbers from 0 up to 1, the same in every run; Math.random() is the same generator. */
  random(): number;
  /** A line in the build's log. */
  log(...values: readonly unknown[]): void;
  readonly settings: Readonly<Record<string, Scalar>>;
}

/** Names that the language itself asks any object for. */
const asked = new Set(['then', 'toJSON', ...Object.getOwnPropertyNames(Object.prototype)]);

/** An object of which only its own names may be read. */
function declared<T extends object>(target: T, what: 'input' | 'column', names: readonly string[], file: string): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      if (typeof name === 'symbol' || Object.hasOwn(object, name) || asked.has(name)) return Reflect.get(object, name, receiver);
      throw new Refusal(problem('undeclared-input', { what, name, declared: names, candidate: nearest(name, names), file }));
    },
  });
}

/** The prototypes that rows of inputs have, which are plain objects to whoever keeps them. */
const rowPrototypes = new WeakSet<object>();

/** Whether the object is a row as an input gave it. */
export const isInputRow = (value: object): boolean => rowPrototypes.has(Object.getPrototypeOf(value) as object);

function table(batch: ColumnBatch, file: string): Table {
  const names = Object.keys(batch.columns);
  // A row's own columns are plain properties; only a name it has not is looked for in the prototype, and refused there.
  const prototype = declared(Object.create(Object.prototype) as object, 'column', names, file);
  rowPrototypes.add(prototype);
  const values = names.map((name) => batch.columns[name] as ColumnValues);
  function* rows() {
    for (let i = 0; i < batch.rowCount; i++) {
      const row: Record<string, string | number | bigint | boolean | null> = {};
      for (let j = 0; j < names.length; j++) row[names[j] as string] = values[j]?.[i] ?? null;
      // Set last: filling through such a prototype takes twice as long.
      Object.setPrototypeOf(row, prototype);
      yield row;
    }
  }
  return { columns: declared({ ...batch.columns }, 'column', names, file), rowCount: batch.rowCount, rows };
}

/** The inputs as the script gets them. `file` is where they are declared. */
export function inputTables(inputs: Readonly<Record<string, ColumnBatch>>, file: string): Readonly<Record<string, Table>> {
  const tables = Object.fromEntries(Object.entries(inputs).map(([name, batch]) => [name, table(batch, file)]));
  return declared(tables, 'input', Object.keys(tables), file);
}
