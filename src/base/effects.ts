// Time, randomness and variables enter only through Effects, made at an entry (cli, the library, a test).

export interface Effects {
  /** Real time, milliseconds since the epoch; for the log and for locks. */
  readonly now: () => number;
  /** Monotonic milliseconds; for durations. */
  readonly monotonic: () => number;
  /** Random bytes as hexadecimal text. */
  readonly randomHex: (bytes: number) => string;
  /** The environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Who acts: login name, or TRIVET_USER. */
  readonly user: string;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** An instant as ISO 8601 text with offset or Z; the logical clock is one. */
export type Instant = string;
