// The docs page of a fault, from the operator's own words.

import { operators } from './operators.ts';
import type { FaultGroup, FaultOperator } from './rehearsal.ts';

const groups: Readonly<Record<FaultGroup, string>> = {
  value: 'a fault of single values',
  column: 'a fault of columns',
  row: 'a fault of rows',
  set: 'a fault of a set of values',
  delivery: 'a fault of a delivery',
};

const extents: Readonly<Record<FaultOperator['extent'], string>> = {
  part: 'It is tried in 0.1 %, 1 %, 10 % and all of the rows, at least one row each; of these only as many as it takes to find the smallest part that is noticed.',
  whole: 'It has no part of the rows: it is there or it is not.',
  control: 'It is the control of every rehearsal, and is never counted among the faults.',
};

/** `docs/faults/NAME.md` */
export function faultPage({ name, group, title, what, cause, example, noticedBy, extent }: FaultOperator): string {
  const block = (lines: readonly string[]): string => `\`\`\`csv\n${lines.join('\n')}\n\`\`\``;
  return `# ${name}: ${title.charAt(0).toLowerCase()}${title.slice(1)}

${what} It is ${groups[group]}.

How it comes about: ${cause.charAt(0).toLowerCase()}${cause.slice(1)}

${extents[extent]}

## Before and after

${block(example.before)}

${block(example.after)}

## What notices it

${noticers(noticedBy)}

All faults are in [the list](index.md); how a rehearsal works is in [rehearsing](../rehearse.md).
`;
}

function noticers(by: readonly string[]): string {
  if (by[0] === 'nothing') return 'Nothing, and that is as it must be.';
  return `${by.map((check) => (/^[a-zA-Z]+$/.test(check) ? `\`${check}\`` : check)).join(', ')}, the best first.`;
}

/** Every page by its name in \`docs/faults\`, the list among them. */
export function faultPages(): Readonly<Record<string, string>> {
  const sections = (Object.keys(groups) as FaultGroup[]).map((group) => {
    const own = operators.filter((o) => o.group === group);
    const heading = `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`;
    return `${heading}\n\n${own.map((o) => `- [${o.name}](${o.name}.md): ${o.title.charAt(0).toLowerCase()}${o.title.slice(1)}`).join('\n')}\n`;
  });
  const index = `# The faults of a rehearsal

\`trivet rehearse\` puts each of these into a copy of your tables, and looks which of your checks notice it.

${sections.join('\n')}`;
  return { 'index.md': index, ...Object.fromEntries(operators.map((o) => [`${o.name}.md`, faultPage(o)])) };
}
