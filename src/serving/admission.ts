// How much may be under way at once. What comes beyond is turned away at once: a queue without end helps nobody.

export interface Admission {
  readonly limit: number;
  /** Whether one more may begin; who was let in leaves. */
  enter(): boolean;
  leave(): void;
  underWay(): number;
}

export function admission(limit: number): Admission {
  let underWay = 0;
  return {
    limit,
    enter: () => {
      if (underWay >= limit) return false;
      underWay++;
      return true;
    },
    leave: () => void underWay--,
    underWay: () => underWay,
  };
}
