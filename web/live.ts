// The page's state as it is now: asked for once, again whenever the service says that something moved, and once a minute for the ages.

import { useEffect, useState } from 'preact/hooks';
import type { PageState } from '../src/ui/documents.ts';

export interface Live {
  readonly state: PageState | undefined;
  readonly connected: boolean;
  /** Why there is nothing, or nothing new. */
  readonly trouble: string | undefined;
}

const minute = 60_000;
const pause = 3_000;

export async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: 'application/json' } });
  const body = (await response.json()) as T & { readonly problems?: readonly { readonly message: string; readonly remedy: string }[] };
  if (response.ok) return body;
  const [told] = body.problems ?? [];
  throw new Error(told ? `${told.message}. ${told.remedy}` : `the service answered ${response.status}`);
}

export function useLive(): Live {
  const [live, set] = useState<Live>({ state: undefined, connected: false, trouble: undefined });
  useEffect(() => {
    const end = new AbortController();
    let asking = false;
    let again = false;
    let opened = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const refresh = async (): Promise<void> => {
      again = asking;
      if (asking) return;
      asking = true;
      try {
        const state = await ask<PageState>('/page/state', end.signal);
        set((before) => ({ ...before, state, trouble: undefined }));
      } catch (error) {
        if (!end.signal.aborted) set((before) => ({ ...before, trouble: error instanceof Error ? error.message : String(error) }));
      }
      asking = false;
      if (again && !end.signal.aborted) void refresh();
    };
    let events = listen();
    function listen(): EventSource {
      const source = new EventSource('/page/events');
      source.onopen = () => {
        set((before) => ({ ...before, connected: true }));
        // what moved while there was no connection
        if (opened) void refresh();
        opened = true;
      };
      source.onerror = () => {
        set((before) => ({ ...before, connected: false }));
        // it comes back by itself, but not after an answer that was no stream
        if (source.readyState === EventSource.CLOSED) retry = setTimeout(() => (events = listen()), pause);
      };
      source.addEventListener('state', () => void refresh());
      return source;
    }
    const tick = setInterval(() => void refresh(), minute);
    void refresh();
    return () => {
      end.abort();
      events.close();
      clearTimeout(retry);
      clearInterval(tick);
    };
  }, []);
  return live;
}
