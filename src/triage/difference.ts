// What differs between the good world and the bad one, leg by leg, only where it can reach the failure. Each difference can be carried over to a world.

import { diff } from 'node:util';
import { compareEnvironments, compareListings, usesClock as nodeUsesClock } from '../graph/index.ts';
import type { UnitTest } from '../product/index.ts';
import { environmentLegOf, involved, listingOf, type Prepared, testDefinition, testFiles, testId, withFiles } from '../session/index.ts';
import { isTest, type Recalled } from './corner.ts';
import type { Failure } from './subject.ts';
import type { LegName } from './verdict.ts';

/** One thing that differs: a source's file, a file of code, a setting, the clock. */
export interface Difference {
  readonly leg: LegName;
  readonly what: string;
  readonly file?: string | undefined;
  /** Lines of the file as the failure has it, e.g. `12-14`. */
  readonly lines?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Changed lines, `-` before and `+` after; at most eight. */
  readonly change?: readonly string[] | undefined;
  /** A world with this one thing as the failure has it; undefined where it can't be put together. */
  readonly carry: (world: Recalled) => Recalled | undefined;
}

export interface Side {
  readonly world: Recalled;
  readonly prepared: Prepared;
}

export function differences(good: Side, bad: Side, failure: Failure): readonly Difference[] {
  const { asset } = failure;
  const check = failure.check?.check;
  if (failure.check && isTest(failure.check))
    return [
      ...testDifferences(good, bad, asset, failure.check.check),
      ...environmentDifferences(good, bad, variablesUsed(good, bad, asset, undefined)),
    ];
  const names = new Set([...involved(good.prepared, asset, check), ...involved(bad.prepared, asset, check)]);
  return [
    ...dataDifferences(good, bad, names, asset, check),
    ...codeDifferences(good, bad, names, asset, check),
    ...environmentDifferences(good, bad, variablesUsed(good, bad, asset, check)),
  ];
}

/** The variables that can reach the failure, in lower case: those that SQL on the way to it names, in the good code or in the bad. */
export function variablesUsed(
  good: Pick<Side, 'prepared'>,
  bad: Pick<Side, 'prepared'>,
  asset: string,
  check: string | undefined,
): ReadonlySet<string> {
  const named = [good, bad].flatMap(({ prepared }) => [
    ...[...involved(prepared, asset, check)].flatMap((name) => prepared.graph.nodes.get(name)?.facts?.variables.map((v) => v.name) ?? []),
    ...(prepared.rules.get(asset)?.find((b) => b.rule.id === check)?.facts.variables ?? []),
  ]);
  return new Set(named.map((name) => name.toLowerCase()));
}

function dataDifferences(good: Side, bad: Side, names: ReadonlySet<string>, asset: string, check: string | undefined): readonly Difference[] {
  const found: Difference[] = [];
  for (const name of names) {
    const [before, after] = [good.world.listings.get(name), bad.world.listings.get(name)];
    if (!before || !after) continue;
    const { added, changed, removed } = compareListings(before.files, after.files);
    const withFile = (drop: string, add: typeof added) => (world: Recalled) =>
      withListing(world, name, [...(world.listings.get(name)?.files ?? []).filter((f) => f.path !== drop), ...add]);
    for (const f of added) found.push({ leg: 'data', what: `${name} has a new file`, file: f.path, carry: withFile(f.path, [f]) });
    for (const { from, to } of changed) {
      const sizes = { from: `${from.digest.slice(0, 8)}, ${from.size} bytes`, to: `${to.digest.slice(0, 8)}, ${to.size} bytes` };
      found.push({ leg: 'data', what: `a file of ${name} changed`, file: to.path, ...sizes, carry: withFile(to.path, [to]) });
    }
    for (const f of removed) found.push({ leg: 'data', what: `a file of ${name} is gone`, file: f.path, carry: withFile(f.path, []) });
  }
  if (usesClock(good.prepared, names, asset, check) || usesClock(bad.prepared, names, asset, check)) found.push(...clockDifference(good, bad));
  return found;
}

function clockDifference(good: Side, bad: Side): readonly Difference[] {
  const [from, to] = [good.world.clock, bad.world.clock];
  if (Date.parse(from) === Date.parse(to)) return [];
  const carry = (world: Recalled) => ({ ...world, clock: to, surroundings: { ...world.surroundings, clock: to } });
  return [{ leg: 'data', what: 'the clock moved', from, to, carry }];
}

