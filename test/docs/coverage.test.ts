// Nothing is undocumented: verbs, flags, keys of the yaml files, engine settings; and no link leads nowhere.

import { expect, test } from 'vitest';
import { usageOf } from '../../src/cli/help.ts';
import { verbs } from '../../src/cli/main.ts';
import { sharedFlags } from '../../src/cli/options.ts';
import { engineSettings } from '../../src/engine/index.ts';
import { checkTypes } from '../../src/product/forms/check-types.ts';
import { jsonSchemas } from '../../src/product/index.ts';
import { brokenLink, localLinks, pages, section, textOf } from './pages.ts';

const all = pages();

test.each(verbs.map((entry) => [entry.name, entry] as const))('%s has a page with its usage, flags and document', async (name, entry) => {
  const page = `docs/verbs/${name}.md`;
  expect(all).toContain(page);
  const text = textOf(page);
  const { verb } = await entry.load();
  expect(text).toContain(`\n${usageOf(verb)}\n`);
  for (const flag of [...Object.keys(verb.flags), ...Object.keys(sharedFlags)]) expect(text).toContain(`\`--${flag}`);
  for (const argument of Object.keys(verb.positionals)) expect(text).toContain(`\`${argument.toUpperCase()}`);
  expect(text).toContain(`\`trivet/schemas/output.${name}.json\``);
  for (const heading of ['Usage', 'Example', 'Exit codes', 'JSON']) expect(section(text, heading), `${page} lacks “${heading}”`).not.toBe('');
});

test('no page for a verb that does not exist', () => {
  const names = all.filter((page) => page.startsWith('docs/verbs/')).map((page) => page.slice('docs/verbs/'.length, -'.md'.length));
  expect(names.sort()).toEqual(verbs.map((entry) => entry.name).sort());
});

/** Every key of a JSON Schema's properties, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const properties = 'properties' in schema && typeof schema.properties === 'object' ? (schema.properties ?? {}) : {};
  // a named check: its types have pages of their own (checks.test.ts)
  const left = 'notNull' in properties ? Object.keys(checkTypes) : [];
  const own = Object.entries(properties).filter(([key]) => key === 'sql' || !left.includes(key));
  const rest = Object.entries(schema).flatMap(([key, value]) => (key === 'properties' ? [] : keysOf(value)));
  return [...own.flatMap(([key, value]) => [key, ...keysOf(value)]), ...rest];
}

const sections: Readonly<Record<string, string>> = {
  trivet: 'trivet.yaml',
  source: 'sources/NAME.yaml',
  asset: 'assets/NAME.yaml',
  output: 'outputs/NAME.yaml',
  test: 'tests/ASSET.yaml',
  acceptances: 'acceptances.yaml',
};

test.each(Object.entries(jsonSchemas()))('every key of the schema %s is explained', (name, schema) => {
  const text = textOf('docs/trivet-yaml.md');
  const own = section(text, sections[name] ?? name);
  // What sources and assets share is explained once.
  const shared = name === 'source' || name === 'asset' ? section(text, 'What must be true') : '';
  const missing = [...new Set(keysOf(schema))].filter((key) => !`${own}${shared}`.includes(`\`${key}\``));
  expect(missing).toEqual([]);
  expect(own).toContain(`\`trivet/schemas/${name}.json\``);
});

test('every engine setting is listed with its standard value', () => {
  const text = textOf('docs/clock-and-environment.md');
  const inForce = engineSettings({}, {}, []);
  const values = inForce.ok ? inForce.value.values : {};
  expect(Object.keys(values).length).toBeGreaterThan(5);
  for (const [name, value] of Object.entries(values)) expect(text).toContain(`| \`${name}\` | \`${value}\` |`);
  const unknown = engineSettings({ nonsense: 'x' }, {}, []);
  const known = unknown.ok
    ? []
    : unknown.problems.flatMap((p) => [...`${p.message} ${p.remedy}`.matchAll(/\b[a-z]+(?:_[a-z]+)+\b/g)].map((m) => m[0]));
  for (const name of known) expect(text).toContain(`\`${name}\``);
});

test('every page of docs is reached from docs/index.md', () => {
  const index = (folder: string) => localLinks(textOf(`docs/${folder}index.md`)).map((target) => `docs/${folder}${target.split('#')[0]}`);
  const linked = new Set([...index(''), ...index('checks/'), ...index('faults/')]);
  expect(all.filter((page) => page.startsWith('docs/') && page !== 'docs/index.md' && !linked.has(page))).toEqual([]);
});

test('every link leads to a file, and to a heading where it names one', () => {
  const links = all.flatMap((page) => localLinks(textOf(page)).map((target) => brokenLink(page, target)));
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((broken) => broken !== undefined)).toEqual([]);
});
