// What a service tells of its work, for whoever counts it. Label values come from declared names and fixed lists only, never from a request.

/** Counts and times; never throws, never changes an outcome. */
export interface Meter {
  /** One answer of an output or a model, as the client saw it. `cache`: how it was found. `seconds`: from request to last byte handed over. */
  answered(answer: {
    readonly output: string;
    readonly route: 'query' | 'infer' | 'other';
    readonly status: number;
    readonly seconds: number;
    readonly cache: 'hit' | 'miss' | 'none';
  }): void;
  /** One run of a model over a micro-batch of so many requests and rows. */
  batch(batch: { readonly model: string; readonly requests: number; readonly rows: number; readonly seconds: number }): void;
  /** Requests turned away before any work: 429, 403, 503. */
  refused(refusal: { readonly why: 'busy' | 'host' | 'origin' | 'unready' | 'draining' }): void;
  /** A value that stands: the live release's number, requests under way, 1 while the engine is ready. */
  gauge(name: 'release' | 'in_flight' | 'engine_ready' | 'last_refresh_seconds', value: number): void;
  /** Promises: budget left, 0 to 1; state as 1 for the one that holds. */
  promise(promise: { readonly output: string; readonly kind: string; readonly state: string; readonly budgetLeft: number }): void;
}
