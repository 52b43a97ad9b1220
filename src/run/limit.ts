// At most N pieces of work at once; the rest waits its turn.

export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

export function limit(atOnce: number): Limit {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
