// A rehearsal as a matrix: a row for each kind of fault, a column for each place where some fault was noticed.

import { operatorNamed, type Rehearsal, type Trial } from '../../rehearsal/index.ts';
import { type Matrix, type MatrixMark, type MatrixRow, matrix, type Shade } from '../../telemetry/index.ts';
import type { Look } from '../render.ts';

const shades: Matrix['shades'] = ['noticed in 0.1 % of the rows', 'in 1 %', 'in 10 %', 'only in more'];

export function matrixText(rehearsal: Rehearsal, { palette, width }: Look): string {
  return matrix(matrixOf(rehearsal), { palette, width });
}

/** What a trial was noticed at, in the words of a column. */
const placesOf = ({ caught }: Trial): readonly string[] =>
  caught.map((c) => (c.by === 'delivery' ? 'delivery' : c.by === 'output' ? `output ${c.asset}` : c.asset));

export function matrixOf(rehearsal: Rehearsal): Matrix {
  const { trials, tables } = rehearsal;
  const found = new Set(trials.flatMap(placesOf));
  const own = tables.map((t) => t.table);
  const columns = [
    ...['delivery', ...own].filter((name) => found.has(name)),
    ...[...found].filter((name) => name !== 'delivery' && !own.includes(name)),
  ];
  const nameOf = namesOf(trials);
  const groups = new Map<string, MatrixRow[]>();
  for (const [name, of] of byOperator(trials)) {
    const group = operatorNamed(name)?.group ?? 'value';
    groups.set(group, [...(groups.get(group) ?? []), rowOf(name, of, columns, nameOf)]);
  }
  return { columns, groups: [...groups].map(([title, rows]) => ({ title, rows })), shades };
}

function byOperator(trials: readonly Trial[]): ReadonlyMap<string, readonly Trial[]> {
  const all = new Map<string, Trial[]>();
  for (const trial of trials) all.set(trial.fault.operator, [...(all.get(trial.fault.operator) ?? []), trial]);
  return all;
}

/** A fault's place in as few words as name it: the column alone where no other table has one of that name. */
function namesOf(trials: readonly Trial[]): (trial: Trial) => string {
  const tables = new Map<string, Set<string>>();
  for (const { fault } of trials) if (fault.column !== undefined) tables.set(fault.column, (tables.get(fault.column) ?? new Set()).add(fault.table));
  return ({ fault: { table, column } }) => (column === undefined ? table : (tables.get(column)?.size ?? 0) > 1 ? `${table}.${column}` : column);
}

interface Place {
  readonly name: string;
  readonly trials: readonly Trial[];
}

function rowOf(operator: string, trials: readonly Trial[], columns: readonly string[], nameOf: (trial: Trial) => string): MatrixRow {
  const places = new Map<string, Trial[]>();
  for (const trial of trials) {
    const name = nameOf(trial);
    places.set(name, [...(places.get(name) ?? []), trial]);
  }
  const all = [...places].map(([name, of]): Place => ({ name, trials: of }));
  const isControl = operatorNamed(operator)?.extent === 'control';
  const counting = isControl ? [] : all.filter((p) => p.trials.some((t) => t.equivalent !== true));
  const survivors = counting.filter((p) => !p.trials.some((t) => t.caught.length > 0 && t.equivalent !== true));
  const whole = operatorNamed(operator)?.extent !== 'part';
  const cells: (MatrixMark | undefined)[] = columns.map((column) => cellOf(trials, column, whole));
  const note = counting.length > 0 ? undefined : isControl ? controlNote(trials) : 'makes no difference';
  if (counting.length === 0 && columns.length > 0 && cells.findIndex((c) => c !== undefined) < 0) cells[0] = 'equivalent';
  return {
    label: operator,
    cells,
    sum: counting.length === 0 ? '' : `${counting.length - survivors.length}/${counting.length}`,
    survivors: survivors.map((p) => p.name),
    note,
  };
}

const controlNote = (trials: readonly Trial[]): string =>
  trials.some((t) => t.caught.length > 0) ? 'noticed, though it changes nothing' : 'rightly not noticed';

/** The mark of the smallest share that was noticed there. */
function cellOf(trials: readonly Trial[], column: string, whole: boolean): MatrixMark | undefined {
  const shares = trials.filter((t) => placesOf(t).includes(column)).map((t) => t.fault.share);
  return shares.length === 0 ? undefined : whole ? 0 : shadeOf(Math.min(...shares));
}

const shadeOf = (share: number): Shade => (share <= 0.001 ? 0 : share <= 0.01 ? 1 : share <= 0.1 ? 2 : 3);
