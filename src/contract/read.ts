// A contract file becomes a document, or the Problems that stand in its way. Reads text that it is given, no file.

import { failed, nearest, type Outcome, ok, type Problem } from '../base/index.ts';
import type { CodeFile } from '../product/index.ts';
import type { DocumentPath, OdcsDocument } from './document.ts';
import { documentOf } from './parts.ts';
import { problem } from './problems.ts';
import type { Finding, Shape } from './shape.ts';
import { type MapTree, member, openTree, placeOfTree, type Tree } from './tree.ts';
import { apiVersions, versions3 } from './versions/building.ts';
import { upgraded2, upgraded30 } from './versions/upgrade.ts';
import { shapeOf2 } from './versions/v2.ts';
import { shapeOf3 } from './versions/v3.ts';

/** A contract that was read, and what is worth telling although it can be used. */
export interface ReadContract {
  readonly document: OdcsDocument;
  readonly warnings: readonly Problem[];
}

const latest = versions3[0];

/**
 * Reads a contract of 2.2.0 to 3.1.0, YAML or JSON. It is held to 3.1.0 first and then to the version that it declares: an error is what neither
 * allows, a warning what one of them does not.
 */
export function readContract(file: CodeFile): Outcome<ReadContract> {
  const problems: Problem[] = [];
  const tree = openTree(file, problems);
  if (!tree || problems.length > 0) return { ok: false, problems };
  if (tree.kind === 'single' && tree.value === null) return failed(problem('nothing-written', {}, { at: placeOfTree(tree) }));
  const version = declaredVersion(tree, problems);
  if (version === undefined) return { ok: false, problems };
  const current = tree.kind === 'map' ? upgradedFrom(version, tree) : tree;
  problems.push(...judged(tree, current, version));
  if (problems.some(({ severity }) => severity === 'error') || current.kind !== 'map') return { ok: false, problems };
  return ok({ document: documentOf(file, current, version), warnings: problems });
}

/** The declared version without its `v`; a contract that declares none is read as the latest, and told so by its shape. */
function declaredVersion(tree: Tree, problems: Problem[]): string | undefined {
  const said = member(tree, 'apiVersion');
  if (said?.kind !== 'single' || typeof said.value !== 'string') return latest;
  if (apiVersions.includes(said.value)) return said.value.slice(1);
  const near = apiVersions.find((v) => v === `v${said.value}`) ?? nearest(said.value, apiVersions);
  problems.push(problem('bad-choice', { path: 'apiVersion', text: said.text, choices: apiVersions, near }, { at: placeOfTree(said) }));
  return undefined;
}

function upgradedFrom(version: string, tree: MapTree): MapTree {
  if (version.startsWith('2.')) return upgraded2(tree);
  return version === latest ? tree : upgraded30(tree);
}

function findings(shape: Shape, tree: Tree): readonly Finding[] {
  const found: Finding[] = [];
  shape.look({ tree, path: [] }, (finding) => found.push(finding));
  return found;
}

function judged(tree: Tree, current: Tree, version: string): readonly Problem[] {
  const now = findings(shapeOf3(latest), current);
  if (version === latest) return now.map((finding) => finding.problem);
  if (version.startsWith('2.')) {
    const own = findings(shapeOf2, tree).map((finding) => finding.problem);
    // what is wrong in its own version is told once
    return own.some(({ severity }) => severity === 'error') ? own : [...own, ...now.map((finding) => differs(finding, latest, false))];
  }
  const declared = findings(shapeOf3(versions3.find((v) => v === version) ?? latest), tree);
  const around = (path: DocumentPath): string => JSON.stringify(path.slice(0, -1));
  const both = new Set(now.map(({ path }) => around(path)).filter((path) => declared.some((other) => around(other.path) === path)));
  return [
    ...now.map((finding) => (both.has(around(finding.path)) ? finding.problem : differs(finding, latest, false))),
    ...declared.filter((finding) => !both.has(around(finding.path))).map((finding) => differs(finding, version, true)),
  ];
}

function differs({ problem: found }: Finding, version: string, declared: boolean): Problem {
  return problem('version-differs', { version, declared, what: found.message }, { at: found.at });
}
