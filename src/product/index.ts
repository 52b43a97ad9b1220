// A folder becomes a Product: its files are read, each into a draft, and validated together. Builds nothing, reads no data.

export { withAcceptance } from './accept.ts';
export { findProduct, readFiles } from './files.ts';
export { productName } from './name.ts';
export { type ProductFiles, parseProduct } from './parse.ts';
export type {
  Acceptance,
  Asset,
  CodeFile,
  ColumnRules,
  Impact,
  ImpactLevel,
  Owner,
  Product,
  ReadOptions,
  RowBounds,
  Scalar,
  Severity,
  Source,
  SourceFormat,
  SqlAsset,
  SqlCheck,
  UnitTest,
} from './product.ts';
export { jsonSchemas, type SchemaName } from './schemas.ts';
export { parseInstant } from './values/instant.ts';
