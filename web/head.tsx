// What the product is for, whose it is, what is live, and one word of how it stands.

import type { LiveRelease, PageState } from '../src/ui/documents.ts';
import { Mark } from './mark.tsx';
import { apart, instant } from './words.ts';

export function Head({ state }: { readonly state: PageState }) {
  const { product, status, live } = state;
  return (
    <header>
      <div class="name-line">
        <h1>{product?.name ?? state.folder.split('/').at(-1)}</h1>
        <p class={`status status-${status.mark}`} role="status">
          <Mark mark={status.mark} said="" />
          <strong>{status.word}</strong>
        </p>
      </div>
      <p class="problem">{product?.problem ?? 'trivet.yaml of the live release says no problem that this product solves.'}</p>
      <dl class="facts">
        <Fact name="owner">
          <OwnerText state={state} />
        </Fact>
        <Fact name="live">{live ? <LiveText live={live} state={state} /> : <>nothing in {state.environment} yet</>}</Fact>
        <Fact name="clock">
          <time dateTime={state.now}>{instant(state.now, state.timezone, state.now)}</time> <span class="soft">· {state.timezone}</span>
        </Fact>
        {product && (
          <Fact name="impact">
            {product.impact.level} <span class="soft">· {product.impact.because}</span>
          </Fact>
        )}
      </dl>
    </header>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function OwnerText({ state }: { readonly state: PageState }) {
  const owner = state.product?.owner;
  if (!owner) return <>nobody is named</>;
  const { working } = state.operations;
  return (
    <>
      {owner.team}
      {owner.contact && <span class="soft"> · {owner.contact}</span>}
      {owner.hours && (
        <span class="soft">
          {' · '}
          {owner.hours}
          {working === null ? '' : working ? ', at work now' : ', off now'}
        </span>
      )}
    </>
  );
}

function LiveText({ live, state }: { readonly live: LiveRelease; readonly state: PageState }) {
  const when = (r: { readonly at: string; readonly clock: string | null }) =>
    instant(r.clock ?? r.at, state.timezone, r.clock === null && apart(r.at, state.now) ? state.now : (r.clock ?? state.now));
  const kind = live.backTo === null ? live.kind : `rollback to ${live.backTo}`;
  const { shipped } = live;
  return (
    <>
      {state.environment} {live.number}
      <span class="soft">
        {' · '}
        {kind} by {live.by}, {when(live)}
        {shipped && shipped.number !== live.number ? `; code of ${shipped.number}, shipped by ${shipped.by}, ${when(shipped)}` : ''}
        {live.hold ? '; refreshes are held' : ''}
      </span>
    </>
  );
}
