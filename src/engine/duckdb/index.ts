// What the other rooms may use of the DuckDB engine.

export type {
  Answer,
  BuildStep,
  Built,
  Column,
  Content,
  Engine,
  EngineSettings,
  FileLook,
  InputTable,
  Origin,
  Parsed,
  Question,
  ReadSpec,
  Surroundings,
} from './engine.ts';
export { engineSettings, engineVersion, type InForce, type Machine } from './settings.ts';
export { type EngineOptions, startEngine } from './start.ts';
export { bare } from './statement.ts';
export { addSums } from './sums.ts';
