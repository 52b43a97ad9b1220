// What runs scripts, for the environment fingerprint.

/** E.g. `node 24.21.0`. */
export const scriptRuntime = (): string => `node ${process.versions.node}`;
