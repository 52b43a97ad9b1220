// Graph + what the store holds → the stages. Pure but for questions to the store's reader, which is handed in.

import { type Digest, failed, type Instant, type Outcome, ok, type Problem } from '../base/index.ts';
import {
  type EnvironmentImage,
  fileOf,
  type Graph,
  type InputsImage,
  inputsImage,
  type ListedFile,
  type Listing,
  type ListingImage,
  type PreImage,
  usesClock,
} from '../graph/index.ts';
import type { Build, Fingerprints, Pointer, Snapshot, StoreReader } from '../store/index.ts';
import { problem } from './problems.ts';
import { environmentReason, listingReason } from './reasons.ts';
import type { Plan, Reason, Stage } from './stage.ts';

type Reader = Pick<StoreReader, 'buildsByIds' | 'buildsByKeys' | 'snapshots' | 'pointers' | 'text'>;

/** The three legs as they are now, ready to be compared with what the store holds. */
export interface PlanRequest {
  readonly graph: Graph;
  readonly environment: string;
  /** dev points at builds; a release moves only for other content. */
  readonly builds: boolean;
  readonly selected: ReadonlySet<string>;
  /** Assets to build again even if their build is kept; their readers run only if the content changes. */
  readonly rebuild: ReadonlySet<string>;
  readonly clock: Instant;
  /** Data leg of each source. */
  readonly listings: ReadonlyMap<string, { readonly image: PreImage; readonly files: Listing }>;
  /** Code leg of each asset. */
  readonly code: ReadonlyMap<string, PreImage>;
  readonly environmentLeg: { readonly image: PreImage; readonly value: EnvironmentImage };
  /** Whether all answers of an asset's checks on these contents are known; contents by asset. */
  readonly checked: (asset: string, contents: ReadonlyMap<string, Digest>) => Promise<boolean>;
  readonly rowsOf: (file: ListedFile) => number | undefined;
}

/** What the environment shows of one asset. */
interface Shown {
  readonly build: Build;
  readonly snapshot: Snapshot;
}

export async function makePlan(request: PlanRequest, store: Reader): Promise<Outcome<Plan>> {
  const { graph } = request;
  const pointers = await store.pointers(request.environment);
  const shown = await lookUpShown(pointers, store);
  const contents = new Map<string, Digest>();
  const moving = new Set<string>();
  const stages: Stage[] = [];
  const checks: Stage[] = [];
  const problems: Problem[] = [];
  for (const name of graph.order) {
    const pointer = pointers.get(name);
    const now = shown.get(name);
    if (!request.selected.has(name)) {
      if (pointer && now) {
        contents.set(name, now.snapshot.content);
        stages.push({ kind: 'reuse', asset: name, when: 'always', reasons: [], reuse: pointer });
      } else if ([...request.selected].some((s) => graph.nodes.get(s)?.reads.includes(name))) {
        problems.push(problem('missing-input', { asset: name, environment: request.environment, reader: firstReader(request, name) }));
      }
      continue;
    }
    const stage = await planAsset(request, store, name, { now, contents, moving });
    stages.push(stage);
    if (stage.kind !== 'reuse') moving.add(name);
    else if (stage.reuse) {
      const { snapshot } = stage.reuse;
      const content = snapshot === now?.snapshot.id ? now.snapshot.content : (await store.snapshots([snapshot])).get(snapshot)?.content;
      if (content) contents.set(name, content);
    }
    checks.push(...(await planChecks(request, name, stage, { contents, moving, pointer })));
  }
  if (problems.length) return failed(...problems);
  const dropped = [...pointers.keys()].filter((name) => !graph.nodes.has(name)).sort();
  const drops = dropped.map(
    (asset): Stage => ({ kind: 'drop', asset, when: 'always', reasons: [{ leg: 'code', text: `${asset} is no longer in the product` }] }),
  );
  return ok({ environment: request.environment, stages: [...stages, ...checks, ...drops], rebuild: request.rebuild });
}

const firstReader = (request: PlanRequest, name: string) => request.graph.readers.get(name)?.find((reader) => request.selected.has(reader)) ?? name;

async function lookUpShown(pointers: ReadonlyMap<string, Pointer>, store: Reader): Promise<Map<string, Shown>> {
  const snapshots = await store.snapshots([...pointers.values()].map((p) => p.snapshot));
  const builds = await store.buildsByIds([...pointers.values()].map((p) => p.build));
  const shown = new Map<string, Shown>();
  for (const [name, pointer] of pointers) {
    const build = builds.get(pointer.build);
    const snapshot: Snapshot | undefined = snapshots.get(pointer.snapshot);
    if (build && snapshot) shown.set(name, { build, snapshot });
  }
  return shown;
}

interface Known {
  readonly now: Shown | undefined;
  readonly contents: ReadonlyMap<string, Digest>;
  readonly moving: ReadonlySet<string>;
}

