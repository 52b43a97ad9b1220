// Code files become a Product: each is read into a draft, and the drafts are validated together. Pure, so that a stored bundle is parsed alike.

import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { readAcceptancesYaml } from './forms/acceptances.ts';
import { type Draft, type DraftColumn, identifier, readAssetYaml } from './forms/describe.ts';
import { readSourceYaml } from './forms/source.ts';
import { readTrivetYaml } from './forms/trivet.ts';
import { readTestsYaml } from './forms/unit-tests.ts';
import { problem } from './problems.ts';
import type { Asset, CodeFile, ColumnRules, Product, Source, SqlAsset, UnitTest } from './product.ts';

export interface ProductFiles {
  readonly files: readonly CodeFile[];
  /** Where the code was read from: the product's folder, or a bundle's. */
  readonly codeFolder: string;
  /** Where relative source paths start. */
  readonly folder: string;
}

/** The product that the files make, or every Problem that stands against it, in order of file and line. */
export function parseProduct({ files, codeFolder, folder }: ProductFiles): Outcome<Product> {
  const problems: Problem[] = [];
  const trivetFile = files.find((file) => file.path === 'trivet.yaml');
  if (!trivetFile) return failed(problem('no-trivet-file', { folder: codeFolder }));
  const trivet = readTrivetYaml(trivetFile, problems);
  const sorted = sortOut(files, problems);
  const names = namesOf([...sorted.sources, ...sorted.codes], problems);
  const drafts = [...readSources(sorted.sources, problems), ...readCodes(sorted, problems)];
  const assets = new Map(drafts.map((draft) => [draft.name, { ...draft, columns: draft.columns.map((c) => resolved(c, names, problems)) }]));
  const tests = sorted.tests.flatMap((file) => readTests(file, names, problems));
  const acceptancesFile = files.find((file) => file.path === 'acceptances.yaml');
  const acceptances = acceptancesFile ? readAcceptancesYaml(acceptancesFile, problems) : [];
  if (!trivet || problems.length > 0) return failed(...problems.sort(byPlace));
  return ok({ ...trivet, codeFolder, folder, trivetFile, assets, tests, acceptances, files: [...files].sort(byPath) });
}

interface Sorted {
  readonly sources: readonly CodeFile[];
  readonly codes: readonly CodeFile[];
  /** The yaml files of assets, by their path without ending. */
  readonly specs: ReadonlyMap<string, CodeFile>;
  readonly tests: readonly CodeFile[];
}

/** Which file is what, by folder and ending; what has no meaning where it lies is a Problem. */
function sortOut(files: readonly CodeFile[], problems: Problem[]): Sorted {
  const sources: CodeFile[] = [];
  const codes: CodeFile[] = [];
  const specs = new Map<string, CodeFile>();
  const tests: CodeFile[] = [];
  for (const file of [...files].sort(byPath)) {
    const folder = file.path.slice(0, Math.max(0, file.path.indexOf('/')));
    const yaml = /\.ya?ml$/.test(file.path);
    if (folder === 'assets') {
      const earlier = yaml && specs.get(stem(file));
      if (earlier) problems.push(duplicate(nameOf(file), earlier, file));
      else if (yaml) specs.set(stem(file), file);
      else if (file.path.endsWith('.sql')) codes.push(file);
      else problems.push(problem('unsupported-code', { file: file.path }, { at: { file: file.path } }));
    } else if (folder === 'sources' || folder === 'tests') {
      if (yaml) (folder === 'sources' ? sources : tests).push(file);
      else problems.push(problem('stray-file', { file: file.path, folder }, { at: { file: file.path } }));
    }
  }
  return { sources, codes, specs, tests };
}

/** Every table's file by its name in lower case; bad and double names are Problems. */
function namesOf(files: readonly CodeFile[], problems: Problem[]): ReadonlyMap<string, CodeFile> {
  const names = new Map<string, CodeFile>();
  for (const file of files) {
    const name = nameOf(file);
    const first = names.get(name.toLowerCase());
    if (!identifier.test(name)) problems.push(problem('bad-name', { name, file: file.path }, { at: { file: file.path } }));
    if (first) problems.push(duplicate(name, first, file));
    else names.set(name.toLowerCase(), file);
  }
  return names;
}

