// The service as its owner (`up`) holds it: an HTTP server that always shows exactly one release to a request.

import type { Effects, Emit, Instant, Meter, Outcome } from '../base/index.ts';
import type { Scripts, ServingEngine } from '../engine/index.ts';
import type { LiveRelease } from './release.ts';

/** Another room's routes (the page), already behind serving's checks of Host, Origin and method. Paths are matched exactly, or by `prefix/`. */
export interface Mounted {
  readonly paths: readonly string[];
  readonly prefixes: readonly string[];
  handle(request: Request): Promise<Response>;
  /** Ends answers that would go on for ever (events): the service drains. */
  close?(): void;
}

export interface ServingOptions {
  /** 127.0.0.1 unless somebody asks for more. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Host names beside the loopback's that a request may name (`--allow-host`). */
  readonly allowHosts: readonly string[];
  readonly engine: ServingEngine;
  readonly scripts: Scripts;
  /** The running logical clock. */
  readonly clock: () => Instant;
  readonly effects: Effects;
  readonly emit: Emit;
  readonly meter: Meter;
  /** The text of /metrics and its content type. */
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
  readonly mounted: readonly Mounted[];
  /** Of this program, for who asks what answers. */
  readonly version?: string | undefined;
  /** Work under way at most (engine questions, model rows wait in batches); beyond it 429 with Retry-After. 64 unless said. */
  readonly maxInFlight?: number | undefined;
}

/** What was answered of one output since the last look: the promises' raw matter. */
export interface Answered {
  readonly output: string;
  /** Requests that count: not 4xx. 429 and 503 count as bad. */
  readonly requests: number;
  /** Of them, 5xx, 429 and time-outs. */
  readonly errors: number;
  /** Milliseconds of those answered, unsorted; at most 10,000 a look, evenly thinned. */
  readonly latencies: readonly number[];
}

export interface Serving {
  readonly url: string;
  /** Loads the release beside the one that is shown, then switches at once. A Problem leaves the old one in place. */
  show(release: LiveRelease): Promise<Outcome<void>>;
  /** The number of the release that new requests get; undefined: none, and they get 503. */
  shown(): number | undefined;
  /** What happened since the last call. */
  take(): readonly Answered[];
  /** Asks every output once with default parameters through the same way as a request, for minutes without any; outputs that need a parameter are asked with the first of its `in`, else left out. */
  probe(): Promise<readonly Answered[]>;
  /** Requests, errors, p99 in ms per minute of the last hour, oldest first: for the page. */
  figures(): readonly { readonly minute: number; readonly requests: number; readonly errors: number; readonly p99: number | null }[];
  /** No new connections and requests (503, Retry-After), those under way end; then closes. */
  drain(milliseconds: number): Promise<void>;
}
