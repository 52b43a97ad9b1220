// The end of `show` of a model: its metrics over versions, the one that decides first, with what people have already beside it.

import type { ModelVersions } from '../session/index.ts';
import { instant, type Palette, plural, sparkline, table, wrap } from '../telemetry/index.ts';
import type { Documents } from './documents.ts';
import { lines, paragraphs } from './render.ts';
import type { VerbEnd } from './verb.ts';

export function modelEnd(
  model: ModelVersions,
  environment: string,
  { palette, width }: { readonly palette: Palette; readonly width: number },
): VerbEnd {
  const { asset, versions, signature, solved } = model;
  const names = orderOf(model);
  const fitting = versions.slice(-Math.max(1, Math.floor((width - 30) / 9)));
  const rows = names.map((name) => [
    { text: name, style: name === solved?.metric ? palette.strong : palette.dim },
    ...fitting.map((v) => ({ text: figure(v.metrics[name]), align: 'right' as const, ...(v.shown ? { style: palette.ok } : {}) })),
    versions.length > 2 ? sparkline(versions.map((v) => v.metrics[name] ?? null)) : '',
  ]);
  const columns = ['metric', ...fitting.map((v) => ({ title: titleOf(v), align: 'right' as const })), ''];
  const newest = versions.at(-1)?.metrics ?? {};
  const aim = solved
    ? [`solved when ${solved.metric} is better than ${solved.betterThan.join(' and ')} by ${solved.by}: ${leads(solved, newest)}`]
    : [];
  const takes = signature.inputs.map((t) => t.name).join(', ');
  const gives = signature.outputs.map((t) => t.name).join(', ');
  const summary = `${asset}: a model, ${plural(versions.length, 'version')}; takes ${takes}; gives ${gives}`;
  const document: Omit<Documents['show'], 'problems'> = {
    asset,
    environment,
    count: 0,
    columns: [],
    rows: [],
    truncated: false,
    model: {
      signature: { inputs: [...signature.inputs], outputs: [...signature.outputs] },
      versions: versions.map((v) => ({ ...v, metrics: { ...v.metrics }, releases: [...v.releases] })),
    },
  };
  const [first, last] = [versions.at(0)?.clock, versions.at(-1)?.clock];
  const span = versions.length > 1 && first && last ? `, from ${instant(first)} to ${instant(last)}` : '';
  const shown = palette.dim(`● is what ${environment} shows${span}`);
  const below = [...aim, summary].flatMap((text) => wrap(text, width));
  return { document, text: paragraphs(table(columns, rows, { palette, width }), lines(shown, ...below)), summary, exit: 0 };
}

/** `●r7` of a release, `b12` of a build that only dev shows. */
const titleOf = ({ shown, releases, build }: ModelVersions['versions'][number]): string =>
  `${shown ? '●' : ''}${releases.length ? `r${releases[0]}` : `b${build}`}`;

/** The metric that decides, its baselines, then the others by name. */
function orderOf({ versions, solved }: ModelVersions): readonly string[] {
  const all = [...new Set(versions.flatMap((v) => Object.keys(v.metrics)))].sort();
  const first = solved ? [solved.metric, ...solved.betterThan].filter((name) => all.includes(name)) : [];
  const shares = all.filter((name) => !first.includes(name) && versions.every((v) => !Number.isInteger(v.metrics[name])));
  return [...first, ...shares, ...all.filter((name) => !first.includes(name) && !shares.includes(name))];
}

const leads = ({ metric, betterThan }: NonNullable<ModelVersions['solved']>, metrics: Readonly<Record<string, number>>): string =>
  betterThan.map((name) => `${((metrics[metric] ?? 0) - (metrics[name] ?? 0)).toFixed(3)} over ${name}`).join(', ');

const figure = (value: number | undefined): string =>
  value === undefined ? '' : Number.isInteger(value) ? value.toLocaleString('en') : Number(value.toPrecision(3)).toString();
