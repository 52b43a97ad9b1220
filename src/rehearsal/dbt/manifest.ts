// Reads dbt's manifest.json, whatever version of dbt wrote it (v4 to v12), without dbt: only what a rehearsal needs, each part checked.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { problem } from './problems.ts';
import type { DbtProject, DbtRelation, DbtTest } from './project.ts';
import { testSql } from './test-sql.ts';

const text = z.string().nullish();
const config = z.looseObject({
  materialized: text,
  severity: text,
  error_if: text,
  warn_if: text,
  fail_calc: text,
  limit: z.number().nullish(),
  enabled: z.boolean().nullish(),
});
const node = z.looseObject({
  resource_type: z.string(),
  name: z.string(),
  alias: text,
  identifier: text,
  source_name: text,
  database: text,
  schema: text,
  relation_name: text,
  language: text,
  patch_path: text,
  original_file_path: text,
  compiled_code: text,
  compiled_sql: text,
  column_name: text,
  attached_node: text,
  depends_on: z.looseObject({ nodes: z.array(z.string()).nullish() }).nullish(),
  test_metadata: z.looseObject({ name: z.string(), namespace: text, kwargs: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  config: config.nullish(),
});
const manifest = z.looseObject({
  metadata: z.looseObject({ dbt_schema_version: z.string(), dbt_version: text, project_name: text, adapter_type: text }),
  nodes: z.record(z.string(), node),
  sources: z.record(z.string(), node),
  exposures: z.record(z.string(), z.looseObject({ depends_on: z.looseObject({ nodes: z.array(z.string()).nullish() }).nullish() })).nullish(),
});
type Node = z.infer<typeof node>;
type Nodes = ReadonlyMap<string, Node>;

/** Reads the file; `label` is its name for people. */
export async function readManifest(path: string, label: string): Promise<Outcome<DbtProject>> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const what = error instanceof SyntaxError ? 'it is not JSON' : 'it cannot be read';
    return failed(problem('dbt-unreadable', { file: label, what }, { at: { file: label }, cause: String(error) }));
  }
  const read = manifest.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    const what = `${issue?.path.join('.') || 'the document'}: ${issue?.message.charAt(0).toLowerCase()}${issue?.message.slice(1)}`;
    return failed(problem('dbt-unreadable', { file: label, what }, { at: { file: label } }));
  }
  if (!/\/manifest\/v\d+/.test(read.data.metadata.dbt_schema_version))
    return failed(
      problem('dbt-unreadable', { file: label, what: `its schema is ${read.data.metadata.dbt_schema_version}` }, { at: { file: label } }),
    );
  return projectOf(read.data, label);
}

function projectOf({ metadata, nodes, sources, exposures }: z.infer<typeof manifest>, file: string): Outcome<DbtProject> {
  const all: Nodes = new Map([...Object.entries(sources), ...Object.entries(nodes)]);
  const relations = inOrder([...all].flatMap(([id, n]) => relationOf(id, n, all)));
  const known = new Set(relations.map((r) => r.id));
  const asked = [...all].filter(([, n]) => n.resource_type === 'test');
  const tests: DbtTest[] = [];
  const notAsked: { test: string; why: string }[] = [];
  for (const [id, n] of asked) {
    const test = testOf(id, n, all, known);
    if (typeof test === 'string') notAsked.push({ test: n.name, why: test });
    else tests.push(test);
  }
  if (tests.length === 0) return failed(problem('dbt-not-compiled', { file, tests: asked.length }, { at: { file } }));
  const exposed = Object.values(exposures ?? {}).flatMap((e) => behind(e.depends_on?.nodes ?? [], all));
  return ok({
    name: metadata.project_name ?? 'dbt',
    adapter: metadata.adapter_type ?? 'unknown',
    version: metadata.dbt_version ?? '0',
    file,
    relations,
    tests: uniquelyNamed(tests),
    exposed: new Set(exposed),
    notAsked,
  });
}

const kinds: ReadonlySet<string> = new Set(['source', 'seed', 'snapshot', 'model']);
const sqlOf = (n: Node): string | undefined => n.compiled_code ?? n.compiled_sql ?? undefined;
const isEphemeral = (n: Node): boolean => n.resource_type === 'model' && n.config?.materialized === 'ephemeral';

