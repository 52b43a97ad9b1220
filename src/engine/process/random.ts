// Random numbers that a seed decides: sfc32 (Chris Doty-Humphrey, PractRand), seeded with the first 128 bits of a digest. Not for secrets.

import type { Digest } from '../../base/index.ts';

export interface Random {
  /** From 0 up to 1, 53 bits. */
  readonly next: () => number;
  readonly fill: (bytes: Uint8Array) => void;
}

/** The same numbers for the same seed, on every machine. */
export function generator(seed: Digest): Random {
  let [a = 0, b = 0, c = 0] = [0, 8, 16].map((at) => Number.parseInt(seed.slice(at, at + 8), 16) | 0);
  let counter = Number.parseInt(seed.slice(24, 32), 16) | 0;
  const draw = (): number => {
    const drawn = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11) | 0) + drawn) | 0;
    return drawn >>> 0;
  };
  // The first numbers still show the seed.
  for (let i = 0; i < 16; i++) draw();
  return {
    next: () => ((draw() >>> 5) * 0x4000000 + (draw() >>> 6)) / 2 ** 53,
    fill: (bytes) => {
      for (let i = 0; i < bytes.length; i++) bytes[i] = draw() >>> 24;
    },
  };
}
