// A contract as a page for people, in Markdown: what it is about, each table with its columns and rules, what is promised, whom to ask.

import type { Json } from '../../base/index.ts';
import { type Claims, type TableClaims, tableClaims } from '../claims.ts';
import type { JsonMap, OdcsDocument, OdcsSla } from '../document.ts';
import { promisesOf, ruleText, valueText } from './words.ts';

export function markdownOf(document: OdcsDocument): string {
  const parts = [
    headOf(document),
    ...document.schema.map((table) => tableOf(tableClaims(document, table))),
    levelsOf(document),
    serversOf(document),
    peopleOf(document),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const isMap = (value: Json | undefined): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);
const maps = (value: Json | undefined): readonly JsonMap[] => (Array.isArray(value) ? (value as readonly Json[]).filter((one) => isMap(one)) : []);
const textOf = (value: Json | undefined): string => (value === undefined || value === null ? '' : valueText(value));
/** Text of the contract in a cell or a line: no line of its own, no table of its own, no HTML. */
const inline = (text: string): string => text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|').replaceAll('<', '&lt;');
const block = (text: string): string => text.trim().replaceAll('<', '&lt;');

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function headOf(document: OdcsDocument): string {
  const { raw, description } = document;
  const facts = [
    ['id', document.id],
    ['version', document.version],
    ['status', document.status],
    ['data product', document.dataProduct],
    ['domain', document.domain],
    ['tags', document.tags.join(', ')],
    ['team', isMap(raw.team) ? textOf(raw.team.name) : ''],
  ].filter(([, value]) => value);
  const said = ['purpose', 'usage', 'limitations'].flatMap((key) => {
    const value = description?.[key];
    return typeof value === 'string' ? [key === 'purpose' ? block(value) : `**${key.charAt(0).toUpperCase()}${key.slice(1)}.** ${block(value)}`] : [];
  });
  return [
    `# ${inline(document.name ?? document.dataProduct ?? document.schema[0]?.name ?? document.id)}`,
    ...said,
    facts.map(([key, value]) => `- ${key}: ${inline(value ?? '')}`).join('\n'),
  ].join('\n\n');
}

function tableOf(claims: TableClaims): string {
  const { table: one, columns, key, rules } = claims;
  const named = one.physicalName !== undefined && one.physicalName !== one.name ? `In the data it is called \`${one.physicalName}\`.` : '';
  const keyed = key.length > 0 ? `A row is named by ${key.map((name) => `\`${name}\``).join(', ')}.` : '';
  const rows = columns.map((column) => [
    `\`${inline(column.column)}\``,
    inline(typeText(column)),
    column.present === 1 || key.includes(column.column) ? 'no' : 'yes',
    inline([column.property.description ?? '', ...(column.personal ? ['Personal.'] : [])].join(' ')),
    inline(promisesOf(column).join('; ')),
  ]);
  const relations = one.relationships.map(({ from, to }) => `- (${from.join(', ')}) is found in (${to.join(', ')})`);
  const ruled = rules.map((rule) => {
    const { name, severity } = rule.quality;
    const about = rule.column === undefined ? '' : `\`${rule.column}\`: `;
    return `- ${name === undefined ? '' : `**${inline(name)}** `}${about}${inline(ruleText(rule))}${severity === undefined ? '' : ` (${inline(severity)})`}`;
  });
  return [
    `## ${inline(one.name)}`,
    one.description === undefined ? '' : block(one.description),
    [named, keyed].filter((text) => text !== '').join(' '),
    columns.length > 0 ? table(['column', 'type', 'may be null', 'what it is', 'what is true of it'], rows) : '',
    [...relations, ...ruled].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const typeText = ({ logicalType, physicalType }: Claims): string =>
  logicalType !== undefined && physicalType !== undefined && logicalType !== physicalType.toLowerCase()
    ? `${logicalType} (${physicalType})`
    : (physicalType ?? logicalType ?? '');

function levelsOf({ sla }: OdcsDocument): string {
  if (sla.length === 0) return '';
  const rows = sla.map((one) => [
    inline(one.property),
    inline(amountText(one)),
    inline(one.element ?? ''),
    inline(one.description ?? one.driver ?? ''),
  ]);
  return `## What is promised\n\n${table(['promise', 'value', 'of', 'why'], rows)}`;
}

const amountText = ({ value, valueExt, unit }: OdcsSla): string =>
  [textOf(value), ...(valueExt === undefined || valueExt === null ? [] : [`to ${textOf(valueExt)}`]), unit ?? '']
    .filter((part) => part !== '')
    .join(' ');

function serversOf({ servers }: OdcsDocument): string {
  if (servers.length === 0) return '';
  const rows = servers.map(({ server, type, environment, raw }) => {
    const where = Object.entries(raw).filter(
      ([key, value]) => !['server', 'type', 'environment', 'description', 'id'].includes(key) && !isMap(value) && !Array.isArray(value),
    );
    return [inline(server), inline(type), inline(environment ?? ''), inline(where.map(([key, value]) => `${key}: ${textOf(value)}`).join(', '))];
  });
  return `## Where it is\n\n${table(['server', 'type', 'environment', 'where'], rows)}`;
}

function peopleOf({ raw }: OdcsDocument): string {
  const members = isMap(raw.team) ? maps(raw.team.members) : maps(raw.team);
  const people = members.map(
    (one) => `- ${inline(textOf(one.name ?? one.username))}${one.role === undefined ? '' : `, ${inline(textOf(one.role))}`}`,
  );
  const channels = maps(raw.support).map(
    (one) =>
      `- ${inline(textOf(one.channel))}${one.url === undefined ? '' : `: ${inline(textOf(one.url))}`}${one.description === undefined ? '' : ` (${inline(textOf(one.description))})`}`,
  );
  return people.length + channels.length === 0 ? '' : `## Whom to ask\n\n${[...people, ...channels].join('\n')}`;
}
