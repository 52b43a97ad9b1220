// The one page, from the problem down to the metrics. No menu; a node of the graph opens its detail beside it.

import { useEffect, useState } from 'preact/hooks';
import type { PageState } from '../src/ui/documents.ts';
import { addressed } from './address.ts';
import { Attention } from './attention.tsx';
import { Data } from './data.tsx';
import { Detail } from './detail.tsx';
import { Development } from './development.tsx';
import { Graph } from './graph.tsx';
import { Head } from './head.tsx';
import { type Live, useLive } from './live.ts';
import { Models } from './models.tsx';
import { Operations } from './operations.tsx';
import { Rehearsal } from './rehearsal.tsx';
import { Timeline } from './timeline.tsx';

/** The node that the address names: `/#hourly`. */
function useOpened(): [string, (id: string) => void] {
  const [opened, set] = useState(addressed);
  useEffect(() => {
    const listen = () => set(addressed());
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, []);
  const open = (id: string) => {
    history.replaceState(null, '', id ? `#${encodeURIComponent(id)}` : location.pathname);
    set(id);
  };
  return [opened, open];
}

export function Page() {
  const live = useLive();
  const [opened, open] = useOpened();
  const name = live.state?.product?.name;
  useEffect(() => {
    document.title = name ? `${name} · Trivet` : 'Trivet';
  }, [name]);
  if (!live.state) return <Waiting trouble={live.trouble} />;
  const { state } = live;
  return (
    <>
      <main>
        <Head state={state} />
        <div class="legs">
          <Data state={state} />
          <Development state={state} />
          <Operations state={state} />
        </div>
        <Attention state={state} />
        <Graph state={state} open={open} />
        <Rehearsal state={state} open={open} />
        <Timeline state={state} />
        <Models state={state} />
      </main>
      <Foot live={live} state={state} />
      <Detail id={opened} state={state} open={open} />
    </>
  );
}

function Waiting({ trouble }: { readonly trouble: string | undefined }) {
  return (
    <main class="waiting">
      <h1>Trivet</h1>
      <p role="status">{trouble ?? 'reading the store …'}</p>
    </main>
  );
}

function Foot({ live, state }: { readonly live: Live; readonly state: PageState }) {
  const said = live.trouble ?? (live.connected ? 'connected; the page follows' : 'no connection; what is shown may be old');
  return (
    <footer>
      <p>
        <span class="path">{state.folder}</span>
      </p>
      <p role="status" class={live.trouble || !live.connected ? 'lost' : ''}>
        {said}
      </p>
    </footer>
  );
}
