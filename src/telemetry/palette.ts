// Colours by meaning, never by name: what is good, what is bad, which leg. Without colour every function returns its text.

import type { Leg } from '../base/index.ts';

export type Style = (text: string) => string;

/** What a colour means. `data`, `code` and `environment` are the three legs, wherever they are named. */
export interface Palette {
  readonly colour: boolean;
  readonly ok: Style;
  readonly bad: Style;
  readonly warn: Style;
  readonly dim: Style;
  readonly strong: Style;
  readonly data: Style;
  readonly code: Style;
  readonly environment: Style;
}

const plain: Style = (text) => text;

/** An ANSI style; an inner end of the same kind starts it again, so that styles may be nested. */
function ansi(open: number, close: number): Style {
  const start = `\u001b[${open}m`;
  const end = `\u001b[${close}m`;
  return (text) => (text === '' ? '' : start + text.replaceAll(end, end + start) + end);
}

const coloured: Palette = {
  colour: true,
  ok: ansi(32, 39),
  bad: ansi(31, 39),
  warn: ansi(33, 39),
  dim: ansi(2, 22),
  strong: ansi(1, 22),
  data: ansi(34, 39),
  code: ansi(35, 39),
  environment: ansi(36, 39),
};

const uncoloured: Palette = {
  colour: false,
  ok: plain,
  bad: plain,
  warn: plain,
  dim: plain,
  strong: plain,
  data: plain,
  code: plain,
  environment: plain,
};

/** The sixteen terminal colours by meaning, or none. */
export const palette = (colour: boolean): Palette => (colour ? coloured : uncoloured);

/** The style of the leg that answers. */
export function legStyle(colours: Palette, leg: Leg): Style {
  return { data: colours.data, development: colours.code, operations: colours.environment }[leg];
}
