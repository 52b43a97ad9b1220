// What needs attention: what it is, what to run, and for a failure which leg broke it.

import type { AttentionItem, PageState, WhyCause, WhyCorner, WhyTable } from '../src/ui/documents.ts';
import { Command } from './command.tsx';
import { Mark } from './mark.tsx';
import { Scroll } from './scroll.tsx';
import { instant } from './words.ts';

export function Attention({ state }: { readonly state: PageState }) {
  const { attention } = state;
  return (
    <section class="wide" aria-labelledby="attention">
      <h2 id="attention">Needs attention{attention.length > 0 && <span class="plain"> {attention.length}</span>}</h2>
      {attention.length === 0 ? (
        <p class="calm">
          <Mark mark="good" said="" /> Nothing. What is live passed every check, and nothing stands in the way of the next release.
        </p>
      ) : (
        <ol class="attention">
          {attention.map((item) => (
            <Item key={item.id} item={item} state={state} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Item({ item, state }: { readonly item: AttentionItem; readonly state: PageState }) {
  return (
    <li class={`item item-${item.leg}`}>
      <Mark mark={item.mark} />
      <div>
        <p class="item-title">
          <strong>{item.title}</strong> <span class={`leg-name leg-name-${item.leg}`}>{item.leg}</span>
        </p>
        {item.text && (
          <p class="item-text">
            {item.text}
            {item.until && `; kept until ${instant(item.until, state.timezone, state.now)}`}
          </p>
        )}
        {item.command && <Command text={item.command} />}
        {item.why && <Why why={item.why} />}
      </div>
    </li>
  );
}

const houses: Readonly<Record<string, string>> = { data: 'data', code: 'code (development)', environment: 'environment (operations)' };

function verdictOf({ kind, legs, note }: WhyTable): string {
  const named = legs.map((leg) => houses[leg] ?? leg);
  if (kind === 'single') return `It is the ${named[0]}.`;
  if (kind === 'combination') return `It is ${named.join(' and ')} together; neither breaks it alone.`;
  if (kind === 'several') return `It is ${named.join(' and ')}, each of which suffices.`;
  if (kind === 'not-reproducible') return `Not reproducible: ${note ?? 'the controls do not hold'}; no leg is blamed.`;
  if (kind === 'not-replayed') return `Not replayed${note ? `: ${note}` : ''}${named.length ? `; by elimination: ${named.join(', ')}` : ''}.`;
  return `No verdict${note ? `: ${note}` : ''}.`;
}

const outcomes = { fail: 'fails', pass: 'passes', other: 'fails otherwise', 'not replayed': 'not replayed' } as const;
const marks = { fail: 'broken', pass: 'good', other: 'attention', 'not replayed': 'none' } as const;

function Why({ why }: { readonly why: WhyTable }) {
  return (
    <div class="why">
      <p class="verdict">{verdictOf(why)}</p>
      {why.causes.map((cause) => (
        <Cause key={`${cause.leg} ${cause.what} ${cause.lines}`} cause={cause} />
      ))}
      {why.corners.length > 0 && (
        <Scroll label="replays">
          <table class="corners">
            <thead>
              <tr>
                <th scope="col">made again with</th>
                <th scope="col">outcome</th>
                <th scope="col">data</th>
                <th scope="col">code</th>
                <th scope="col">environment</th>
              </tr>
            </thead>
            <tbody>
              {why.corners.map((corner) => (
                <CornerRow key={`${corner.data} ${corner.code} ${corner.environment} ${corner.control}`} corner={corner} />
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </div>
  );
}

function CornerRow({ corner }: { readonly corner: WhyCorner }) {
  const bad = [corner.data, corner.code, corner.environment].includes('bad');
  return (
    <tr>
      <th scope="row">{corner.control ? (bad ? 'as it failed' : 'as it was good') : 'swapped'}</th>
      <td>
        <Mark mark={marks[corner.outcome]} said="" /> {outcomes[corner.outcome]}
      </td>
      {(['data', 'code', 'environment'] as const).map((leg) => (
        <td key={leg} class={`version-${corner[leg]}`}>
          {corner[leg]}
        </td>
      ))}
    </tr>
  );
}

function Cause({ cause }: { readonly cause: WhyCause }) {
  const where = cause.file ? `${cause.file}${cause.lines ? `:${cause.lines}` : ''}` : null;
  return (
    <div class="cause">
      <p>
        {where && <code>{where}</code>}{' '}
        {where && cause.what.startsWith(cause.file ?? '\n') ? cause.what.slice(cause.file?.length).trim() : cause.what}
        {!where && cause.from !== null && (
          <>
            : <code>{cause.from}</code> → <code>{cause.to}</code>
          </>
        )}
      </p>
      {cause.change.length > 0 && (
        <pre class="change">
          {cause.change.map((line) => (
            <span key={line} class={line.startsWith('-') ? 'gone' : 'come'}>
              {`${line}\n`}
            </span>
          ))}
        </pre>
      )}
    </div>
  );
}
