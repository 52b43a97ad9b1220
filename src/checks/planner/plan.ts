// The planner: rules become the fewest and cheapest questions. Pure; evaluate.ts asks them.

import { type InputTable, quoteName } from '../../engine/index.ts';
import { within } from '../bounds.ts';
import { passed } from '../finding.ts';
import type { Need, Subject } from '../kind.ts';
import { kindOf } from '../kinds.ts';
import { ruleStatements } from '../reads.ts';
import type { Finding, TypedRule } from '../rule.ts';
import { unaskable } from '../unaskable.ts';
import { apart, type Counted } from './counts.ts';
import { dear } from './dear.ts';
import { judged, type Look, type NeedOf, subjectOf } from './look.ts';
import { byBits, referenceLook } from './references.ts';
import { countMeasure, type Measure, measureLooks, rowsMeasure, valueMeasure } from './scan.ts';
import { lookOf } from './select.ts';
import { uniqueLook } from './unique.ts';

export interface CheckPlan {
  readonly looks: readonly Look[];
  /** What is known without asking. */
  readonly known: ReadonlyMap<TypedRule, Finding>;
}

/** Parquet can be asked in parts: each question reads only the columns and row groups it needs. Anything else is read whole each time. */
export const readsInParts = (table: InputTable): boolean => table.kind === 'files' && table.spec.format === 'parquet';

/** The rows of one row group: of a table that has no more, nothing can be left out, and a statement costs more than to read it. */
const smallRows = 122_880;

/** `inParts`: the table's files are such that each question reads only what it needs. */
export function planChecks(rules: readonly TypedRule[], subject: Subject, inParts: boolean): CheckPlan {
  const small = inParts && (subject.rows ?? Number.POSITIVE_INFINITY) <= smallRows;
  const large = inParts && !small;
  const known = new Map<TypedRule, Finding>();
  const measures: Measure[] = [];
  const counted: Counted[] = [];
  const looks: Look[] = [];
  for (const rule of rules) {
    const own = subjectOf(rule, subject);
    const need = kindOf(rule).ask(rule.settings as never, own);
    if (need.how === 'known') known.set(rule, need.finding);
    else if (need.how === 'rows' && !(rule.groupBy && rule.tolerance)) counted.push({ rule, need, subject: own });
    else if (need.how === 'measure' && plain(rule, need)) {
      const counts = countOf(rule, need, own);
      if (counts) known.set(rule, counts);
      else measures.push(valueMeasure(rule, need, own));
    } else if (need.how === 'select' && need.constant !== undefined && !rule.tolerance) measures.push(constantMeasure(rule, need.constant, need));
    else {
      const look = (large && proofOf(rule, need, own)) || lookOf(rule, need, own, large);
      if (small && look.rows) measures.push(rowsMeasure(rule, look.rows, own));
      else looks.push(look);
    }
  }
  const scans = measureLooks(large ? measures : [...counted.map(countMeasure), ...measures], subject, !large);
  return { looks: [...scans, ...(large ? countLooks(counted, subject) : []), ...looks], known };
}

function countLooks(counted: readonly Counted[], subject: Subject): readonly Look[] {
  const simple = counted.filter((c) => !c.need.dear || c.rule.where !== undefined || c.need.columns.length !== 1);
  return [
    ...apart(simple, subject),
    ...dear(
      counted.filter((c) => !simple.includes(c)),
      subject,
    ),
  ];
}

/** A cheap proof, and the SELECT itself where that fails. */
function proofOf(rule: TypedRule, need: Need, own: Subject): Look | undefined {
  if (need.how !== 'select' || rule.tolerance) return undefined;
  if (need.unique && own.groups.length === 0) return uniqueLook(rule, need.unique, own, lookOf(rule, need, own, true));
  return need.found && byBits(need.found, own) ? referenceLook(rule, need.found, own, lookOf(rule, need, own, true)) : undefined;
}

/** One value of the whole table: it may share its question with others. */
const plain = (rule: TypedRule, need: NeedOf<'measure'>): boolean => !rule.groupBy && need.from === undefined && rule.where === undefined;

/** The number of rows is known of a snapshot. */
function countOf(rule: TypedRule, need: NeedOf<'measure'>, { rows }: Subject): Finding | undefined {
  return rule.kind === 'rowCount' && rows !== undefined ? judged(rows, !within(need.bounds, rows)) : undefined;
}

function constantMeasure(rule: TypedRule, constant: string, { offending }: NeedOf<'select'>): Measure {
  return { rule, values: [constant], columns: [], read: ([holds]) => (holds === true ? passed() : { offends: offending }) };
}

/** Whether SQL that a user wrote around `select * from TABLE where (…)` may hold a question of its own, which could be about the table's other rows. */
const mayAsk = (statement: string): boolean =>
  /\b(select|from|table|values|with|pivot|unpivot|describe|show|summarize)\b/i.test(statement.replace(/^select \* from /, ''));

/** The rules that look at each row by itself: what holds of a table's parts holds of the table, and what offends in one offends in it. */
export function rowRules(
  rules: readonly TypedRule[],
  columns: Subject['columns'],
  surroundings: { readonly clock: Subject['clock'] },
): readonly TypedRule[] {
  return rules.filter((rule) => {
    if (rule.tolerance || rule.groupBy || ruleStatements(rule).some(mayAsk) || unaskable(rule, columns, new Map())) return false;
    const subject: Subject = {
      asset: rule.asset,
      key: undefined,
      columns,
      others: new Map(),
      from: quoteName(rule.asset),
      groups: [],
      clock: surroundings.clock,
    };
    return kindOf(rule).scope === undefined && kindOf(rule).ask(rule.settings as never, subject).how === 'rows';
  });
}
