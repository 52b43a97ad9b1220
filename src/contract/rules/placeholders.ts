// SQL of a contract with what its placeholders stand for. Whether it is one read-only statement the engine's parser says.

import { nearest } from '../../base/index.ts';
import { quoteName } from '../../engine/index.ts';
import type { DocumentPath } from '../document.ts';
import { problem } from '../problems.ts';
import type { Making } from './meaning.ts';

const known = ['object', 'property', 'table', 'column'];

/** `{object}` and `${table}` are the table, `{property}` and `${column}` the column; names are quoted where the text does not do it. Undefined when one stands for nothing, which is told. */
export function placeholders(making: Making, sql: string, path: DocumentPath, column: string | undefined): string | undefined {
  let failed = false;
  const filled = sql.replace(/(["'`]?)(\$?\{\s*(\w+)\s*\})/g, (whole, quote: string, text: string, name: string) => {
    const of = name.toLowerCase();
    const isTable = of === 'object' || of === 'table';
    const value = isTable ? making.table.name : of === 'property' || of === 'column' ? column : undefined;
    if (value !== undefined) return quote === '' || quote === '`' ? `${quote === '`' ? '' : quote}${quoteName(value)}` : `${quote}${value}`;
    // a struct in the SQL, `{x}` is none: it has no colon
    failed = true;
    making.problems.push(
      problem(
        'bad-placeholder',
        {
          text,
          near: nearest(
            of,
            known.filter((k) => column !== undefined || k === 'object' || k === 'table'),
          ),
        },
        { at: making.document.at(path) },
      ),
    );
    return whole;
  });
  return failed ? undefined : filled.replace(/("[^"\n]*")`/g, '$1');
}
