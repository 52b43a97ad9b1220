// why: which leg broke it, and where. The table of corners, the verdict, the file or setting, who shipped it, what can be done.

import type { Json } from '../../base/index.ts';
import { environmentName } from '../../session/index.ts';
import { instant, type Palette, plural, table, wrap } from '../../telemetry/index.ts';
import { type Corner, type Difference, type LegName, type Why, why } from '../../triage/index.ts';
import type { Documents } from '../documents.ts';
import { lines, paragraphs, releaseDocument } from '../render.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { writing } from '../with-session.ts';

type Document = Omit<Documents['why'], 'problems'>;

export const verb = defineVerb({
  name: 'why',
  summary: 'which leg broke it, and where',
  details:
    'Takes the newest failure (or that of an asset, a check, a run) and the newest build where the same rule passed; makes both again, then the corners of data × code × environment between them. It names a leg only when the controls hold.',
  positionals: { failure: { summary: 'an asset, a check or the number of a run; the newest failure if absent' } },
  flags: { variable: { kind: 'list', value: 'NAME=VALUE', summary: 'a value that a declared variable had: only its digest is kept' } },
  examples: [
    { command: 'trivet why', why: 'the newest failure' },
    { command: 'trivet why usual-flights', why: 'one check' },
  ],
  run: (context) =>
    writing(context, 'why', async (session): Promise<VerbEnd> => {
      const variables = context.flags.variable.map((text): [string, string] => [text.split('=')[0] ?? '', text.split('=').slice(1).join('=')]);
      const answer = await why(session, { subject: context.arguments.failure, variables });
      if (!answer.ok) return endWith(answer.problems);
      if (!answer.value) {
        const document: Document = {
          failure: null,
          good: null,
          verdict: { kind: 'none', legs: [], causes: [], note: 'nothing has failed' },
          corners: [],
          differing: [],
          shipped: null,
          replays: 0,
        };
        return { document, text: 'nothing has failed here', summary: 'nothing has failed here', exit: 0 };
      }
      const { palette, width } = context;
      const verdict = verdictText(answer.value, palette);
      const text = paragraphs(
        headText(answer.value, palette, width),
        cornerTable(answer.value.corners, palette, width),
        verdict,
        doText(answer.value, palette),
      );
      const document = documentOf(answer.value);
      const { failure } = answer.value;
      // for whoever looks later: the page shows it beside the failure
      await session.store.putCached('why', [{ key: failure.check?.check ?? failure.asset, value: JSON.parse(JSON.stringify(document)) as Json }]);
      return { document, text, summary: verdict, exit: 0 };
    }),
});

const houses: Readonly<Record<LegName, string>> = { data: 'data', code: 'development', environment: 'operations' };

function messageOf({ failure }: Why): string {
  if (!failure.check) return failure.build.problem?.message ?? 'the build failed';
  const { offending, value } = failure.check;
  return offending ? plural(offending, 'offending row') : value === null ? 'could not be asked' : `is ${value}`;
}

function headText(answer: Why, palette: Palette, width: number): string {
  const { failure, good } = answer;
  const what = palette.strong(failure.check?.check ?? failure.asset);
  const bad = `${what} failed in run ${failure.run.id} (${environmentName(failure.run.environment)}, clock ${instant(failure.run.clock)}): ${messageOf(answer)}`;
  const well = good
    ? `compared with run ${good.run.id} (${environmentName(good.run.environment)}, clock ${instant(good.run.clock)}), where it was right`
    : '';
  const others = failure.others.length
    ? palette.dim(`failed in the same run too: ${failure.others.slice(0, 5).join(', ')}${failure.others.length > 5 ? ' …' : ''}`)
    : '';
  return [bad, well, others]
    .filter(Boolean)
    .flatMap((text) => wrap(text, width - 2).map((line, i) => (i ? `  ${line}` : line)))
    .join('\n');
}

function cornerTable(corners: readonly Corner[], palette: Palette, width: number): string {
  if (corners.length === 0) return '';
  const leg = (version: 'good' | 'bad' | 'same') => ({
    text: version,
    style: version === 'bad' ? palette.bad : version === 'good' ? palette.ok : palette.dim,
  });
  const mark = {
    fail: palette.bad('✗ fails'),
    pass: palette.ok('✓ passes'),
    other: palette.warn('! fails otherwise'),
    'not replayed': palette.warn('– not replayed'),
  };
  const rows = corners.map((c) => [
    c.control ? controlName(c) : 'swapped',
    leg(c.legs.data),
    leg(c.legs.code),
    leg(c.legs.environment),
    { text: mark[c.outcome] },
    { text: c.note ?? '', style: palette.dim },
  ]);
  return table(['replay', 'data', 'code', 'environment', 'outcome', ''], rows, { palette, width });
}

/** A control makes one of the two worlds again: the bad one has no leg of the good one. */
function controlName({ legs, outcome }: Corner): string {
  const all = [legs.data, legs.code, legs.environment];
  if (all.includes('good')) return 'good again';
  return all.includes('bad') || outcome === 'fail' ? 'bad again' : 'good again';
}