function withListing(world: Recalled, name: string, files: Parameters<typeof compareListings>[0]): Recalled {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const listings = new Map(world.listings);
  listings.set(name, listingOf(sorted));
  return { ...world, listings };
}

function usesClock({ graph, rules }: Prepared, names: ReadonlySet<string>, asset: string, check: string | undefined): boolean {
  const rule = rules.get(asset)?.find((b) => b.rule.id === check);
  return (rule?.facts.clock ?? false) || [...names].some((name) => nodeUsesClock(graph.nodes.get(name)));
}

function codeDifferences(good: Side, bad: Side, names: ReadonlySet<string>, asset: string, check: string | undefined): readonly Difference[] {
  const paths = new Set<string>();
  for (const name of names) {
    const [before, after] = [good.prepared.graph.nodes.get(name)?.asset, bad.prepared.graph.nodes.get(name)?.asset];
    const files = [before, after].map((asset) => (asset?.kind === 'sql' ? asset.code.path : asset?.specFile?.path));
    if (before?.kind === 'script' && after?.kind === 'script') {
      for (const path of changedScriptFiles(good, bad, name)) paths.add(path);
      continue;
    }
    const moved = good.prepared.code.get(name)?.digest !== bad.prepared.code.get(name)?.digest;
    const globs = before?.kind === 'source' && after?.kind === 'source' && before.paths.join('\n') !== after.paths.join('\n');
    // a file that moved to another folder differs at both places
    if (moved || globs || files[0] !== files[1]) for (const file of files) if (file) paths.add(file);
  }
  const [before, after] = [good, bad].map((side) => side.prepared.rules.get(asset)?.find((b) => b.rule.id === check)?.rule);
  if (check && (before?.definition !== after?.definition || before?.severity !== after?.severity))
    paths.add((after ?? before)?.at.file ?? 'trivet.yaml');
  if (check && acceptedText(good, check) !== acceptedText(bad, check)) paths.add('acceptances.yaml');
  return [...paths].sort().map((path) => fileDifference(good, bad, path));
}

/** A script is its own files, and its yaml: what it reads and its settings. */
function changedScriptFiles(good: Side, bad: Side, name: string): readonly string[] {
  if (good.prepared.code.get(name)?.digest === bad.prepared.code.get(name)?.digest) return [];
  const nodes = [good, bad].map(({ prepared }) => prepared.graph.nodes.get(name));
  const files = nodes.flatMap((node) => [...(node?.script?.files ?? []), ...(node?.asset.specFile ? [node.asset.specFile.path] : [])]);
  const digestIn = ({ world }: Side, path: string) => world.product.files.find((f) => f.path === path)?.digest;
  return [...new Set(files)].filter((path) => digestIn(good, path) !== digestIn(bad, path));
}

const acceptedText = ({ world }: Side, check: string): string =>
  JSON.stringify(
    world.product.acceptances
      .filter((a) => a.check.toLowerCase() === check.toLowerCase())
      .map(({ columns, keys, digests, value }) => ({ columns, keys, digests, value })),
  );

/** A unit test has its own rows: what can break it is the asset's code, the test itself, the clock where it sets none, the environment. */
function testDifferences(good: Side, bad: Side, asset: string, check: string): readonly Difference[] {
  const [before, after] = [good, bad].map((side) => side.world.product.tests.find((t) => testId(t) === check));
  const paths = [
    ...(good.prepared.code.get(asset)?.digest === bad.prepared.code.get(asset)?.digest
      ? []
      : [bad.prepared.graph.nodes.get(asset)?.asset, good.prepared.graph.nodes.get(asset)?.asset].flatMap((a) =>
          a?.kind === 'sql' ? [a.code.path] : a?.kind === 'script' ? changedScriptFiles(good, bad, asset) : [],
        )),
    ...(before && after && testDefinition(before) === testDefinition(after) ? [] : changedTestFiles(good, bad, after ?? before, asset)),
  ];
  const clock = after?.clock === undefined && nodeUsesClock(bad.prepared.graph.nodes.get(asset)) ? clockDifference(good, bad) : [];
  return [...clock, ...[...new Set(paths)].map((path) => fileDifference(good, bad, path))];
}

