// Who is told of what changed in the outputs they rely on.

import type { Json } from '../base/index.ts';
import type { Output, Product } from '../product/index.ts';
import type { Release } from '../store/index.ts';
import type { Session } from './open.ts';
import type { OutputShape, OutputShapes } from './validate.ts';
import { bundledProduct } from './world.ts';

export interface Told {
  readonly output: string;
  /** `is new`, `is gone`, `gains city; loses state`, `is computed otherwise`. */
  readonly what: string;
  readonly consumers: readonly { readonly name: string; readonly contact: string | null }[];
}

/** The outputs of a release as it was published; none in one from before there were outputs. */
export const shapesOf = (release: Release | undefined): OutputShapes => (release?.gates as { outputs?: OutputShapes } | null)?.outputs ?? {};

/** `outputs`: of both products, the older first: who relied on what is gone is told as well. */
export function toldOf(before: OutputShapes, now: OutputShapes, outputs: readonly Output[]): readonly Told[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return names.flatMap((output) => {
    const what = change(before[output], now[output]);
    const all = outputs.filter((o) => o.name === output).flatMap((o) => o.consumers);
    const consumers = [...new Map(all.map(({ name, contact }) => [name, { name, contact: contact ?? null }])).values()];
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

/** The change from one release to a product with these outputs. */
export async function toldSince(
  live: Release | undefined,
  now: OutputShapes,
  product: Product,
  session: Pick<Session, 'store' | 'folder'>,
): Promise<readonly Told[]> {
  const before = live ? await bundledProduct(live.bundle, session) : undefined;
  const older = before?.ok ? [...before.value.outputs.values()] : [];
  return toldOf(shapesOf(live), now, [...older, ...product.outputs.values()]);
}

/** What a rollback says of the outputs: those of the release it goes back to, and who is told. */
export async function goingBack(live: Release, target: Release, session: Pick<Session, 'store' | 'folder'>): Promise<OutputGates> {
  const product = await bundledProduct(target.bundle, session);
  const shapes = shapesOf(target);
  return outputGates(shapes, product.ok ? await toldSince(live, shapes, product.value, session) : []);
}

export type OutputGates = { readonly [key: string]: Json | undefined };

/** What a release keeps of its outputs, among its gates. */
export function outputGates(shapes: OutputShapes, told: readonly Told[]): OutputGates {
  const kept = Object.keys(shapes).length ? (shapes as unknown as Json) : undefined;
  return { outputs: kept, told: told.length ? (told as unknown as Json) : undefined };
}