function relationOf(id: string, n: Node, all: Nodes): readonly DbtRelation[] {
  if (!kinds.has(n.resource_type) || isEphemeral(n) || n.config?.enabled === false) return [];
  const kind = n.resource_type as DbtRelation['kind'];
  const named = parts(n.relation_name ?? '');
  const name = named.at(-1) ?? n.identifier ?? n.alias ?? n.name;
  const schema = named.at(-2) ?? n.schema ?? 'main';
  const database = named.at(-3) ?? n.database ?? 'memory';
  const sql = kind === 'model' ? sqlOf(n) : undefined;
  const held = kind === 'model' ? heldBecause(n, sql, { database, schema, name }) : undefined;
  const ofSource = kind === 'source' && n.source_name ? n.source_name : undefined;
  const label = ofSource === undefined ? n.name : `${ofSource}.${n.name}`;
  const said = ofSource === undefined ? `ref('${n.name}')` : `source('${ofSource}', '${n.name}')`;
  const file = n.patch_path?.replace(/^[^:]*:\/\//, '') ?? (kind === 'source' ? n.original_file_path : undefined) ?? undefined;
  const reads = behind(n.depends_on?.nodes ?? [], all);
  return [{ id, label, said, kind, database, schema, name, reads, file, ...(held === undefined ? { sql } : { held }) }];
}

/** An increment reads the table that it adds to: made of nothing, it would be another table. */
function heldBecause(n: Node, sql: string | undefined, self: { readonly database: string; readonly schema: string; readonly name: string }) {
  if (n.language === 'python') return 'it is written in Python';
  if (sql === undefined) return 'the manifest has no SQL of it; dbt compile writes it';
  const own = [self.database, self.schema, self.name].map((part) => part.toLowerCase()).join('.');
  const plain = sql.toLowerCase().replaceAll('"', '');
  const at = plain.indexOf(own);
  const reads = at >= 0 && !/[\w$]/.test(plain.charAt(at + own.length));
  return reads ? 'its SQL is an increment that reads the table itself; dbt compile --full-refresh writes the whole' : undefined;
}

/** `"a"."b"."c"`, a.b.c or `a`.`b`.`c` as its parts. */
function parts(relation: string): readonly string[] {
  return [...relation.matchAll(/"((?:[^"]|"")*)"|`([^`]*)`|([^."`]+)/g)].map(
    ([, double, tick, bare]) => double?.replaceAll('""', '"') ?? tick ?? bare ?? '',
  );
}

/** Relations, those that ephemeral models read in place of these. */
function behind(ids: readonly string[], all: Nodes, seen: ReadonlySet<string> = new Set()): readonly string[] {
  const found = ids.flatMap((id) => {
    const n = all.get(id);
    if (!n || seen.has(id)) return [];
    return isEphemeral(n) ? behind(n.depends_on?.nodes ?? [], all, new Set([...seen, id])) : kinds.has(n.resource_type) ? [id] : [];
  });
  return [...new Set(found)];
}

/** Each after those it reads; dbt refuses cycles. */
function inOrder(relations: readonly DbtRelation[]): readonly DbtRelation[] {
  const byId = new Map(relations.map((r) => [r.id, r]));
  const placed = new Set<DbtRelation>();
  const place = (relation: DbtRelation, on: ReadonlySet<DbtRelation>): void => {
    if (placed.has(relation) || on.has(relation)) return;
    for (const id of relation.reads) {
      const before = byId.get(id);
      if (before) place(before, new Set([...on, relation]));
    }
    placed.add(relation);
  };
  for (const relation of relations.toSorted((a, b) => (a.id < b.id ? -1 : 1))) place(relation, new Set());
  return [...placed];
}

function testOf(id: string, n: Node, all: Nodes, known: ReadonlySet<string>): DbtTest | string {
  if (n.config?.enabled === false) return 'it is switched off';
  const sql = sqlOf(n);
  if (sql === undefined) return 'the manifest has no SQL of it';
  const reads = behind(n.depends_on?.nodes ?? [], all).filter((r) => known.has(r));
  const attached = n.attached_node && known.has(n.attached_node) ? n.attached_node : undefined;
  const about = attached ?? subjectOf(n, reads, all) ?? reads[0];
  if (about === undefined) return 'it reads no table of the project';
  const { name, namespace } = n.test_metadata ?? {};
  const severity = n.config?.severity?.toLowerCase() === 'warn' ? 'warn' : 'error';
  const type = name === undefined ? undefined : namespace ? `${namespace}.${name}` : name;
  return { id, name: n.name, type, column: n.column_name ?? undefined, about, reads, severity, sql: testSql(sql, n.config ?? {}) };
}

/** The table that a generic test was written at: its argument `model` names it, as `ref('trips')` or `source('raw', 'trips')`. */
function subjectOf(n: Node, reads: readonly string[], all: Nodes): string | undefined {
  const model = n.test_metadata?.kwargs?.model;
  const named = typeof model === 'string' ? /(?:ref|source)\(([^)]*)\)/.exec(model)?.[1] : undefined;
  const names = [...(named ?? '').matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double ?? '');
  return reads.find((id) => names.includes(all.get(id)?.name ?? ''));
}

const uniquelyNamed = (tests: readonly DbtTest[]): readonly DbtTest[] =>
  tests.map((test) => (tests.some((other) => other !== test && other.name === test.name) ? { ...test, name: test.id } : test));
