// How much may be under way at once. What comes beyond is turned away at once: a queue without end helps nobody.

export interface Admission {
  readonly limit: number;
  /** Bytes of bodies under way at most. */
  readonly mostBytes: number;
  /** Whether one more may begin; who was let in leaves. */
  enter(): boolean;
  leave(): void;
  underWay(): number;
  /** Room for the bytes of one request. */
  room(): Room;
}

export interface Room {
  /** Whether so many more bytes may be held. */
  take(bytes: number): boolean;
  /** Gives back all that was taken. */
  free(): void;
}

export function admission(limit: number, mostBytes: number): Admission {
  let underWay = 0;
  let bytes = 0;
  return {
    limit,
    mostBytes,
    enter: () => {
      if (underWay >= limit) return false;
      underWay++;
      return true;
    },
    leave: () => void underWay--,
    underWay: () => underWay,
    room: () => {
      let taken = 0;
      return {
        take: (more) => {
          if (bytes + more > mostBytes) return false;
          bytes += more;
          taken += more;
          return true;
        },
        free: () => {
          bytes -= taken;
          taken = 0;
        },
      };
    },
  };
}
