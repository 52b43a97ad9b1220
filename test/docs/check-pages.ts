// The pages of the check types, made of what their files and forms say: the comment of the rule, the settings, the modifiers.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindOf } from '../../src/checks/kinds.ts';
import { formatTakes } from '../../src/checks/rules/format.ts';
import { checkForm } from '../../src/product/forms/check.ts';
import { measuring, unfitModifiers } from '../../src/product/forms/check-sense.ts';
import { type CheckType, checkTypes } from '../../src/product/forms/check-types.ts';
import type { Schema } from '../../src/product/forms/form.ts';
import { root } from '../rig/index.ts';

export const types = (Object.keys(checkTypes) as CheckType[]).sort((a, b) => a.localeCompare(b));

/** What the comment at the head of a rule's file says. */
export interface Said {
  readonly what: string;
  readonly why: string;
  readonly example: string;
  readonly cost: string;
}

export const ruleFile = (type: CheckType): string => `src/checks/rules/${type.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`;

/** Reads `// type: what.`, `// Why:`, `// Example:`, `// Cost:`; a file without one of them is an error. */
export function said(type: CheckType): Said {
  const lines = readFileSync(join(root, ruleFile(type)), 'utf8')
    .split('\n')
    .slice(0, 4);
  const part = (at: number, start: string): string => {
    const line = lines[at] ?? '';
    if (!line.startsWith(`// ${start}: `)) throw new Error(`${ruleFile(type)}: line ${at + 1} must begin with "// ${start}: "`);
    return line.slice(start.length + 5);
  };
  return { what: part(0, type), why: part(1, 'Why'), example: part(2, 'Example'), cost: part(3, 'Cost') };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string): string => text.replaceAll('|', '\\|');
const form = (type: CheckType) => checkTypes[type] as { readonly example: string; readonly schema: Schema };

/** A value that a schema takes, as yaml. */
function example(schema: Schema): string {
  const [given] = (schema.examples ?? schema.enum ?? []) as readonly unknown[];
  if (given !== undefined) return typeof given === 'string' && /^[<>=%*&!|{[]|: | #/.test(given) ? JSON.stringify(given) : String(given);
  if (schema.anyOf) return example((schema.anyOf as readonly Schema[])[0] ?? {});
  if (schema.type === 'array') {
    const one = example((schema.items ?? {}) as Schema);
    return `[${schema.minItems === 2 ? `${one}, ${one}` : one}]`;
  }
  if (schema.type === 'boolean') return 'true';
  return schema.type === 'object' ? '{ }' : schema.type === 'number' ? '12' : 'SEA';
}

function settingRows(type: CheckType): readonly string[] {
  const { schema, example: whole } = form(type);
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>).map(([name, one]) => {
    const written = new RegExp(`[{ ]${name}: (\\{.*?\\}|\\[.*?\\]|"[^"]*"|[^,}]+?)(?=[,]| \\}$)`).exec(whole)?.[1];
    return `| \`${name}\` | ${cell(String(one.description))}${required.includes(name) ? ' Needed.' : ''} | \`${cell(written ?? example(one))}\` |`;
  });
}

const modifiers = ['where', 'groupBy', 'mostly', 'offending', 'key', 'severity', 'description'] as const;

function modifierRows(type: CheckType): readonly string[] {
  const { properties = {} } = checkForm.schema as { readonly properties?: Record<string, Schema> };
  const unfit = unfitModifiers[type] ?? {};
  return modifiers.map((name) => {
    const asked = name === 'mostly' || name === 'offending' ? 'tolerance' : name;
    const why = asked === 'severity' || asked === 'description' ? undefined : unfit[asked];
    const grouped = asked === 'tolerance' && measuring.has(type) ? ' Only with `groupBy`: of the groups.' : '';
    return `| \`${name}\` | ${why === undefined ? `${cell(String(properties[name]?.description))}${grouped}` : `not of this type: ${why}`} |`;
  });
}

function formatSection(): string {
  const rows = Object.entries(formatTakes).map(([name, { takes }]) => `| \`${name}\` | ${cell(takes)} |`);
  return `\n## Formats\n\nThe whole value must be of it; nothing is trimmed.\n\n| format | takes |\n|---|---|\n${rows.join('\n')}\n`;
}

/** The page docs/checks/TYPE.md. */
export function checkPage(type: CheckType): string {
  const { what, why, example: short, cost } = said(type);
  const named = type === 'sql' ? 'checks: { my-check: { sql: "select …" } }' : `checks: { my-check: { ${type}: ${form(type).example} } }`;
  return `<!-- made from ${ruleFile(type)} and its form; write there, then: UPDATE=1 npx vitest run test/docs/checks.test.ts -->
# ${type}

${sentence(what)}

**Why.** ${why}

**Cost.** ${cost}

## Example

\`\`\`yaml
${short}
\`\`\`

In full, as a named check:

\`\`\`yaml
${named}
\`\`\`

## Settings

| setting | | example |
|---|---|---|
${settingRows(type).join('\n')}
${type === 'format' ? formatSection() : ''}
## Modifiers

| key | |
|---|---|
${modifierRows(type).join('\n')}

All check types: [check types](index.md). How a check is declared: [what must be true](../trivet-yaml.md#what-must-be-true).
`;
}

/** On what a rule's answer depends, and so how long it is kept. */
export function scopeOf(type: CheckType, settings: object): string {
  const kind = kindOf({ kind: type });
  if (kind.scope) return kind.scope;
  if (kind.others && Object.keys(kind.others(settings as never)).length > 0) return 'across';
  if (type === 'sql' || type === 'sqlValue') return 'across';
  const columns = kind.columns(settings as never).map((name) => ({ name, type: 'DOUBLE' }));
  const need = kind.ask(settings as never, {
    asset: 't',
    key: undefined,
    columns,
    others: new Map(),
    from: '"t"',
    groups: [],
    clock: '2001-03-04T06:00:00Z',
  });
  return need.how === 'rows' ? 'part' : 'snapshot';
}

/** The page docs/checks/index.md. */
export function indexPage(settings: (type: CheckType) => object): string {
  const rows = types.map((type) => {
    const { what, cost } = said(type);
    return `| [${type}](${type}.md) | ${cell(what)} | ${scopeOf(type, settings(type))} | ${cell(cost.split(/[.;] ?/)[0] ?? cost)} |`;
  });
  return `<!-- made from src/checks/rules/ and the forms; write there, then: UPDATE=1 npx vitest run test/docs/checks.test.ts -->
# Check types

What can be said of a table. Each is a named check (\`checks:\` of a source or an asset, or a contract's \`custom\` rule with \`engine: trivet\`); many have a shorter
form at the column. What any check may say beside its settings (\`where\`, \`groupBy\`, \`mostly\`, \`offending\`, \`severity\`) is in
[what must be true](../trivet-yaml.md#what-must-be-true).

Values are compared as the engine compares them. Nulls pass, unless the type is about nulls. NaN is above every number. Texts compare by the collation in force,
code point by code point unless the product says otherwise.

| type | what must hold | scope | cost |
|---|---|---|---|
${rows.join('\n')}

The scope says on what an answer depends, and so how long it is kept: \`part\`, each file of the table by itself, so that a new file costs only itself; \`snapshot\`, the
whole table; \`across\`, the other tables it reads too; \`clock\`, the time; \`history\`, the last good version. A rule with \`groupBy\` or \`mostly\` looks at the whole table.
`;
}
