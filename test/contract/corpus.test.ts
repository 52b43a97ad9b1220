// The standard's own examples and schemas, where they are present: every example loads, and our rules of each version accept and reject what the schema does.

import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { rulesOfTable } from '../../src/checks/index.ts';
import { contractRules, readContract } from '../../src/contract/index.ts';
import { openTree } from '../../src/contract/tree.ts';
import { versions3 } from '../../src/contract/versions/building.ts';
import { shapeOf3 } from '../../src/contract/versions/v3.ts';
import { contractFile, corpus, examples, hasCorpus } from './rig.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A generator of numbers below 1 that a seed fixes. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const others: readonly Json[] = [
  null,
  true,
  7,
  -1,
  1.5,
  'text',
  '',
  [],
  ['x'],
  [1, 2],
  {},
  { x: 1 },
  'v9',
  'object',
  'array',
  'integer',
  'i32',
  'users.id',
];
const strangers: readonly string[] = [
  'nonsense',
  'id',
  'rule',
  'metric',
  'mustBe',
  'mustBeBetween',
  'from',
  'unit',
  'items',
  'properties',
  'query',
  'type',
];

/** One part of a document changed: a key lost, a key more, or another value. */
function mutated(document: Json, random: () => number): Json {
  const copy = structuredClone(document);
  const maps: { [key: string]: Json }[] = [];
  const visit = (value: Json): void => {
    if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      maps.push(value);
      Object.values(value).forEach(visit);
    }
  };
  visit(copy);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const map = pick(maps);
  const key = pick(Object.keys(map).length > 0 ? Object.keys(map) : ['x']);
  const how = random();
  if (how < 0.3) delete map[key];
  else if (how < 0.5) map[pick(strangers)] = pick(others);
  else map[key] = pick(others);
  return copy;
}

test('the official examples are compared where they lie beside the project; where they do not, it is said', () => {
  if (!hasCorpus)
    process.stdout.write('the official ODCS examples are not beside this project (../shared/corpora/odcs): they are not compared here\n');
  expect(examples().length > 15).toBe(hasCorpus);
});

if (hasCorpus)
  describe('the official examples', () => {
    test.each(hasCorpus ? examples().map((path) => [basename(path), path] as const) : [])(
      '%s loads, and each of its rules is one that runs or is told why not',
      (_, path) => {
        const contract = readContract(contractFile(readFileSync(path, 'utf8'), path));
        expect(contract.ok ? [] : contract.problems).toEqual([]);
        if (!contract.ok) return;
        const meant = contractRules(contract.value.document);
        expect(meant.ok ? [] : meant.problems.filter((p) => p.severity === 'error')).toEqual([]);
        if (!meant.ok) return;
        const rules = meant.value.tables.flatMap(rulesOfTable);
        expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
        for (const { reason, at } of meant.value.notRun) expect([reason.length > 10, (at.line ?? 0) > 0]).toEqual([true, true]);
      },
    );

    test('what an example of 3.0.2 takes from 3.1.0 is a warning', () => {
      const warned = examples().filter((path) => {
        const contract = readContract(contractFile(readFileSync(path, 'utf8'), path));
        return contract.ok && contract.value.warnings.some((p) => p.code === 'contract/version-differs');
      });
      expect(warned.map((path) => basename(path)).sort()).toEqual([
        'all-data-types.odcs.yaml',
        'basic-four-dpo.odcs.yaml',
        'column-completeness.odcs.yaml',
      ]);
    });
  });

if (hasCorpus)
  describe.each(versions3.map((version) => [version] as const))('the rules of %s', (version) => {
    const accepts = () => {
      const schema = JSON.parse(readFileSync(join(corpus, 'schema', `odcs-json-schema-v${version}.json`), 'utf8')) as object;
      return new Ajv2019({ strict: false, validateFormats: false, logger: false }).compile(schema);
    };
    const findings = (document: Json): readonly string[] => {
      const tree = openTree(contractFile(JSON.stringify(document)), []);
      if (!tree) throw new Error('no tree');
      const found: string[] = [];
      shapeOf3(version).look({ tree, path: [] }, ({ problem }) => found.push(problem.message));
      return found;
    };

    test('accept and reject what its schema does: the examples, and 100 mutants of each', { timeout: 120_000 }, () => {
      const validate = accepts();
      const differing: string[] = [];
      let rejected = 0;
      for (const path of examples()) {
        const text = readFileSync(path, 'utf8');
        if (text.length > 20_000) continue;
        const original = { ...(parse(text, { schema: 'core' }) as { [key: string]: Json }), apiVersion: `v${version}` };
        const random = chance(path.length);
        for (let n = 0; n < 100; n++) {
          const document = n === 0 ? original : mutated(mutated(original, random), random);
          const [ours, theirs] = [findings(document), validate(document) as boolean];
          if (!theirs) rejected++;
          if ((ours.length === 0) !== theirs) {
            const because = theirs ? ours[0] : JSON.stringify(validate.errors?.[0]);
            differing.push(`${basename(path)} ${n}: the schema ${theirs ? 'accepts' : 'rejects'}: ${because}`);
          }
        }
      }
      expect(differing.slice(0, 10)).toEqual([]);
      expect(rejected).toBeGreaterThan(400);
    });
  });