/** The test's own file, or those with its rows. */
function changedTestFiles(good: Side, bad: Side, test: UnitTest | undefined, asset: string): readonly string[] {
  const digestIn = ({ world }: Side, path: string) => world.product.files.find((f) => f.path === path)?.digest;
  const files = test ? testFiles(test) : [`tests/${asset}.yaml`];
  const changed = files.filter((path) => digestIn(good, path) !== digestIn(bad, path));
  return changed.length > 0 ? changed : files.slice(0, 1);
}

function fileDifference(good: Side, bad: Side, path: string): Difference {
  const [before, after] = [good, bad].map((side) => side.world.product.files.find((f) => f.path === path));
  const carry = (world: Recalled) => {
    const files = [...world.product.files.filter((f) => f.path !== path), ...(after ? [after] : [])].sort((a, b) => (a.path < b.path ? -1 : 1));
    const other = withFiles(world, files);
    return other.ok ? { ...other.value, lacking: world.lacking } : undefined;
  };
  const what = !before ? `${path} is new` : !after ? `${path} is gone` : `${path} changed`;
  return { leg: 'code', what, file: path, ...changedLines(before?.text ?? '', after?.text ?? ''), carry };
}

/** Line numbers in the new text, and the changed lines themselves. `diff` marks what only its first text has with 1, the second with -1. */
function changedLines(before: string, after: string): Pick<Difference, 'lines' | 'change'> {
  const [insert, remove] = [-1, 1];
  const numbers: number[] = [];
  const change: string[] = [];
  let line = 1;
  for (const [operation, text] of diff(before.split('\n'), after.split('\n'))) {
    if (operation === insert) change.push(`+ ${text.trim()}`);
    if (operation === remove) change.push(`- ${text.trim()}`);
    if (operation === insert) numbers.push(line);
    if (operation !== remove) line++;
  }
  if (change.length === 0) return {};
  if (numbers.length === 0) return { change: change.slice(0, 8) };
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)];
  return { lines: first === last ? `${first}` : `${first}-${last}`, change: change.slice(0, 8) };
}

function environmentDifferences(good: Side, bad: Side, used: ReadonlySet<string>): readonly Difference[] {
  const [before, after] = [good.world.environmentLeg.value, bad.world.environmentLeg.value];
  const reaching = compareEnvironments(before, after).filter(
    (c) => !c.name.startsWith('variable ') || used.has(c.name.slice('variable '.length).toLowerCase()),
  );
  return reaching.map((change): Difference => {
    // what runs the steps can't be exchanged in this process
    const machine = change.name === 'engine' || change.name === 'runtime' || change.name.startsWith('lock file ');
    const named = change.name.startsWith('variable ') || change.name.startsWith('lock file ');
    const what = named ? `${change.name} changed` : machine ? `the ${change.name} changed` : `setting ${change.name} changed`;
    const carry = (world: Recalled) => (machine ? undefined : withSetting(world, bad.world, change.name));
    return { leg: 'environment', what, from: change.from ?? 'not set', to: change.to ?? 'not set', carry };
  });
}

function withSetting(good: Recalled, bad: Recalled, name: string): Recalled {
  const variable = name.startsWith('variable ') ? name.slice('variable '.length) : undefined;
  const pick = <T>(own: Readonly<Record<string, T>>, other: Readonly<Record<string, T>>, key: string): Record<string, T> => {
    const { [key]: _, ...rest } = own;
    const value = other[key];
    return value === undefined ? rest : { ...rest, [key]: value };
  };
  const [g, b] = [good.environmentLeg.value, bad.environmentLeg.value];
  const value = variable ? { ...g, variables: pick(g.variables, b.variables, variable) } : { ...g, settings: pick(g.settings, b.settings, name) };
  const variables = variable ? pick(good.surroundings.variables, bad.surroundings.variables, variable) : good.surroundings.variables;
  return {
    ...good,
    environmentLeg: environmentLegOf(value),
    surroundings: { ...good.surroundings, settings: value.settings, variables },
    lacking: [...good.lacking, ...(variable ? bad.lacking : [])],
  };
}
