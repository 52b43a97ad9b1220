// The room that runs code: statements in, files and figures out. Only duckdb/ knows DuckDB; nothing here knows the store.

export * from './duckdb/index.ts';
export * from './process/index.ts';
