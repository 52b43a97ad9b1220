// A folder becomes a Product: its files are read, each into a draft, and validated together. Builds nothing, reads no data.

export { withAcceptance } from './accept.ts';
export { findProduct, readFiles } from './files.ts';
export type { CheckArguments, CheckType } from './forms/check-types.ts';
export { openYaml, placeOf, placeOfSpot, type Spot, writtenText } from './forms/document.ts';
export { readShort, type Short } from './forms/short.ts';
export { placeOfText } from './forms/sql-text.ts';
export { usualWakingCosts } from './impact.ts';
export { productName } from './name.ts';
export { type ProductFiles, parseProduct } from './parse.ts';
export type {
  Acceptance,
  Asset,
  Bounds,
  Check,
  CodeFile,
  ColumnRule,
  ColumnRules,
  Consumer,
  Described,
  Harm,
  Impact,
  ImpactLevel,
  MetricBounds,
  Money,
  Notify,
  Output,
  Owner,
  Parameter,
  Product,
  PromiseKind,
  PromiseRule,
  Rate,
  ReadOptions,
  RowBounds,
  Scalar,
  ScriptAsset,
  Severity,
  Solved,
  Source,
  SourceFormat,
  SqlAsset,
  TestRows,
  Tolerance,
  UnitTest,
  WorkingHours,
} from './product.ts';
export { type Expectation, withExpectation } from './rows/expectation.ts';
export { jsonSchemas, type SchemaName } from './schemas.ts';
export { readTableFile } from './table-file.ts';
export { formatDuration } from './values/duration.ts';
export { parseInstant } from './values/instant.ts';
export { perDay } from './values/money.ts';
