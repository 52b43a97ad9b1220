// Which of the offered forms a request wants: Accept with its q-values, as RFC 9110 weighs them.

import type { AnswerFormat } from '../../engine/index.ts';

/** In the order the service prefers them. */
export const mediaTypes: Readonly<Record<AnswerFormat, string>> = {
  json: 'application/json',
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
};

interface Range {
  readonly type: string;
  readonly subtype: string;
  readonly q: number;
}

function ranges(accept: string): readonly Range[] {
  return accept.split(',').flatMap((part) => {
    const [media = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const [type, subtype] = media.split('/');
    if (!type || !subtype) return [];
    const q = parameters.find((p) => p.startsWith('q='))?.slice(2);
    const weight = q === undefined ? 1 : Number(q);
    return [{ type, subtype, q: Number.isFinite(weight) ? Math.min(1, Math.max(0, weight)) : 0 }];
  });
}

/** The q of the most specific range that names the media type; 0 where none does. */
function weight(media: string, asked: readonly Range[]): number {
  const [type, subtype] = media.split('/');
  const exact = asked.filter((r) => r.type === type && r.subtype === subtype);
  const typed = asked.filter((r) => r.type === type && r.subtype === '*');
  const any = asked.filter((r) => r.type === '*' && r.subtype === '*');
  const best = exact.length ? exact : typed.length ? typed : any;
  return best.reduce((most, r) => Math.max(most, r.q), 0);
}

/** The wanted form among the offered; the first where the header is absent or empty; undefined where nothing is acceptable. */
export function negotiate(accept: string | undefined, offered: readonly AnswerFormat[]): AnswerFormat | undefined {
  if (accept === undefined || accept.trim() === '') return offered[0];
  const asked = ranges(accept);
  let best: AnswerFormat | undefined;
  let most = 0;
  for (const format of offered) {
    const q = weight(mediaTypes[format], asked);
    if (q > most) {
      most = q;
      best = format;
    }
  }
  return best;
}
