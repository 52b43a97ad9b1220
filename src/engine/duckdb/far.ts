// The far end of a host process: hears calls, answers each, ends when its parent is gone. Knows no task.

/** A call as it is sent. */
export interface Call<Task> {
  readonly id: number;
  readonly task: Task;
}
/** A value (an Outcome, or a list of them), or the text of an error that is a bug. */
export type Reply = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly bug: string };

/** Answers the parent's calls, several at once. */
export function answerCalls<Task>(carryOut: (task: Task) => Promise<unknown>): void {
  let running = 0;
  process.on('message', (call: Call<Task>) => void answer(call));

  async function answer({ id, task }: Call<Task>): Promise<void> {
    running++;
    const reply = await carryOut(task).then(
      (value): Reply => ({ id, value }),
      (error: unknown): Reply => ({ id, bug: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
    running--;
    if (process.connected)
      process.send?.(reply, undefined, undefined, () => {
        if ('value' in reply && isCrash(reply.value)) process.kill(process.pid, 'SIGKILL');
      });
  }

  // The parent decides what an interrupt means, and a termination of the whole group.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  process.on('disconnect', () => {
    // A query under way would hold up an orderly exit until it is done; nothing it writes is under its final name.
    if (running > 0) process.kill(process.pid, 'SIGKILL');
    process.exit(0);
  });
}

/** The engine told of an error of its own, after which its instances refuse every statement. */
function isCrash(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isCrash);
  const { problems, spec } = (value ?? {}) as { problems?: readonly { code: string }[]; spec?: unknown };
  return problems?.some((p) => p.code === 'engine/crashed') ?? (spec !== undefined && isCrash(spec));
}