function verdictText(answer: Why, palette: Palette): string {
  const { judgement, causes, note } = answer;
  const named = judgement.legs.map((leg) => palette[leg](`${leg} (${houses[leg]})`.replace('data (data)', 'data')));
  const head = {
    single: `verdict: ${named[0]}`,
    combination: `verdict: ${named.join(' and ')} together; neither breaks it alone`,
    several: `verdict: ${named.join(' and ')}, each of which suffices`,
    'not-reproducible': `verdict: not reproducible: ${note ?? 'the controls do not hold'}; no leg is blamed`,
    'not-replayed': `verdict: not replayed${note ? `: ${note}` : ''}${named.length ? `; by elimination: ${named.join(', ')}` : ''}`,
    none: `no verdict: ${note}`,
  }[judgement.kind];
  const shown = [
    ...(answer.together && judgement.kind === 'single' ? [palette.dim('  these together; none of them alone:')] : []),
    ...causes.slice(0, 6).map((cause) => `  ${causeText(cause, palette)}`),
  ];
  const who = whoText(answer);
  return lines(
    `${palette.strong(head)}${who ? palette.dim(`  ${who}`) : ''}`,
    ...shown,
    causes.length > 6 ? palette.dim(`  … and ${causes.length - 6} more`) : '',
  );
}

function causeText(cause: Difference, palette: Palette): string {
  const at = cause.file ? `${cause.file}${cause.lines ? `:${cause.lines}` : ''}` : '';
  const moved = cause.from !== undefined && !cause.file ? `: ${cause.from} → ${cause.to}` : '';
  const what = at
    ? `${palette.strong(at)}  ${palette.dim(cause.what.startsWith(cause.file ?? ' ') ? cause.what.slice((cause.file ?? '').length + 1) : cause.what)}`
    : `${cause.what}${moved}`;
  const change = (cause.change ?? []).map((line) => `    ${line.startsWith('-') ? palette.bad(line) : palette.ok(line)}`);
  return [what, ...change].join('\n');
}

function whoText({ failure, shipped, judgement }: Why): string {
  if (judgement.kind === 'none' || judgement.kind === 'not-reproducible') return '';
  const { kind, by, startedAt, state } = failure.run;
  if (shipped && kind === 'run' && judgement.legs.includes('code'))
    return `release ${shipped.number}, shipped by ${shipped.by} ${instant(shipped.at)}`;
  const did = kind === 'ship' ? (state === 'ok' ? 'shipped' : 'brought to the gate') : 'run';
  const release = kind === 'run' && shipped ? ` (release ${shipped.number}, shipped by ${shipped.by})` : '';
  return `${did} by ${by} ${instant(startedAt)}${release}`;
}

/** One line per cause: what can be done. */
function doText({ causes, failure, judgement }: Why, palette: Palette): string {
  if (judgement.kind === 'none' || judgement.kind === 'not-reproducible') return '';
  const accept = failure.check ? `, or trivet accept ${failure.check.check} --because "…"` : '';
  const steps = new Set(
    causes.slice(0, 3).map((cause) => {
      if (cause.leg === 'data') return cause.file ? `deliver ${cause.file} again${accept}` : `look at ${failure.asset} as of ${cause.to}${accept}`;
      if (cause.leg === 'code') return `mend ${cause.file}${cause.lines ? ` at line ${cause.lines}` : ''}; if it is live: trivet rollback`;
      return cause.what.startsWith('setting ') ? settingStep(cause.what.split(' ')[1] ?? '', cause.from ?? '') : `set it back: ${cause.what}`;
    }),
  );
  return [...steps].map((step) => `${palette.dim('→')} ${step}`).join('\n');
}

const settingStep = (name: string, from: string) =>
  `set it back: engine: { ${name}: ${from} } in trivet.yaml, and no TRIVET_ENGINE_${name.toUpperCase()}`;

const causeDocument = ({ leg, what, file, lines: at, from, to, change }: Difference): Document['differing'][number] => ({
  leg,
  what,
  ...(file === undefined ? {} : { file }),
  ...(at === undefined ? {} : { lines: at }),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(change === undefined ? {} : { change: [...change] }),
});

function documentOf(answer: Why): Document {
  const { failure, good, judgement, causes, corners, differing, shipped, note, replays } = answer;
  const version = (v: 'good' | 'bad' | 'same') => (v === 'same' ? 'good' : v);
  return {
    failure: {
      asset: failure.asset,
      check: failure.check?.check ?? null,
      run: failure.run.id,
      environment: environmentName(failure.run.environment),
      message: messageOf(answer),
      others: [...failure.others],
    },
    good: good ? { run: good.run.id, environment: environmentName(good.run.environment), at: good.run.startedAt } : null,
    verdict: {
      kind: judgement.kind,
      legs: [...judgement.legs],
      causes: causes.map(causeDocument),
      note: note ?? null,
      together: answer.together ?? false,
    },
    corners: corners.map((c) => ({
      data: version(c.legs.data),
      code: version(c.legs.code),
      environment: version(c.legs.environment),
      outcome: c.outcome,
      control: c.control,
      note: c.note ?? null,
    })),
    differing: differing.map(causeDocument),
    shipped: shipped ? releaseDocument(shipped) : null,
    replays,
  };
}
