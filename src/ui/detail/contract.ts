// What must be true of one table, in words, and which file says so: its columns' rules, key, rows, named checks and relations. Pure.

import type { Asset, ColumnRules, Output } from '../../product/index.ts';
import type { ContractLook, Relation, Says } from '../detail-documents.ts';
import type { PageRule } from '../world.ts';

/** The rules of one asset by what they are about. */
export function contractOf(asset: Asset, rules: readonly PageRule[]): ContractLook {
  const own = rules.filter((r) => r.asset === asset.name);
  const called = (name: string): PageRule | undefined => own.find((r) => r.id === `${asset.name}.${name}`);
  const says = (name: string): Says | null => saysOf(called(name));
  return {
    files: [...(asset.specFile ? [asset.specFile.path] : []), ...(asset.contractFile ? [asset.contractFile.path] : [])],
    key: says('key'),
    rows: says('rows'),
    solved: says('solved'),
    checks: asset.checks.map(({ name, severity, at, description }) => {
      const rule = called(name);
      return { name, text: rule?.expectation ?? description ?? '', severity, file: at.file, query: rule?.query ?? null };
    }),
    relations: relationsOf(asset),
    notRun: notRunOf(asset),
  };
}

/** Of an output: its columns stand with its answer, and nothing else of the contract is asked. */
export function contractOfOutput(output: Output): ContractLook | null {
  if (!output.contractFile) return null;
  return { files: [output.contractFile.path], key: null, rows: null, solved: null, checks: [], relations: [], notRun: notRunOf(output) };
}

const notRunOf = ({ notRun = [] }: Pick<Output, 'notRun'>): ContractLook['notRun'] =>
  notRun.map(({ rule, reason, at }) => ({ rule, reason, file: at.file, line: at.line ?? null }));

const saysOf = (rule: PageRule | undefined): Says | null => (rule ? { text: rule.expectation, severity: rule.severity, file: rule.file } : null);

/** What must be true of one column. Its type is told apart. */
export function columnSays(column: ColumnRules, asset: Asset, rules: readonly PageRule[]): readonly Says[] {
  const prefix = `${asset.name}.${column.name}.`;
  const named = new Set(asset.checks.map((c) => `${asset.name}.${c.name}`));
  return rules
    .filter((r) => r.asset === asset.name && r.id.startsWith(prefix) && r.id !== `${prefix}type` && !named.has(r.id))
    .map(({ expectation, severity, file }) => ({ text: expectation, severity, file }));
}

/** Columns of it that are found in another table, by a column's `references` or a check of that type. */
function relationsOf({ columns, checks }: Asset): readonly Relation[] {
  return [
    ...columns.flatMap((c) => (c.references ? [{ columns: [c.name], table: c.references.asset, to: [c.references.column] }] : [])),
    ...checks.flatMap((c) =>
      c.type === 'foreignKey' ? [{ columns: c.settings.columns, table: c.settings.table, to: c.settings.to ?? c.settings.columns }] : [],
    ),
  ];
}
