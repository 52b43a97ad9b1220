// Who is told of what changed in the outputs they rely on. Pure.

import type { Json } from '../base/index.ts';
import type { Output } from '../product/index.ts';
import type { Release } from '../store/index.ts';
import type { OutputShape, OutputShapes } from './validate.ts';

export interface Told {
  readonly output: string;
  /** `is new`, `is gone`, `gains city; loses state`, `is computed otherwise`. */
  readonly what: string;
  readonly consumers: readonly { readonly name: string; readonly contact: string | null }[];
}

/** The outputs of a release as it was published; none in one from before there were outputs. */
export const shapesOf = (release: Release | undefined): OutputShapes => (release?.gates as { outputs?: OutputShapes } | null)?.outputs ?? {};

export function toldOf(before: OutputShapes, now: OutputShapes, outputs: ReadonlyMap<string, Output>): readonly Told[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.flatMap((output) => {
    const what = change(before[output], now[output]);
    const consumers = (outputs.get(output)?.consumers ?? []).map(({ name, contact }) => ({ name, contact: contact ?? null }));
    return what === undefined ? [] : [{ output, what, consumers }];
  });
}

function change(before: OutputShape | undefined, now: OutputShape | undefined): string | undefined {
  if (!before) return 'is new';
  if (!now) return 'is gone';
  const typeOf = ({ columns }: OutputShape) => new Map(columns.map((c) => [c.name, c.type]));
  const [old, fresh] = [typeOf(before), typeOf(now)];
  const gains = [...fresh.keys()].filter((name) => !old.has(name));
  const loses = [...old.keys()].filter((name) => !fresh.has(name));
  const retyped = [...fresh].filter(([name, type]) => old.has(name) && old.get(name) !== type).map(([name, type]) => `${name} is ${type}`);
  const parts = [gains.length ? `gains ${gains.join(', ')}` : '', loses.length ? `loses ${loses.join(', ')}` : '', ...retyped].filter((p) => p);
  if (parts.length) return parts.join('; ');
  return before.definition === now.definition ? undefined : 'is computed otherwise';
}

/** What a release keeps of its outputs, among its gates. */
export function outputGates(shapes: OutputShapes, told: readonly Told[]): { readonly [key: string]: Json | undefined } {
  const kept = Object.keys(shapes).length ? (shapes as unknown as Json) : undefined;
  return { outputs: kept, told: told.length ? (told as unknown as Json) : undefined };
}
