// Code files become a Product: each is read into a draft, and the drafts are validated together. Pure, so that a stored bundle is parsed alike.

import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import { readAcceptancesYaml } from './forms/acceptances.ts';
import { type AssetDraft, readAssetYaml, undescribed } from './forms/asset.ts';
import type { Draft } from './forms/describe.ts';
import { readSourceYaml } from './forms/source.ts';
import { readTrivetYaml } from './forms/trivet.ts';
import { readTestsYaml } from './forms/unit-tests.ts';
import { readOutputs } from './outputs.ts';
import { problem } from './problems.ts';
import type { Asset, CodeFile, Product, ScriptAsset, Source, SqlAsset, UnitTest } from './product.ts';
import { checkRules, columnRules, promiseRules, solvedBy, tableName } from './resolve.ts';
import {
  byName,
  byPath,
  byPlace,
  checkContracts,
  contractOf,
  isScript,
  isSource,
  type Names,
  nameOf,
  namesOf,
  nearName,
  type Sorted,
  sortOut,
  stem,
} from './sort-out.ts';
import { overlaps } from './targets.ts';

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
  const tables = namesOf([...sorted.sources, ...sorted.codes], 'table', problems);
  const outputNames = namesOf(
    [...sorted.outputs.values()].flatMap(({ sql, yaml }) => sql ?? yaml ?? []),
    'output',
    problems,
  );
  checkContracts(sorted, problems);
  const drafts = [...readSources(sorted, problems), ...readCodes(sorted, tables, problems)];
  const assets = new Map(drafts.map((draft) => [draft.name, described(draft, tables, problems)]));
  const outputs = readOutputs(sorted, outputNames, tables, problems);
  const tests = sorted.tests.flatMap((file) => readTests(file, files, tables, problems));
  const acceptancesFile = files.find((file) => file.path === 'acceptances.yaml');
  const acceptances = acceptancesFile ? readAcceptancesYaml(acceptancesFile, problems) : [];
  const promises = promiseRules(trivet?.promises ?? [], outputNames, tables, problems);
  const solved = trivet?.solved && solvedBy(trivet.solved, tables, problems);
  if (trivet?.publish) checkPublished(trivet.publish, assets.values(), problems);
  if (!trivet || problems.length > 0) return failed(...problems.sort(byPlace));
  const read = { assets, outputs, tests, acceptances, promises, ...(solved ? { solved } : {}) };
  return ok({ ...trivet, ...read, codeFolder, folder, trivetFile, files: [...files].sort(byPath) });
}

/** What is published must not be delivered again as a source's. */
function checkPublished({ parquet, at }: NonNullable<Product['publish']>, assets: Iterable<Asset>, problems: Problem[]): void {
  for (const asset of assets) {
    const path = asset.kind === 'source' && asset.paths.find((one) => overlaps(parquet, one));
    if (!path) continue;
    const why = `the source \`${asset.name}\` reads \`${path}\``;
    problems.push(problem('bad-target', { text: parquet, why, as: 'folder', example: 'published' }, { at }));
  }
}

/** What a draft says of other tables, found among the product's. */
const described = <D extends Drafted<Asset>>(draft: D, tables: Names, problems: Problem[]) => ({
  ...draft,
  columns: draft.columns.map((c) => columnRules(c, tables, problems)),
  checks: draft.checks.map((c) => checkRules(c, tables, problems)),
});

type Drafted<A> = A extends Asset ? Omit<A, 'columns' | 'checks'> & Draft : never;

function readSources(sorted: Sorted, problems: Problem[]): readonly Drafted<Source>[] {
  const drafts = sorted.sources.map((file) => ({ file, draft: readSourceYaml(file, problems) }));
  return drafts
    .flatMap(({ file, draft }) =>
      draft ? [{ ...draft, kind: 'source' as const, name: nameOf(file), specFile: file, ...withContract(sorted, file) }] : [],
    )
    .sort(byName);
}

function withContract(sorted: Sorted, file: CodeFile): Pick<Asset, 'contractFile'> {
  const contractFile = contractOf(sorted, file);
  return contractFile ? { contractFile } : {};
}

/** Assets with what their yaml says; a yaml without its code is a Problem. */
function readCodes(sorted: Sorted, tables: Names, problems: Problem[]): readonly Drafted<SqlAsset | ScriptAsset>[] {
  const { codes, specs } = sorted;
  const drafts = new Map([...specs].map(([path, file]) => [path, readAssetYaml(file, problems)]));
  const stems = new Set(codes.map(stem));
  for (const [path, file] of specs) {
    if (stems.has(path)) continue;
    const near = nearest(nameOf(file), codes.map(nameOf));
    const nearFile = codes.find((code) => nameOf(code) === near)?.path;
    problems.push(problem('yaml-without-code', { name: nameOf(file), path, near: nearFile }, { at: { file: file.path } }));
  }
  return codes
    .map((code) => {
      const files = { ...(specs.has(stem(code)) ? { specFile: specs.get(stem(code)) } : {}), ...withContract(sorted, code) };
      return assetOf(code, files, drafts.get(stem(code)) ?? undescribed, tables, problems);
    })
    .sort(byName);
}

function assetOf(
  code: CodeFile,
  files: Pick<Asset, 'specFile' | 'contractFile'>,
  draft: AssetDraft,
  tables: Names,
  problems: Problem[],
): Drafted<SqlAsset | ScriptAsset> {
  const { reads, settings, scriptKeys, ...described } = draft;
  const whole = { ...described, name: nameOf(code), code, ...files };
  if (isScript(code)) {
    const known = reads.map(({ name, at, value }) => [tableName(name, 'reads', at, tables, problems), { at, ...value }] as const);
    return { ...whole, kind: 'script', reads: new Map(known), settings };
  }
  for (const { key, at } of scriptKeys) problems.push(problem('only-for-scripts', { key, sql: code.path }, { at }));
  return { ...whole, kind: 'sql' };
}

function readTests(file: CodeFile, files: readonly CodeFile[], tables: Names, problems: Problem[]): readonly UnitTest[] {
  const tests = readTestsYaml(file, files, problems);
  const tested = tables.get(nameOf(file).toLowerCase());
  const at = { file: file.path };
  if (tested && isSource(tested)) problems.push(problem('source-is-not-tested', { name: nameOf(tested) }, { at }));
  if (!tested) {
    const near = nearName(tables, nameOf(file), (known) => !isSource(known));
    problems.push(problem('unknown-asset', { name: nameOf(file), use: 'tests', near }, { at }));
  }
  return tests.map((test) => ({ ...test, asset: nameOf(tested ?? file) }));
}
