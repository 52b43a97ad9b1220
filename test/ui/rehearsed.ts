// A rehearsal of the staged product: trials that are said here, counted by rehearsal's own functions and kept as the command keeps them.

import type { Digest, Json } from '../../src/base/index.ts';
import { ruleQuery, rulesOf, rulesOfTable, type TypedRule } from '../../src/checks/index.ts';
import { documentOf } from '../../src/cli/rehearsal/document.ts';
import type { Check, Product } from '../../src/product/index.ts';
import {
  type Caught,
  type FalseAlarms,
  operators,
  type Proposal,
  type Rehearsal,
  redundantOf,
  scored,
  smallestOf,
  type Trial,
  usualShares,
  worthOf,
} from '../../src/rehearsal/index.ts';
import type { RehearsalRecord } from '../../src/store/index.ts';
import type { PageRule } from '../../src/ui/index.ts';

export const liveKey = 'a'.repeat(64) as Digest;

/** The rules of a product as a service hands them in. */
export const pageRules = (product: Product): readonly PageRule[] =>
  rulesOf(product).map((rule) => {
    const { id, asset, expectation, severity, at } = rule;
    const columns = (name: string) => (product.assets.get(name)?.columns ?? []).map((c) => ({ name: c.name, type: c.type ?? 'VARCHAR' }));
    const table = (name: string) => ({ kind: 'rows', columns: columns(name), rows: [] }) as const;
    const others = Object.fromEntries([...product.assets.keys()].filter((name) => name !== asset).map((name) => [name, table(name)]));
    const about = { asset, key: product.assets.get(asset)?.key?.columns, table: table(asset), others, surroundings };
    return { id, asset, expectation, severity, file: at.file, query: rule.kind === 'metric' ? null : (ruleQuery(rule, about) ?? null) };
  });

const surroundings = { settings: {}, variables: {}, clock: '2001-03-04T14:00:00Z' };

const rule = (id: string): Caught => ({ by: 'rule', rule: id, asset: id.split('.')[0] as string });
const build = (asset: string): Caught => ({ by: 'build', asset });

interface Said {
  readonly table: string;
  readonly column?: string;
  /** Noticed from this share on, by these. */
  readonly from?: number;
  readonly by?: readonly Caught[];
  readonly same?: true;
}

/** Every trial of one kind of fault at one place. */
function trials(operator: string, { table, column, from, by = [], same }: Said): readonly Trial[] {
  const parted = operators.find((o) => o.name === operator)?.extent === 'part';
  return (parted ? usualShares : [1]).map((share, i) => ({
    fault: { operator, table, ...(column === undefined ? {} : { column }), share, seed: 1 },
    equivalent: same ?? false,
    because: same ? 'no reader of it changes' : 'late_by_day changes',
    caught: from !== undefined && share >= from ? by : [],
    changed: same ? [] : ['departures', 'late_by_day', 'output late'],
    inferred: i === 1,
    weight: 1,
    ms: 12,
  }));
}

const all: readonly Trial[] = [
  ...trials('null', { table: 'flights', column: 'delay', from: 0.001, by: [rule('flights.delay.required'), rule('departures.delay.required')] }),
  ...trials('null', { table: 'airports', column: 'city', from: 0.1, by: [rule('departures.city.required')] }),
  ...trials('outlier', { table: 'flights', column: 'delay', from: 0.01, by: [rule('flights.delay.range')] }),
  ...trials('outlier', { table: 'flights', column: 'distance' }),
  ...trials('sign', { table: 'flights', column: 'delay' }),
  ...trials('sign', { table: 'airports', column: 'longitude', same: true }),
  ...trials('rounding', { table: 'airports', column: 'latitude', same: true }),
  ...trials('drop-column', { table: 'flights', column: 'delay', from: 1, by: [build('departures')] }),
  ...trials('retype-column', { table: 'flights', column: 'distance', from: 1, by: [rule('departures.distance.type')] }),
  ...trials('duplicate-rows', { table: 'flights', from: 0.001, by: [rule('departures.key')] }),
  ...trials('lost-partition', { table: 'flights', from: 1, by: [rule('departures.usual-flights')] }),
  ...trials('orphan-key', {
    table: 'flights',
    column: 'origin',
    from: 0.001,
    by: [rule('departures.origin.references'), { by: 'output', asset: 'late' }],
  }),
  ...trials('reorder', { table: 'flights', same: true }),
  ...trials('label-shifted', { table: 'departures', column: 'late' }),
  ...trials('empty-delivery', { table: 'flights', from: 1, by: [{ by: 'delivery', asset: 'flights' }, rule('hourly.rows')] }),
];

