// Work over a list, a few at a time, answers in the list's order.

/** Runs `work` on each, at most `slots` at a time. */
export async function atOnce<T, U>(slots: number, all: readonly T[], work: (one: T) => Promise<U>): Promise<readonly U[]> {
  const answers = new Array<U>(all.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) answers[i] = await work(all[i] as T);
  };
  await Promise.all(Array.from({ length: Math.min(slots, all.length) }, worker));
  return answers;
}
