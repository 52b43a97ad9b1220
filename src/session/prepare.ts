// parse → graph: a world's SQL is parsed (answers cached by text), names become a graph, rules learn what they read.

import { digestOfJson, failed, type Json, nearest, type Outcome, ok, type Place, type Problem, placeAt } from '../base/index.ts';
import { type Rule, ruleReads, ruleScope, ruleStatements, rulesOf, unknownAcceptances } from '../checks/index.ts';
import { engineVersion, type Origin, type Parsed } from '../engine/index.ts';
import { type CheckRead, codeImage, type Graph, makeGraph, type PreImage, type ScriptFacts } from '../graph/index.ts';
import type { Output, Product, SqlAsset } from '../product/index.ts';
import type { BoundRule } from '../run/index.ts';
import { canWrite } from './list-sources.ts';
import type { Session } from './open.ts';
import { originOf, type PreparedOutput, prepareOutputs } from './outputs.ts';
import { problem } from './problems.ts';
import { parseScripts } from './scripts.ts';
import type { World } from './world.ts';

/** A world whose code is understood. */
export interface Prepared {
  readonly world: World;
  readonly graph: Graph;
  readonly rules: ReadonlyMap<string, readonly BoundRule[]>;
  readonly code: ReadonlyMap<string, PreImage>;
  readonly outputs: ReadonlyMap<string, PreparedOutput>;
  readonly warnings: readonly Problem[];
}

interface Statement {
  readonly sql: string;
  readonly origin: Origin;
  readonly parameters?: true | undefined;
}

export async function prepare(world: World, session: Session): Promise<Outcome<Prepared>> {
  const { product } = world;
  const rules = rulesOf(product);
  const assets = [...product.assets.values()].flatMap((a) => (a.kind === 'sql' ? [a] : []));
  const asking = rules.flatMap((rule) => ruleStatements(rule).map((sql) => ({ rule, sql })));
  const outputs = [...product.outputs.values()];
  const statements: Statement[] = [
    ...assets.map((asset) => ({ sql: asset.code.text, origin: { file: asset.code.path, line: 1 } })),
    ...asking.map(({ rule, sql }) => ({ sql, origin: { file: rule.at.file, line: lineOf(rule), at: rule.at } })),
    ...outputs.map((output) => ({ sql: output.sql, origin: originOf(output), parameters: true as const })),
  ];
  const [parsed, scripts] = await Promise.all([parseAll(statements, session), parseScripts(product, session)]);
  if (!parsed.ok || !scripts.ok) return failed(...[parsed, scripts].flatMap((o) => (o.ok ? [] : o.problems)));
  const facts = new Map(assets.map((asset, i) => [asset.name, parsed.value[i] as Parsed]));
  const ruleFacts = factsOf(asking.map(({ rule }, i) => [rule, parsed.value[assets.length + i] as Parsed]));
  const outputFacts = new Map(outputs.map((output, i) => [output, parsed.value[assets.length + asking.length + i] as Parsed]));
  const graph = makeGraph(product, { facts, scripts: scripts.value, checkReads: checkReadsOf(rules, ruleFacts) });
  const read = prepareOutputs(product, outputFacts, scripts.value);
  const wrong = [
    ...undeclaredVariables(product, facts, rules, ruleFacts, outputFacts),
    ...modelsWithRows(product, scripts.value),
    ...(graph.ok ? [] : graph.problems),
    ...(read.ok ? [] : read.problems),
  ];
  if (!graph.ok || !read.ok || wrong.length > 0) return failed(...wrong);
  const bound = bind(rules, ruleFacts, graph.value);
  const files = new Map(product.files.map((file) => [file.path, file]));
  const code = new Map([...graph.value.nodes].map(([name, node]) => [name, codeImage(node, files)]));
  const warnings = [...unknownAcceptances(product, rules), ...unstable(assets, facts)];
  return ok({ world, graph: graph.value, rules: bound, code, outputs: read.value, warnings });
}

type RuleParsed = Pick<Parsed, 'reads' | 'clock' | 'variables'>;

/** What the SQL written in each rule reads and uses, by the rule's id: a condition as well as a statement. */
function factsOf(parsed: readonly (readonly [Rule, Parsed])[]): ReadonlyMap<string, RuleParsed> {
  const facts = new Map<string, RuleParsed>();
  for (const [{ id }, { reads, clock, variables }] of parsed) {
    const known = facts.get(id) ?? { reads: [], clock: false, variables: [] };
    facts.set(id, { reads: [...known.reads, ...reads], clock: known.clock || clock, variables: [...known.variables, ...variables] });
  }
  return facts;
}

const lineOf = (rule: Rule): number => (rule.kind === 'metric' ? undefined : rule.line) ?? rule.at.line ?? 1;

function checkReadsOf(rules: readonly Rule[], facts: ReadonlyMap<string, RuleParsed>): ReadonlyMap<string, readonly CheckRead[]> {
  const checkReads = new Map<string, CheckRead[]>();
  for (const rule of rules) {
    const names = namesRead(rule, facts);
    if (names.length) checkReads.set(rule.asset, [...(checkReads.get(rule.asset) ?? []), ...names.map((name) => ({ name, at: rule.at }))]);
  }
  return checkReads;
}

