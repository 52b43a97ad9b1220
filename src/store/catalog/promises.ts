// What promises are kept by: minute samples, and the notices that tell of them. Counts here, judges nothing.

import type { Json } from '../../base/index.ts';
import type { MinuteRule, Notice, Sample, Tally } from '../records.ts';
import type { Store, StoreReader } from '../store.ts';
import type { Connection } from './connection.ts';

/** Minutes for which samples are kept: 400 days. */
const kept = 400 * 1440;

const sampleColumns = 'series, minute, good, seen as "of", value';

type NoticeRow = Omit<Notice, 'body'> & { readonly body: string };
const noticeColumns = `id, environment, subject, state, target as "to", body, decided_at as decidedAt, attempts, next_at as nextAt,
  delivered_at as deliveredAt, error`;
const toNotice = (row: NoticeRow): Notice => ({ ...row, body: JSON.parse(row.body) as Json });

export function promiseReads(db: Connection): Pick<StoreReader, 'samples' | 'tally' | 'notices'> {
  return {
    samples: (environment, { series, from, to }) =>
      db.read(() => {
        const which = series.endsWith('.') ? 'series >= ? and series < ?' : 'series = ?';
        const bounds = series.endsWith('.') ? [series, `${series.slice(0, -1)}/`] : [series]; // `/` follows `.`
        return db.all<Sample>(
          `select ${sampleColumns} from sample where environment = ? and ${which} and minute >= ? and minute < ? order by minute, series`,
          ...[environment, ...bounds, from, to],
        );
      }),
    tally: (environment, filter) => db.read(() => tallyOf(db, environment, filter)),
    notices: (environment, { undelivered, subject, limit }) =>
      db.read(() => {
        const due = undelivered ? 'and delivered_at is null and next_at is not null' : '';
        const about = subject === undefined ? '' : 'and subject = ?';
        const values = subject === undefined ? [environment] : [environment, subject];
        const sql = `select ${noticeColumns} from notice where environment = ? ${due} ${about} order by id desc limit ?`;
        return db.all<NoticeRow>(sql, ...values, limit ?? -1).map(toNotice);
      }),
  };
}

/** The rule as SQL over a sample in which something was seen: 1 good, 0 bad. */
const isGood = '(?4 is null or good / seen >= ?4) and (?5 is null or coalesce(value <= ?5, 0))';

function tallyOf(db: Connection, environment: string, { series, from, to, stretches, good }: Parameters<StoreReader['tally']>[1]): Tally {
  const rule = [good.share ?? null, good.atMost ?? null] as const;
  const length = Math.max(1, to - from);
  const counts = Array.from({ length: stretches }, () => ({ good: 0, bad: 0 }));
  const rows = db.all<{ stretch: number; good: number; number: number }>(
    `select cast((minute - ?3) * ?7 / ?8 as integer) as stretch, sum(${isGood}) as good, count(*) as number
     from sample where environment = ?1 and series = ?2 and minute >= ?3 and minute < ?6 and seen > 0 group by 1`,
    ...[environment, series, from, ...rule, to, stretches, length],
  );
  for (const row of rows) counts[row.stretch] = { good: row.good, bad: row.number - row.good };
  const newest = db.get<Sample>(
    `select ${sampleColumns} from sample where environment = ? and series = ? and minute < ? order by minute desc limit 1`,
    ...[environment, series, to],
  );
  return { stretches: counts, newest: newest ?? null, ...edges(db, environment, series, to, good) };
}

function edges(db: Connection, environment: string, series: string, to: number, { share, atMost }: MinuteRule): Pick<Tally, 'seenAt' | 'badSince'> {
  const seen = 'from sample where environment = ?1 and series = ?2 and minute < ?3 and seen > 0';
  const at = [environment, series, to] as const;
  const seenAt = db.get<{ minute: number }>(`select minute ${seen} order by minute desc limit 1`, ...at)?.minute ?? null;
  if (seenAt === null) return { seenAt, badSince: null };
  const rule = [share ?? null, atMost ?? null] as const;
  const lastGood = db.get<{ minute: number }>(`select minute ${seen} and ${isGood} order by minute desc limit 1`, ...at, ...rule)?.minute ?? -1;
  if (lastGood === seenAt) return { seenAt, badSince: null };
  const first = db.get<{ minute: number }>(`select minute ${seen} and minute > ?4 order by minute limit 1`, ...at, lastGood);
  return { seenAt, badSince: first?.minute ?? null };
}

export function promiseWrites(db: Connection): Pick<Store, 'putSamples' | 'putNotices' | 'noticeAttempted'> {
  return {
    putSamples: async (environment, samples) => {
      if (samples.length === 0) return;
      await db.write(() => {
        for (const { series, minute, good, of, value } of samples) {
          db.run(
            'insert or replace into sample (environment, series, minute, good, seen, value) values (?, ?, ?, ?, ?, ?)',
            ...[environment, series, minute, good, of, value],
          );
        }
        prune(db, environment, samples.reduce((most, sample) => Math.max(most, sample.minute), 0) - kept);
      });
    },
    putNotices: async (notices) => {
      if (notices.length === 0) return [];
      return db.write(() => notices.flatMap((notice) => putNotice(db, notice)), { durable: true });
    },
    noticeAttempted: async (id, { at, delivered, error, nextAt }) => {
      await db.write(
        () => {
          const { changes } = db.run(
            'update notice set attempts = attempts + 1, delivered_at = ?, error = ?, next_at = ? where id = ?',
            ...[delivered ? at : null, error, delivered ? null : nextAt, id],
          );
          if (changes !== 1) throw new Error(`there is no notice ${id}`);
        },
        { durable: true },
      );
    },
  };
}

/** Steps from series to series by the key, so that nothing is read where nothing is old. */
function prune(db: Connection, environment: string, before: number): void {
  db.run(
    `with recursive known(series) as (
       select min(series) from sample where environment = ?1
       union all
       select (select min(series) from sample where environment = ?1 and series > known.series) from known where known.series is not null
     )
     delete from sample where environment = ?1 and series in (select series from known where series is not null) and minute < ?2`,
    ...[environment, before],
  );
}

function putNotice(db: Connection, { environment, subject, state, to, body, decidedAt, nextAt }: Parameters<Store['putNotices']>[0][number]) {
  const newest = db.get<{ state: string }>(
    'select state from notice where environment = ? and subject = ? and target = ? order by id desc limit 1',
    ...[environment, subject, to],
  );
  if (newest?.state === state) return [];
  const { id } = db.run(
    'insert into notice (environment, subject, state, target, body, decided_at, next_at) values (?, ?, ?, ?, ?, ?, ?)',
    ...[environment, subject, state, to, JSON.stringify(body), decidedAt, nextAt],
  );
  return [{ id, environment, subject, state, to, body, decidedAt, attempts: 0, nextAt, deliveredAt: null, error: null }];
}
