// What the other rooms may use of the DuckDB engine.

export type { FileTable } from './database-file.ts';
export type {
  Answer,
  BuildStep,
  Built,
  Column,
  ColumnBatch,
  ColumnValues,
  Content,
  Engine,
  EngineSettings,
  FileLook,
  InputTable,
  Kept,
  Origin,
  Parsed,
  Preview,
  Question,
  ReadSpec,
  Surroundings,
  Weight,
} from './engine.ts';
export { columnsOf } from './input-columns.ts';
export type {
  DatabaseFault,
  DatabaseLook,
  DatabaseQuestion,
  DatabaseRelation,
  FaultedDatabase,
  RehearsalDatabase,
  RelationState,
} from './rehearsal-database.ts';
export type { AnswerFormat, LoadedQuery, NamedQuery, ServedAnswer, ServedQuestion, ServedRelease, ServedRows, ServingEngine } from './serving.ts';
export { engineSettings, engineVersion, type InForce, type Machine } from './settings.ts';
export { type EngineOptions, startEngine } from './start.ts';
export { type ServingEngineOptions, startServingEngine } from './start-serving.ts';
export { bare, quoteName, type Token, tokens } from './statement.ts';
export { parseType, type Type as EngineType } from './storage.ts';
export { addSums } from './sums.ts';