const namesRead = (rule: Rule, facts: ReadonlyMap<string, RuleParsed>): readonly string[] => [
  ...ruleReads(rule),
  ...(facts.get(rule.id)?.reads.map((r) => r.name) ?? []),
];

/** A model has no rows that could be checked, and no columns; what it must be worth, `solved` and unit tests say. */
function modelsWithRows({ assets }: Product, scripts: ReadonlyMap<string, ScriptFacts>): readonly Problem[] {
  return [...scripts].flatMap(([name, { kind }]) => {
    const asset = assets.get(name);
    if (asset?.kind !== 'script') return [];
    const at = asset.key?.at ?? asset.columns[0]?.at ?? asset.rows?.at ?? asset.checks[0]?.at;
    return kind === 'model' && at ? [problem('model-has-no-rows', { model: name }, { at })] : [];
  });
}

/** What is not declared is null whatever its value, and in no fingerprint. Names match as DuckDB's do, case-insensitively. */
function undeclaredVariables(
  { assets, variables }: Product,
  facts: ReadonlyMap<string, Parsed>,
  rules: readonly Rule[],
  ruleFacts: ReadonlyMap<string, RuleParsed>,
  outputs: ReadonlyMap<Output, Parsed>,
): readonly Problem[] {
  const known = new Set(variables.map((name) => name.toLowerCase()));
  const unknown = (parsed: Pick<Parsed, 'variables'> | undefined) => (parsed?.variables ?? []).filter(({ name }) => !known.has(name.toLowerCase()));
  const undeclared = (by: string, name: string, at: Place) =>
    problem('undeclared-variable', { by, name, declared: variables, near: nearest(name, variables) }, { at });
  const inAssets = [...assets.values()].flatMap((asset) =>
    asset.kind === 'sql'
      ? unknown(facts.get(asset.name)).map(({ name, offset }) => undeclared(asset.name, name, placeAt(asset.code.path, asset.code.text, offset)))
      : [],
  );
  const inRules = rules.flatMap((rule) => unknown(ruleFacts.get(rule.id)).map(({ name }) => undeclared(rule.id, name, rule.at)));
  const inOutputs = [...outputs].flatMap(([output, parsed]) => unknown(parsed).map(({ name }) => undeclared(output.name, name, output.sqlAt)));
  return [...inAssets, ...inRules, ...inOutputs];
}

/** Order-sensitive parts: there, equal fingerprints do not promise equal results. */
function unstable(assets: readonly SqlAsset[], facts: ReadonlyMap<string, Parsed>): readonly Problem[] {
  return assets.flatMap(({ name, code }) =>
    (facts.get(name)?.unstable ?? []).map(({ what, offset }) =>
      problem('unstable', { asset: name, what }, { at: placeAt(code.path, code.text, offset) }),
    ),
  );
}

function bind(rules: readonly Rule[], facts: ReadonlyMap<string, RuleParsed>, graph: Graph): Map<string, BoundRule[]> {
  const canonical = new Map(graph.order.map((name) => [name.toLowerCase(), name]));
  const bound = new Map<string, BoundRule[]>();
  for (const rule of rules) {
    const own = facts.get(rule.id);
    const names = namesRead(rule, facts);
    const reads = [...new Set(names.map((name) => canonical.get(name.toLowerCase()) ?? name))].filter((name) => name !== rule.asset).sort();
    const list = bound.get(rule.asset) ?? [];
    list.push({
      rule,
      facts: {
        reads,
        clock: (own?.clock ?? false) || ruleScope(rule) === 'clock',
        history: ruleScope(rule) === 'history',
        variables: own?.variables.map((v) => v.name) ?? [],
      },
    });
    bound.set(rule.asset, list);
  }
  return bound;
}

async function parseAll(statements: readonly Statement[], session: Session): Promise<Outcome<readonly Parsed[]>> {
  const keys = statements.map((s) => digestOfJson({ sql: s.sql, engine: engineVersion(), parameters: s.parameters, form: 2 }));
  const known = (await session.store.cached('parse', keys)) as unknown as (Parsed | undefined)[];
  const missing = statements.flatMap((statement, i) => (known[i] === undefined ? [{ statement, i }] : []));
  if (missing.length === 0) return ok(known as Parsed[]);
  const answers = await session.engine.parse(missing.map((m) => m.statement));
  const problems: Problem[] = [];
  const fresh: { key: string; value: Json }[] = [];
  const parsed = [...known];
  for (const [n, { i }] of missing.entries()) {
    const answer = answers[n];
    if (!answer) throw new Error('the parser answered too little');
    if (!answer.ok) problems.push(...answer.problems);
    else {
      parsed[i] = answer.value;
      fresh.push({ key: keys[i] as string, value: answer.value as unknown as Json });
    }
  }
  if (canWrite(session.store)) await session.store.putCached('parse', fresh);
  return problems.length ? failed(...problems) : ok(parsed as Parsed[]);
}
