// The one SELECT that says of a rule what is wrong, for people to read and to ask by hand: the rows that offend, or the value that is judged.

import { columnsOf, quoteName } from '../../engine/index.ts';
import { keyOf } from '../key.ts';
import type { Subject } from '../kind.ts';
import { kindOf } from '../kinds.ts';
import type { TypedRule } from '../rule.ts';
import { unaskable } from '../unaskable.ts';
import type { Asked } from './first.ts';
import { expressions, subjectOf } from './look.ts';
import { lookOf } from './select.ts';

/** Undefined where a rule is known without a question, or cannot be asked of these tables. */
export function ruleQuery(rule: TypedRule, { asset, key, table, others, before, surroundings }: Omit<Asked, 'rules' | 'rows'>): string | undefined {
  const tables = new Map([...Object.entries(others), [asset, table] as const].map(([name, t]) => [name.toLowerCase(), t]));
  const columns = columnsOf(table);
  if (unaskable(rule, columns, tables)) return undefined;
  const subject: Subject = {
    asset,
    key,
    columns,
    others: new Map([...tables].map(([name, t]) => [name, columnsOf(t)])),
    from: quoteName(asset),
    groups: [],
    before,
    clock: surroundings.clock,
  };
  const own = subjectOf(rule, subject);
  const need = kindOf(rule).ask(rule.settings as never, own);
  if (need.how === 'known') return undefined;
  if (need.how === 'statement') return need.sql;
  const apart = own.groups.length > 0 && (need.how === 'measure' || rule.tolerance !== undefined);
  if (need.how === 'rows' && !apart) return `select * from ${own.from} where ${need.offends(...expressions(need.columns, own))}${orderOf(own)}`;
  if (need.how === 'measure' && !apart) return `select ${need.value(...expressions(need.columns, own))} as "value" from ${need.from ?? own.from}`;
  const look = lookOf(rule, need, own, false);
  return look.rows?.sql ?? look.question.sql;
}

/** By the key, where there is one: what is seen twice is seen in the same order. */
function orderOf({ columns, key }: Subject): string {
  const names = (key ? keyOf(columns, key) : []).flatMap((i) => columns[i] ?? []).map(({ name }) => quoteName(name));
  return names.length > 0 ? ` order by ${names.join(', ')}` : '';
}
