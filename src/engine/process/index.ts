// What the other rooms may use of the script hosts.

export { scriptRuntime } from './runtime.ts';
export type {
  CodePlace,
  Datatype,
  Predictor,
  ScriptFacts,
  ScriptRows,
  ScriptStep,
  ScriptSurroundings,
  Scripts,
  ScriptsOptions,
  Signature,
  Tensor,
  Trained,
  TriedTable,
  TriedTraining,
} from './scripts.ts';
export { startScripts } from './start.ts';
export type { Context, Table } from './table.ts';
