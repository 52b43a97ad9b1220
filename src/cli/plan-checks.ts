// The questions of a plan's checks, as text and as a document: who is asked what, how, and how much that reads.

import type { PlannedChecks, PlannedQuestion } from '../session/index.ts';
import { bytes, count, cut, pad, plural, stringWidth, wrap } from '../telemetry/index.ts';
import type { Documents } from './documents.ts';
import type { Look } from './render.ts';

export const checksDocument = (all: readonly PlannedChecks[]): NonNullable<Documents['plan']['checks']> =>
  all.map(({ asset, of, checks, kept, known, questions, later }) => ({
    asset,
    of,
    checks,
    kept: [...kept],
    known: [...known],
    questions: questions.map((q) => ({
      how: q.how,
      checks: q.rules.map((rule) => rule.id),
      sql: q.sql,
      seeks: q.seeks ?? null,
      next: q.next ?? null,
      bytes: q.bytes,
      files: q.parts,
    })),
    later: [...later],
  }));

/** `whole`: names and SQL in full; else a line of each. */
export function checksText(all: readonly PlannedChecks[], whole: boolean, look: Look): string {
  const { palette, width } = look;
  if (all.length === 0) return palette.dim('no check would be asked');
  const blocks = all.map((one) => assetText(one, whole, look));
  const asked = all.flatMap(({ questions }) => questions);
  const notes = [
    ...(asked.some(({ bytes }) => bytes !== null) ? ['bytes: compressed, at most; row groups that statistics rule out are skipped'] : []),
    ...(all.some(({ of, questions }) => of === 'columns' && questions.length > 0)
      ? ['once built: asked as told here of many rows; of few in fewer questions']
      : []),
    ...(asked.length > 0 ? ['next, of a check that fails: its offending rows'] : []),
    ...(asked.length > 0 && !whole ? ['name an asset to see its questions whole'] : []),
  ];
  return [
    ...blocks,
    notes
      .flatMap((note) => wrap(note, width))
      .map(palette.dim)
      .join('\n'),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function assetText(one: PlannedChecks, whole: boolean, look: Look): string {
  const { palette, width } = look;
  const { asset, questions } = one;
  const cells = questions.map((q) => [q.how, plural(q.rules.length, 'check'), sizeText(q)] as const);
  const widest = [0, 1, 2].map((i) => Math.max(0, ...cells.map((row) => stringWidth(row[i] ?? ''))));
  const lines = questions.flatMap((q, i) => {
    const [how = '', number = '', size = ''] = cells[i] ?? [];
    const head = `  ${pad(how, widest[0] ?? 0)}  ${pad(number, widest[1] ?? 0, 'right')}  ${pad(size, widest[2] ?? 0, 'right')}`;
    return [cut(head.trimEnd(), width), ...questionLines(q, asset, whole, look)];
  });
  const [first = '', ...more] = wrap(`${asset}  ${summaryOf(one)}`, width - 2);
  return [first.replace(asset, palette.strong(asset)), ...more.map((line) => `  ${line}`), ...lines].join('\n');
}

function questionLines(q: PlannedQuestion, asset: string, whole: boolean, { palette, width }: Look): readonly string[] {
  const names = namesOf(
    q.rules.map((rule) => rule.id),
    asset,
  );
  const sql = (q.seeks ?? q.sql).trim();
  const notes = [
    ...(q.parts.asked < q.parts.of ? [`of ${plural(q.parts.asked, 'file')}: on the other ${count(q.parts.of - q.parts.asked)} they held`] : []),
    ...(q.next === undefined ? [] : [`then ${q.next}`]),
  ];
  const indented = (lines: readonly string[], by: string, style = (text: string) => text) => lines.map((line) => `${by}${style(line)}`);
  return [
    ...indented(whole ? wrap(names, width - 4) : [cut(names, width - 4)], '    '),
    ...indented(whole ? sqlLines(sql, width - 6) : [cut(sql.replace(/\s+/g, ' '), width - 6)], '      ', palette.dim),
    ...indented(
      notes.flatMap((note) => wrap(note, width - 4)),
      '    ',
    ),
  ];
}

const sqlLines = (sql: string, width: number): readonly string[] => sql.split('\n').flatMap((line) => wrap(line, width));

/** Without the asset before each. */
const namesOf = (ids: readonly string[], asset: string): string =>
  ids.map((id) => (id.startsWith(`${asset}.`) ? id.slice(asset.length + 1) : id)).join(', ');

const sizeText = ({ bytes: n }: PlannedQuestion): string => (n === null ? 'once built' : n === 0 ? 'footers only' : bytes(n));

function summaryOf({ of, checks, kept, known, questions, unaskable, later }: PlannedChecks): string {
  const sized = questions.filter((q) => q.bytes !== null);
  const total = sized.reduce((sum, q) => sum + (q.bytes ?? 0), 0);
  const reading = sized.length === 0 ? '' : of === 'shown' ? `, ${bytes(total)} as in the version shown now` : `, ${bytes(total)}`;
  const asked = checks - kept.length - known.length - later.length - unaskable.length;
  return [
    ...(asked > 0 ? [`${plural(asked, 'check')} in ${plural(questions.length, 'question')}${reading}`] : []),
    ...(known.length ? [`${count(known.length)} known without asking`] : []),
    ...(kept.length ? [`${plural(kept.length, 'answer')} kept`] : []),
    ...(unaskable.length ? [`${count(unaskable.length)} can't be asked`] : []),
    ...(later.length ? [`${plural(later.length, 'check')}: questions known once built`] : []),
  ].join('; ');
}
