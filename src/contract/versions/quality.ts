// What a quality rule may hold, in 3.0 and in 3.1.0.

import { type Operator, operators } from '../document.ts';
import { problem } from '../problems.ts';
import {
  anything,
  byKind,
  choice,
  type Finding,
  list,
  type Member,
  type Members,
  map,
  needed,
  number,
  type Shape,
  type Spotted,
  text,
} from '../shape.ts';
import { type MapTree, member, placeOfTree } from '../tree.ts';
import type { Parts } from './building.ts';

const types = ['text', 'library', 'sql', 'custom'];
const metrics = ['nullValues', 'missingValues', 'invalidValues', 'duplicateValues', 'rowCount'];
const dimensions = ['accuracy', 'completeness', 'conformity', 'consistency', 'coverage', 'timeliness', 'uniqueness'];

const pair = list(() => number(), { expects: 'a list of two different numbers', example: '[0, 10]', least: 2, most: 2, distinct: true });
const comparisons: Readonly<Record<Operator, Shape>> = {
  mustBe: anything,
  mustNotBe: anything,
  mustBeGreaterThan: number(),
  mustBeGreaterOrEqualTo: number(),
  mustBeLessThan: number(),
  mustBeLessOrEqualTo: number(),
  mustBeBetween: pair,
  mustNotBeBetween: pair,
};

export function qualityShape(parts: Parts): Shape {
  const { id, word, tags, customProperties, definitions, open } = parts;
  const base: Members = {
    ...id,
    authoritativeDefinitions: definitions,
    businessImpact: word,
    customProperties,
    description: word,
    dimension: choice(dimensions),
    method: word,
    name: word,
    schedule: word,
    scheduler: word,
    severity: word,
    tags,
    type: choice(types),
    unit: word,
  };
  const members = (rule: MapTree): Members => ({ ...typeMembers(kindsOf(rule, base, open), rule, open), ...base });
  return map(members, { open, example: '{ metric: nullValues, mustBe: 0 }', ...(open ? {} : { also: oneComparison(base) }) });
}

/** The types whose keys a rule may hold. Without `type`, a rule that says more than every rule may is one of the library. */
function kindsOf(rule: MapTree, base: Members, open: boolean): readonly string[] {
  const type = member(rule, 'type');
  const metric = member(rule, 'metric');
  const hasMetric = !open && metric?.kind === 'single' && typeof metric.value === 'string';
  if (type?.kind === 'single') return [String(type.value), ...(hasMetric ? ['library'] : [])];
  if (type) return ['?'];
  return open || hasMetric || [...rule.entries.keys()].some((key) => !Object.hasOwn(base, key)) ? ['library'] : ['text'];
}

function typeMembers(kinds: readonly string[], rule: MapTree, open: boolean): Members {
  const implementation = byKind('a text, or a map', { single: text({ example: 'range: { column: amount, min: 0 }' }), map: map({}, { open: true }) });
  const members: Record<string, Shape | Member> = {};
  const compared: Members = kinds.includes('library') || (kinds.includes('sql') && !open) ? comparisons : {};
  Object.assign(members, compared);
  if (kinds.includes('library') && open) members.rule = needed(text({ example: 'nullValues' }));
  if (kinds.includes('library') && !open) {
    Object.assign(members, { metric: needed(choice(metrics)), rule: text({ example: 'nullValues' }), arguments: map({}, { open: true }) });
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as contracts write it
  if (kinds.includes('sql')) members.query = needed(text({ expects: 'a SELECT', example: 'select count(*) from ${table}' }));
  if (kinds.includes('custom')) Object.assign(members, { engine: needed(text({ example: 'trivet' })), implementation: needed(implementation) });
  const isKnown = kinds.every((kind) => types.includes(kind));
  return isKnown ? members : { ...Object.fromEntries([...rule.entries.keys()].map((key) => [key, anything])), ...members };
}

/** From 3.1.0 on, a rule that is compared says exactly one comparison. */
function oneComparison(base: Members) {
  return (rule: MapTree, { path }: Spotted, say: (finding: Finding) => void): void => {
    const kinds = kindsOf(rule, base, false);
    if (!kinds.includes('library') && !kinds.includes('sql')) return;
    const said = operators.filter((name) => rule.entries.has(name));
    if (said.length === 1) return;
    const second = said[1] === undefined ? undefined : rule.entries.get(said[1]);
    say({
      path: [...path, 'mustBe'],
      problem: problem('comparison', { said }, { at: placeOfTree(second ? { ...second.value, spot: second.key } : rule) }),
    });
  };
}