async function planAsset(request: PlanRequest, store: Reader, name: string, known: Known): Promise<Stage> {
  const node = request.graph.nodes.get(name);
  const code = request.code.get(name);
  const listing = request.listings.get(name);
  const environment = request.environmentLeg.image.digest;
  const kind = listing ? 'read' : 'build';
  const waits = node?.reads.filter((read) => known.moving.has(read)) ?? [];
  if (!code) throw new Error(`no code leg for ${name}`);
  if (waits.length === 0) {
    const inputs = Object.fromEntries((node?.reads ?? []).map((read) => [read, known.contents.get(read) as Digest]));
    const data = listing ? listing.image : inputsImage(inputs, usesClock(node) ? request.clock : undefined);
    const key = { asset: name, data: data.digest, code: code.digest, environment };
    // what is shown is usually what is wanted: then nothing is looked up
    if (known.now && isOf(known.now.build, key) && !request.rebuild.has(name)) {
      const { build, snapshot } = known.now;
      return { kind: 'reuse', asset: name, when: 'always', reasons: [], reuse: { build: build.id, snapshot: snapshot.id } };
    }
    const [found] = await store.buildsByKeys([key]);
    const reasons = await reasonsOf(request, store, name, known.now, data);
    if (found?.snapshot && !request.rebuild.has(name)) {
      return { kind: 'reuse', asset: name, when: 'always', reasons, reuse: { build: found.id, snapshot: found.snapshot } };
    }
    const again: readonly Reason[] = reasons.length
      ? reasons
      : [{ leg: 'code', text: request.rebuild.has(name) ? 'asked for: --rebuild' : 'no finished build is kept' }];
    return { kind, asset: name, when: 'always', reasons: again };
  }
  const own = await reasonsOf(request, store, name, known.now, undefined);
  const reasons: readonly Reason[] = own.length ? own : [{ leg: 'data', text: `if ${waits.join(', ')} change${waits.length === 1 ? 's' : ''}` }];
  return { kind, asset: name, when: own.length || request.rebuild.has(name) ? 'always' : { ifChanged: waits }, reasons };
}

const isOf = (build: Build, key: Fingerprints): boolean =>
  build.data === key.data && build.code === key.code && build.environment === key.environment;

/** One reason per leg that differs from what the environment shows. `data` is undefined where it is not known yet. */
async function reasonsOf(
  request: PlanRequest,
  store: Reader,
  name: string,
  now: Shown | undefined,
  data: PreImage | undefined,
): Promise<readonly Reason[]> {
  const node = request.graph.nodes.get(name);
  const listing = request.listings.get(name);
  const file = node && fileOf(node);
  if (!now) {
    if (listing) return [listingReason(name, undefined, listing.files, request.rowsOf)];
    return [{ leg: 'code', text: `${file} is new here` }];
  }
  const reasons: Reason[] = [];
  if (data && data.digest !== now.build.data) {
    const before = JSON.parse((await store.text(now.build.data)) ?? 'null') as ListingImage | InputsImage | null;
    if (listing) {
      reasons.push(listingReason(name, before?.kind === 'listing' ? before.files : undefined, listing.files, request.rowsOf));
    } else {
      reasons.push({ leg: 'data', text: inputsText(before?.kind === 'inputs' ? before : undefined, JSON.parse(data.text) as InputsImage) });
    }
  }
  if (request.code.get(name)?.digest !== now.build.code) reasons.push({ leg: 'code', text: file ?? name });
  if (request.environmentLeg.image.digest !== now.build.environment) {
    const before = await store.text(now.build.environment);
    if (before) reasons.push(environmentReason(JSON.parse(before) as EnvironmentImage, request.environmentLeg.value));
  }
  return reasons;
}

function inputsText(before: InputsImage | undefined, now: InputsImage): string {
  const changed = Object.keys(now.inputs).filter((name) => before?.inputs[name] !== now.inputs[name]);
  const clock = before && before.clock !== now.clock ? `the clock moved${now.clock ? ` to ${now.clock}` : ''}` : undefined;
  return [...(changed.length ? [`${changed.join(', ')} changed`] : []), ...(clock ? [clock] : [])].join('; ') || 'other inputs';
}

async function planChecks(
  request: PlanRequest,
  name: string,
  stage: Stage,
  known: { readonly contents: ReadonlyMap<string, Digest>; readonly moving: ReadonlySet<string>; readonly pointer: Pointer | undefined },
): Promise<readonly Stage[]> {
  const node = request.graph.nodes.get(name);
  const others = [...(node?.checkReads ?? []), ...(node?.reads ?? [])];
  const waits = [name, ...others].filter((n) => known.moving.has(n));
  const stages: Stage[] = [];
  const when = waits.length ? { ifChanged: waits } : ('always' as const);
  if (waits.length || !(await request.checked(name, known.contents))) {
    stages.push({ kind: 'check', asset: name, when, reasons: stage.reasons });
  }
  const moves =
    stage.kind !== 'reuse' || stage.reuse?.snapshot !== known.pointer?.snapshot || (request.builds && stage.reuse?.build !== known.pointer?.build);
  if (moves) {
    const publishWhen = stage.kind === 'reuse' ? ('always' as const) : { ifChanged: [name] };
    stages.push({ kind: 'publish', asset: name, when: publishWhen, reasons: stage.reasons });
  }
  return stages;
}
