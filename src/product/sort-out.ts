// Which code file is what, by folder and ending, and the names they give to tables and outputs. Reads no file's text.

import { nearest, type Problem } from '../base/index.ts';
import { isTestData } from './layout.ts';
import { problem } from './problems.ts';
import type { CodeFile } from './product.ts';

export interface Sorted {
  readonly sources: readonly CodeFile[];
  /** .sql and .ts files of assets. */
  readonly codes: readonly CodeFile[];
  /** The yaml files of assets, by their path without ending. */
  readonly specs: ReadonlyMap<string, CodeFile>;
  readonly tests: readonly CodeFile[];
  /** The files of outputs, by their path without ending in lower case: one of the two, or both. */
  readonly outputs: ReadonlyMap<string, OutputFiles>;
  /** NAME.odcs.yaml of sources, assets and outputs, by the path of what they are beside (see `contractOf`). */
  readonly contracts: ReadonlyMap<string, CodeFile>;
}
export interface OutputFiles {
  readonly sql?: CodeFile | undefined;
  readonly yaml?: CodeFile | undefined;
}

/** The contract beside a file, whatever that file's ending. */
export const contractOf = ({ contracts }: Pick<Sorted, 'contracts'>, file: CodeFile): CodeFile | undefined => contracts.get(stem(file).toLowerCase());

/** Sorts the files; what has no meaning where it lies is a Problem. */
export function sortOut(all: readonly CodeFile[], problems: Problem[]): Sorted {
  const contracts = all.filter(isContract);
  const files = all.filter((file) => !isContract(file));
  const inFolder = (folder: string) => files.filter((file) => file.path.startsWith(`${folder}/`)).sort(byPath);
  const yamlOnly = (folder: string) =>
    inFolder(folder).filter((file) => {
      if (isTestData(file.path)) return false;
      if (!isYaml(file)) problems.push(problem('stray-file', { file: file.path, folder }, { at: { file: file.path } }));
      return isYaml(file);
    });
  const assets = inFolder('assets');
  for (const file of assets) {
    if (!isYaml(file) && !isAssetCode(file)) problems.push(problem('unsupported-code', { file: file.path }, { at: { file: file.path } }));
  }
  const outputs = inFolder('outputs');
  const outputStem = (file: CodeFile) => stem(file).toLowerCase();
  const sqls = byStem(outputs.filter(isSql), problems, outputStem);
  const yamls = byStem(outputs.filter(isYaml), problems, outputStem);
  const stems = [...new Set([...sqls.keys(), ...yamls.keys()])].sort();
  return {
    sources: yamlOnly('sources'),
    codes: assets.filter(isAssetCode),
    specs: byStem(assets.filter(isYaml), problems),
    tests: yamlOnly('tests'),
    outputs: new Map(stems.map((path) => [path, { sql: sqls.get(path), yaml: yamls.get(path) }])),
    contracts: byStem(contracts, problems, (file) => besideOf(file).toLowerCase()),
  };
}

/** A contract with nothing beside it is a Problem. */
export function checkContracts({ contracts, sources, codes, outputs }: Sorted, problems: Problem[]): void {
  const beside = [...sources, ...codes, ...[...outputs.values()].flatMap(({ sql, yaml }) => sql ?? yaml ?? [])];
  const stems = new Set(beside.map((file) => stem(file).toLowerCase()));
  for (const [path, file] of contracts) {
    if (stems.has(path)) continue;
    const name = besideOf(file);
    const near = nearest(name, beside.map(stem));
    const nearFile = beside.find((one) => stem(one) === near)?.path;
    problems.push(problem('contract-without-table', { path: name, near: nearFile }, { at: { file: file.path } }));
  }
}

/** Files by their path without ending; the second of two is a Problem. */
function byStem(files: readonly CodeFile[], problems: Problem[], keyOf = stem): ReadonlyMap<string, CodeFile> {
  const found = new Map<string, CodeFile>();
  for (const file of files) {
    const earlier = found.get(keyOf(file));
    if (earlier) problems.push(duplicate(nameOf(file), earlier, file));
    else found.set(keyOf(file), file);
  }
  return found;
}

/** Files by the names they make, in lower case: of the product's tables, or of its outputs. */
export type Names = ReadonlyMap<string, CodeFile>;

/** Every file by its name; bad and double names are Problems. */
export function namesOf(files: readonly CodeFile[], of: 'table' | 'output', problems: Problem[]): Names {
  const names = new Map<string, CodeFile>();
  for (const file of files) {
    const name = nameOf(file);
    const first = names.get(name.toLowerCase());
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) problems.push(problem('bad-name', { name, file: file.path, of }, { at: { file: file.path } }));
    if (first) problems.push(duplicate(name, first, file));
    else names.set(name.toLowerCase(), file);
  }
  return names;
}

/** A name as the product writes it; undefined if nothing has it. */
export function named(names: Names, name: string): string | undefined {
  const file = names.get(name.toLowerCase());
  return file && nameOf(file);
}

/** The name that was meant. */
export const nearName = (names: Names, name: string, among: (file: CodeFile) => boolean = () => true): string | undefined =>
  nearest(name, [...names.values()].filter(among).map(nameOf));

function duplicate(name: string, first: CodeFile, second: CodeFile): Problem {
  return problem('duplicate-name', { name, first: first.path, second: second.path }, { at: { file: second.path } });
}

export const isSource = (file: CodeFile): boolean => file.path.startsWith('sources/');
export const isScript = (file: CodeFile): boolean => file.path.endsWith('.ts');
const isAssetCode = (file: CodeFile): boolean => /\.sql$|(?<!\.d)\.ts$/.test(file.path);
const isSql = (file: CodeFile): boolean => file.path.endsWith('.sql');
const isYaml = (file: CodeFile): boolean => /\.ya?ml$/.test(file.path);
const contractEnding = /\.odcs\.ya?ml$/;
const isContract = (file: CodeFile): boolean => /^(sources|assets|outputs)\//.test(file.path) && contractEnding.test(file.path);
/** The path without ending of what a contract is beside. */
const besideOf = (file: CodeFile): string => file.path.replace(contractEnding, '');

/** A path without its ending. */
export const stem = (file: CodeFile): string => file.path.replace(/\.[^./]*$/, '');
/** The name that a file gives to what it makes. */
export const nameOf = (file: CodeFile): string => stem(file).slice(stem(file).lastIndexOf('/') + 1);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byPath = (a: CodeFile, b: CodeFile): number => order(a.path, b.path);
export const byName = (a: { name: string }, b: { name: string }): number => order(a.name, b.name);
export const byPlace = ({ at: a }: Problem, { at: b }: Problem): number =>
  order(a?.file ?? '', b?.file ?? '') || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
