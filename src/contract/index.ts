// Contracts of the Open Data Contract Standard: read, validated, and what they mean as the product's own rules. Asks no data.

export { type Change, type ChangeKind, kinds as changeKinds } from './diff/kinds.ts';
export { contractDiff } from './diff.ts';
export type {
  DocumentPath,
  JsonMap,
  LogicalType,
  OdcsDocument,
  OdcsOptions,
  OdcsProperty,
  OdcsQuality,
  OdcsRelationship,
  OdcsServer,
  OdcsSla,
  OdcsTable,
  Operator,
} from './document.ts';
export { type ExportForm, exportContract, exportForms } from './export.ts';
export { type Misfit, misfits, tableFor } from './fit.ts';
export { type InferRequest, inferTable } from './infer.ts';
export { problem as contractProblem } from './problems.ts';
export { type ReadContract, readContract } from './read.ts';
export type { ContractRules, ContractTable, Known, NotRun } from './rules/meaning.ts';
export { contractRules } from './rules/tables.ts';
export { describedByFile, documentOfShort } from './short.ts';
export { engineTypeOf } from './type-text.ts';
export { type About, odcsOf } from './write/odcs.ts';
export { shortFormOf } from './write/short-form.ts';
export { yamlOf } from './write/yaml.ts';
