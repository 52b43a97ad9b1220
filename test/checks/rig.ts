// What the tests of checks share: an engine that counts what it is asked, tables of literal rows, rules from a short form.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { digestOf } from '../../src/base/index.ts';
import { type Before, evaluate, type Finding, type Rule, rulesOf, rulesOfTable } from '../../src/checks/index.ts';
import { type Column, type Engine, type InputTable, type Surroundings, startEngine } from '../../src/engine/index.ts';
import type { Acceptance, Asset, Check, ColumnRules, Product, Scalar } from '../../src/product/index.ts';

export const surroundings: Surroundings = { settings: { timezone: 'UTC' }, variables: {}, clock: '2001-03-04T06:00:00-08:00' };

export const at = { file: 'assets/flights.yaml', line: 3, column: 5, source: '  delay: { max: 10 }' };

/** One engine for a test file, closed after it; `asked` counts, `questions` is their SQL. */
export function testEngine(): { engine: Engine; folder: string; asked: { calls: number; questions: number }; questions: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'trivet-checks-'));
  const engine = startEngine({ temporary: folder, readable: [folder] });
  const asked = { calls: 0, questions: 0 };
  const questions: string[] = [];
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ask: Engine['ask'] = (request) => {
    asked.calls += 1;
    asked.questions += request.questions.length;
    questions.push(...request.questions.map((q) => q.sql));
    return engine.ask(request);
  };
  return { engine: { ...engine, ask }, folder, asked, questions };
}

/** `table('n INTEGER, s VARCHAR', [1, 'a'], [2, null])` */
export function table(columns: string, ...rows: readonly (readonly Scalar[])[]): InputTable {
  return { kind: 'rows', columns: columnsFrom(columns), rows };
}

export function columnsFrom(text: string): readonly Column[] {
  return text.split(', ').map((c) => ({ name: c.slice(0, c.indexOf(' ')), type: c.slice(c.indexOf(' ') + 1) }));
}

/** `{ sql }`, or a check type with its settings and modifiers. */
export type NamedCheck = { readonly sql?: string; readonly sqlAt?: Check['at'] } & Partial<Omit<Check, 'type' | 'settings' | 'name'>> & {
    readonly type?: Check['type'];
    readonly settings?: object;
  };

export interface ShortForm {
  readonly key?: readonly string[];
  readonly columns?: Readonly<Record<string, Partial<ColumnRules>>>;
  readonly rows?: { readonly min?: number; readonly max?: number };
  readonly checks?: Readonly<Record<string, NamedCheck>>;
}

export function product(assets: Readonly<Record<string, ShortForm>>, acceptances: readonly Acceptance[] = []): Product {
  const file = (path: string) => ({ path, digest: digestOf(path), text: '' });
  const made = Object.entries(assets).map(([name, form]): [string, Asset] => [
    name,
    {
      kind: 'sql',
      name,
      code: file(`assets/${name}.sql`),
      ...(form.key ? { key: { columns: form.key, at } } : {}),
      columns: Object.entries(form.columns ?? {}).map(([column, c]) => ({ severity: 'error' as const, at, ...c, name: column })),
      ...(form.rows ? { rows: { ...form.rows, at, severity: 'error' as const } } : {}),
      checks: Object.entries(form.checks ?? {}).map(
        ([name, { sql, ...c }]) => ({ severity: 'error', at, type: 'sql', settings: { sql }, ...c, name }) as Check,
      ),
    },
  ]);
  return {
    name: 'p',
    codeFolder: '/p',
    folder: '/p',
    trivetFile: file('trivet.yaml'),
    impact: { level: 'low', because: 'no impact is declared' },
    engine: {},
    promises: [],
    notify: [],
    outputs: new Map(),
    variables: [],
    assets: new Map(made),
    tests: [],
    acceptances,
    files: [],
  };
}

export interface Asked {
  readonly others?: Readonly<Record<string, InputTable>>;
  readonly surroundings?: Surroundings;
  readonly before?: Before;
  readonly rows?: number;
}

/** The rules of one asset called `flights`, asked of a table; findings by the rule's name without the asset. */
export async function findings(engine: Engine, form: ShortForm, flights: InputTable, asked: Asked = {}): Promise<ReadonlyMap<string, Finding>> {
  const rules = rulesOfTable(product({ flights: form }).assets.get('flights') as Asset);
  const found = await evaluate({
    engine,
    rules,
    asset: 'flights',
    key: form.key,
    table: flights,
    others: asked.others ?? {},
    before: asked.before,
    rows: asked.rows,
    surroundings: asked.surroundings ?? surroundings,
  });
  return new Map(rules.map((rule, i) => [rule.id.slice('flights.'.length), found[i] as Finding]));
}

/** The only rule of a short form, and its finding. */
export async function finding(engine: Engine, form: ShortForm, flights: InputTable, asked: Asked = {}): Promise<Finding> {
  const all = [...(await findings(engine, form, flights, asked)).values()];
  return all.at(-1) as Finding;
}

export function rule(form: ShortForm): Rule {
  return rulesOf(product({ flights: form })).at(-1) as Rule;
}