const quiet: FalseAlarms = { versions: 8, alarmed: 0, rate: 0, byRule: {} };

const ruleOf = (asked: { readonly type: 'range' | 'aggregate'; readonly settings: object }): TypedRule =>
  rulesOfTable({
    name: 'flights',
    columns: [],
    checks: [{ name: 'proposed', at: { file: 'a proposal', line: 1 }, severity: 'error', ...asked } as Check],
  })[0] as TypedRule;

const proposals: readonly Proposal[] = [
  {
    table: 'flights',
    check: { place: 'column', column: 'distance', settings: { min: 31, max: 3_100 } },
    rule: ruleOf({ type: 'range', settings: { column: 'distance', min: 31, max: 3_100 } }),
    yaml: 'columns:\n  distance: { min: 31, max: 3100 }',
    odcs: '',
    expectation: 'distance between 31 and 3100',
    kills: usualShares.map((share) => ({ operator: 'outlier', table: 'flights', column: 'distance', share, seed: 1 })),
    falseAlarms: quiet,
  },
  {
    table: 'flights',
    check: { place: 'check', name: 'mean-delay', settings: { mean: 'delay', between: [2, 19] } },
    rule: ruleOf({ type: 'aggregate', settings: { column: 'delay', measure: 'mean', min: 2, max: 19 } }),
    yaml: 'checks:\n  mean-delay: { aggregate: mean, column: delay, between: [ 2, 19 ] }',
    odcs: '',
    expectation: 'mean of delay between 2 and 19',
    kills: [{ operator: 'sign', table: 'flights', column: 'delay', share: 1, seed: 1 }],
    falseAlarms: { versions: 8, alarmed: 1, rate: 0.125, byRule: {} },
  },
];

export function rehearsalOf(product: Product): Rehearsal {
  const rules = rulesOf(product).filter((r) => r.kind !== 'metric');
  const checks = worthOf(rules, all, new Map(rules.map((r, i) => [r.id, 1 + (i % 5)])));
  return {
    seed: 1,
    tables: [
      { table: 'flights', rows: 59_904, columns: 6, rules: 8, failing: [] },
      { table: 'airports', rows: 81, columns: 6, rules: 4, failing: [] },
      { table: 'departures', rows: 59_904, columns: 11, rules: 25, failing: [] },
      { table: 'late_by_day', rows: 0, columns: 6, rules: 3, failing: [], skipped: 'it has no rows' },
    ],
    trials: all,
    ...scored(all),
    falseAlarms: { versions: 8, alarmed: 1, rate: 0.125, byRule: { 'departures.usual-flights': 1 } },
    smallest: smallestOf(all),
    checks,
    redundant: redundantOf(checks, all),
    costPerKill: 3.4,
    proposals,
    scoreWithProposals: 0.94,
    level: 'high',
    seconds: 21.4,
  };
}

/** As `trivet rehearse` keeps it. */
export function recordOf(product: Product, more: Partial<RehearsalRecord> = {}): RehearsalRecord {
  const rehearsal = rehearsalOf(product);
  const shown = rehearsal.proposals.map((proposal) => ({ proposal, file: `sources/${proposal.table}.yaml`, text: proposal.yaml }));
  const document = documentOf({ of: 'product', name: product.name, rehearsal, proposals: shown, written: [], notes: [], problems: [] });
  return {
    product: product.name,
    key: liveKey,
    by: 'mara',
    at: '2026-01-05T20:00:00.000Z',
    score: rehearsal.score ?? null,
    falseAlarms: 0.125,
    versions: 8,
    survived: rehearsal.survived,
    document: JSON.parse(JSON.stringify(document)) as Json,
    ...more,
  };
}
