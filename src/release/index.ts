// Environments: gates by impact, coherent sets, going back, holds.

export { type Coherent, coherent, type Move } from './coherent.ts';
export { type Gate, type GateFacts, gates } from './gates.ts';
export { type Mover, resume, rollback } from './go-back.ts';
export { problem as releaseProblem } from './problems.ts';
