// Faults put into copies of tables, and what notices them. Nothing here alters a product, a store's history or a data file.

export type { DbtProposal } from './dbt/propose-dbt.ts';
export { type DbtRehearsal, type DbtRequest, rehearseDbt } from './dbt/rehearse-dbt.ts';
export { faultPages } from './fault-page.ts';
export { operatorNamed, operators } from './operators.ts';
export { type ProductRehearsal, rehearseProduct } from './product.ts';
export * from './rehearsal.ts';
export { redundantOf, scored, smallestOf, worthOf } from './score.ts';
export { type RehearseTables, rehearseTables, type TableToRehearse } from './table.ts';
export type { Attempt, TryMeans } from './trials.ts';
export { addChecks, addContractChecks } from './write.ts';
export { withWritten } from './written.ts';
