// The detail of one node, beside the page: opened by the graph or the address, closed by Escape. Fetched when it is looked at.

import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Detail as Document } from '../src/ui/detail-documents.ts';
import type { PageState } from '../src/ui/documents.ts';
import { addressed } from './address.ts';
import { History } from './check-history.tsx';
import { Command } from './command.tsx';
import { Checks } from './detail-checks.tsx';
import { Contract } from './detail-contract.tsx';
import { Columns, Rows } from './detail-rows.tsx';
import { Code, Consumers, Neighbours, Parameters, Versions } from './detail-story.tsx';
import { Fault } from './fault.tsx';
import { ask } from './live.ts';
import { Mark } from './mark.tsx';
import { MetricChart } from './models.tsx';
import { count } from './words.ts';

interface DetailProps {
  readonly id: string;
  readonly state: PageState;
  readonly open: (id: string) => void;
}

export function Detail({ id, state, open }: DetailProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (!id) return shown?.close();
    shown?.scrollTo(0, 0);
    if (shown?.open) return;
    shown?.showModal();
    // the dialog itself: whoever opens it wants to read, not to close
    shown?.focus();
  }, [id]);
  const close = () => open('');
  // told in a task of its own: by then the address may name another node, which is open already or about to be
  const closed = () => {
    if (!dialog.current?.open && addressed() === id) close();
  };
  return (
    <dialog
      ref={dialog}
      class="detail"
      autofocus
      tabIndex={-1}
      aria-label={id ? `detail of ${id.replace(/^(output|fault):/, '$1 ')}` : 'detail'}
      onClose={closed}
    >
      {id && (
        <>
          <button type="button" class="close" onClick={close}>
            close
          </button>
          <Inside key={id} id={id} state={state} open={open} />
        </>
      )}
    </dialog>
  );
}

function Inside({ id, state, open }: DetailProps) {
  if (id.startsWith('fault:')) return <Fault operator={id.slice('fault:'.length)} state={state} />;
  const group = state.graph.nodes.find((n) => n.id === id && n.kind === 'group');
  if (group) {
    return (
      <>
        <h2>{group.name}</h2>
        <Neighbours name="" nodes={group.members.map((member) => ({ id: member, name: member.replace(/^output:/, '') }))} open={open} />
      </>
    );
  }
  return <One id={id} state={state} open={open} />;
}

function One({ id, state, open }: DetailProps) {
  const [found, set] = useState<{ readonly detail?: Document; readonly trouble?: string }>({});
  // what a release or a run may have changed
  const moved = `${state.live?.number} ${state.timeline[0]?.id}`;
  useEffect(() => {
    const end = new AbortController();
    const output = id.startsWith('output:');
    ask<Document>(`/page/${output ? 'output' : 'asset'}/${encodeURIComponent(output ? id.slice('output:'.length) : id)}`, end.signal)
      .then((detail) => set({ detail }))
      .catch((error: unknown) => {
        if (!end.signal.aborted) set({ trouble: error instanceof Error ? error.message : String(error) });
      });
    return () => end.abort();
  }, [id, moved]);
  if (found.detail) return <Shown detail={found.detail} state={state} open={open} />;
  return <p role="status">{found.trouble ?? 'reading the store …'}</p>;
}

const kinds = { source: 'source', sql: 'table', script: 'table by script', model: 'model', output: 'output' } as const;

interface ShownProps {
  readonly detail: Document;
  readonly state: PageState;
  readonly open: (id: string) => void;
}

function Shown({ detail, state, open }: ShownProps) {
  return (
    <>
      <h2>
        {detail.name} <span class="plain">{kinds[detail.kind]}</span>
      </h2>
      <p class="detail-state">
        <Mark mark={detail.mark} said="" /> {detail.word}
        {detail.count !== null && <span class="soft"> {count(detail.count)} rows</span>}
        {detail.key.length > 0 && <span class="soft"> key: {detail.key.join(', ')}</span>}
      </p>
      {detail.description && <p class="description">{detail.description}</p>}
      <Command text={detail.command} />
      <Parameters rows={detail.parameters} />
      <Rows detail={detail} />
      {detail.contract && <Contract contract={detail.contract} open={open} />}
      <Columns detail={detail} />
      {detail.model && (
        <section>
          <h3>metrics</h3>
          <MetricChart model={detail.model} state={state} />
        </section>
      )}
      <Checks checks={detail.checks} state={state} />
      {detail.history && <History history={detail.history} state={state} />}
      <Code files={detail.code} />
      <Versions rows={detail.versions} state={state} />
      <Consumers rows={detail.consumers} />
      <Neighbours name="reads" nodes={detail.reads} open={open} />
      <Neighbours name="read by" nodes={detail.readers} open={open} />
    </>
  );
}
