// Server-sent events: `state` when something moved, at most twice a second, and a comment now and then so that nobody in between hangs up.

const leastGap = 500;
const heartbeat = 15_000;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An endless body; it ends with the request's signal or when its reader goes away. */
export function eventStream(onChange: (listener: () => void) => () => void, signal: AbortSignal): ReadableStream<Uint8Array> {
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let cooling = false;
      let waiting = false;
      let gap: ReturnType<typeof setTimeout> | undefined;
      const send = () => {
        controller.enqueue(encode('event: state\ndata: {}\n\n'));
        cooling = true;
        gap = setTimeout(() => {
          cooling = false;
          if (waiting) send();
          waiting = false;
        }, leastGap);
      };
      const beat = setInterval(() => controller.enqueue(encode(': still here\n\n')), heartbeat);
      const unlisten = onChange(() => {
        if (cooling) waiting = true;
        else send();
      });
      stop = () => {
        unlisten();
        clearTimeout(gap);
        clearInterval(beat);
        stop = () => {};
      };
      signal.addEventListener('abort', () => {
        stop();
        try {
          controller.close();
        } catch {
          // its reader went away before
        }
      });
      controller.enqueue(encode('retry: 2000\n\n'));
    },
    cancel: () => stop(),
  });
}