type Drafted<A> = A extends Asset ? Omit<A, 'columns'> & Draft : never;

function readSources(files: readonly CodeFile[], problems: Problem[]): readonly Drafted<Source>[] {
  const drafts = files.map((file) => ({ file, draft: readSourceYaml(file, problems) }));
  return drafts.flatMap(({ file, draft }) => (draft ? [{ ...draft, kind: 'source' as const, name: nameOf(file), specFile: file }] : [])).sort(byName);
}

/** SQL assets with what their yaml says; a yaml without its SQL is a Problem. */
function readCodes({ codes, specs }: Sorted, problems: Problem[]): readonly Drafted<SqlAsset>[] {
  const drafts = new Map([...specs].map(([path, file]) => [path, readAssetYaml(file, problems)]));
  const stems = new Set(codes.map(stem));
  for (const [path, file] of specs) {
    if (stems.has(path)) continue;
    const near = nearest(nameOf(file), codes.map(nameOf));
    const nearFile = codes.find((code) => nameOf(code) === near)?.path;
    problems.push(problem('yaml-without-code', { name: nameOf(file), sql: `${path}.sql`, near: nearFile }, { at: { file: file.path } }));
  }
  return codes
    .map((code) => {
      const specFile = specs.get(stem(code));
      const described = drafts.get(stem(code)) ?? { columns: [], checks: [] };
      return { ...described, kind: 'sql' as const, name: nameOf(code), code, ...(specFile ? { specFile } : {}) };
    })
    .sort(byName);
}

/** A column whose reference names a table of the product, as that is written. */
function resolved({ referencesAt, ...column }: DraftColumn, names: ReadonlyMap<string, CodeFile>, problems: Problem[]): ColumnRules {
  if (!column.references) return column;
  const { asset, column: other } = column.references;
  const file = names.get(asset.toLowerCase());
  if (file) return { ...column, references: { asset: nameOf(file), column: other } };
  const near = nearest(asset, [...names.values()].map(nameOf));
  problems.push(problem('unknown-asset', { name: asset, use: 'references', near }, { at: referencesAt }));
  return column;
}

function readTests(file: CodeFile, names: ReadonlyMap<string, CodeFile>, problems: Problem[]): readonly UnitTest[] {
  const tests = readTestsYaml(file, problems);
  const tested = names.get(nameOf(file).toLowerCase());
  const at = { file: file.path };
  if (tested && isSource(tested)) problems.push(problem('source-is-not-tested', { name: nameOf(tested) }, { at }));
  if (!tested) {
    const assets = [...names.values()].filter((known) => !isSource(known));
    problems.push(problem('unknown-asset', { name: nameOf(file), use: 'tests', near: nearest(nameOf(file), assets.map(nameOf)) }, { at }));
  }
  return tests.map((test) => ({ ...test, asset: nameOf(tested ?? file) }));
}

const isSource = (file: CodeFile): boolean => file.path.startsWith('sources/');
const stem = (file: CodeFile): string => file.path.replace(/\.[^./]*$/, '');
const nameOf = (file: CodeFile): string => stem(file).slice(stem(file).lastIndexOf('/') + 1);

function duplicate(name: string, first: CodeFile, second: CodeFile): Problem {
  return problem('duplicate-name', { name, first: first.path, second: second.path }, { at: { file: second.path } });
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPath = (a: CodeFile, b: CodeFile): number => order(a.path, b.path);
const byName = (a: { name: string }, b: { name: string }): number => order(a.name, b.name);
const byPlace = ({ at: a }: Problem, { at: b }: Problem): number =>
  order(a?.file ?? '', b?.file ?? '') || (a?.line ?? 0) - (b?.line ?? 0) || (a?.column ?? 0) - (b?.column ?? 0);
