// What a running service says on the terminal: a line for what happened, with the logical time, and nothing while all is well.

import type { ServiceEvent } from '../base/index.ts';
import type { Palette } from './palette.ts';
import { type ProblemOptions, renderProblem } from './problem.ts';
import { duration, instant } from './quantity.ts';
import { pad, printable, stringWidth } from './width.ts';

const causes = {
  schedule: 'the schedule says so',
  files: "a source's files changed",
  again: 'the last build did not come to its end',
} as const;

/** One event as lines, without a final newline. */
export function serviceLines(event: ServiceEvent, options: ProblemOptions): string {
  const { palette } = options;
  if (event.kind === 'up') return addresses(event, palette);
  if (event.kind === 'trouble') return renderProblem(event.problem, options);
  const [sign, text] = said(event, palette);
  return `${palette.dim(instant(event.at))} ${sign} ${printable(text)}`;
}

function addresses({ url, environment, outputs }: Extract<ServiceEvent, { kind: 'up' }>, palette: Palette): string {
  const column = Math.max(0, ...outputs.map(({ name }) => stringWidth(name)));
  return [
    `${environment} is up: ${palette.strong(url)}`,
    ...outputs.map((output) => `  ${palette.strong(pad(printable(output.name), column))}  ${palette.dim(output.url)}`),
  ].join('\n');
}

function said(event: Exclude<ServiceEvent, { kind: 'up' | 'trouble' }>, palette: Palette): readonly [sign: string, text: string] {
  switch (event.kind) {
    case 'shown':
      return [palette.ok('●'), `shows release ${event.release} (${event.how} by ${event.by})`];
    case 'build-started':
      return [palette.dim('▸'), `builds: ${causes[event.because]}`];
    case 'build-ended':
      return buildEnd(event, palette);
    case 'serving-engine':
      return event.ready ? [palette.ok('✓'), 'the serving engine is back'] : [palette.bad('✗'), 'the serving engine is lost; another is started'];
    case 'promise':
      return [
        event.state === 'good' ? palette.ok('✓') : palette.bad('✗'),
        `${event.subject} is ${event.state}${event.text ? `: ${event.text}` : ''}`,
      ];
    case 'going-down':
      return [palette.dim('■'), 'ends when what was asked is answered'];
  }
}

function buildEnd(event: Extract<ServiceEvent, { kind: 'build-ended' }>, palette: Palette): readonly [string, string] {
  const time = duration(event.seconds);
  if (event.exit === 0) {
    return [palette.ok('✓'), event.release === null ? `built in ${time}: nothing to publish` : `built in ${time}: release ${event.release}`];
  }
  const release = event.release === null ? 'what is shown stays' : `release ${event.release} holds the rest`;
  return [
    palette.bad('✗'),
    `the build failed after ${time}; ${release}${event.problem ? `: ${event.problem.message} → ${event.problem.remedy}` : ''}`,
  ];
}
