// HTTP for consumers: named queries, inference, health, metrics. Builds nothing, decides nothing, changes no state.

export { defaultSearch } from './probe.ts';
export type { LiveRelease, ServedModel } from './release.ts';
export type { Answered, Mounted, Serving, ServingOptions } from './serving.ts';
export { startServing } from './start.ts';
