// What rehearsals found: one row each, never changed. What a fault or a score is, is not known here.

import type { Json } from '../../base/index.ts';
import type { RehearsalRecord } from '../records.ts';
import type { Store, StoreReader } from '../store.ts';
import type { Connection } from './connection.ts';

type Row = Omit<RehearsalRecord, 'document'> & { readonly document: string };

export function rehearsalReads(db: Connection): Pick<StoreReader, 'rehearsals'> {
  return {
    rehearsals: (product, { key, limit }) =>
      db.read(() => {
        const of = key === undefined ? '' : 'and key = ?';
        const values = key === undefined ? [product] : [product, key];
        const sql = `select product, key, actor as "by", at, score, false_alarms as falseAlarms, versions, survived, document
          from rehearsal where product = ? ${of} order by id desc limit ?`;
        return db.all<Row>(sql, ...values, limit ?? -1).map((row) => ({ ...row, document: JSON.parse(row.document) as Json }));
      }),
  };
}

export function rehearsalWrites(db: Connection): Pick<Store, 'putRehearsal'> {
  return {
    putRehearsal: async ({ product, key, by, at, score, falseAlarms, versions, survived, document }) => {
      await db.write(() =>
        db.run(
          'insert into rehearsal (product, key, actor, at, score, false_alarms, versions, survived, document) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          ...[product, key, by, at, score, falseAlarms, versions, survived, JSON.stringify(document)],
        ),
      );
    },
  };
}
