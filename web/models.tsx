// Metrics of the models over their versions, with what people have already as lines beside them.

import type { ModelLine, PageState } from '../src/ui/documents.ts';
import { Sparkline } from './charts/line.tsx';
import { Empty } from './command.tsx';
import { figure, instant } from './words.ts';

export function Models({ state }: { readonly state: PageState }) {
  const declared = state.graph.nodes.some((n) => n.kind === 'model');
  if (!declared && state.models.length === 0) return null;
  return (
    <section class="wide" aria-labelledby="metrics">
      <h2 id="metrics">Metrics over versions</h2>
      {state.models.length === 0 ? (
        <Empty what="The model has no version yet." command={`trivet run --environment ${state.environment}`} folder={state.folder} />
      ) : (
        state.models.map((model) => (
          <div key={model.asset} class="model">
            <h3>{model.asset}</h3>
            <MetricChart model={model} state={state} />
          </div>
        ))
      )}
    </section>
  );
}

const width = 640;
const height = 176;
const top = 12;
const bottom = 10;

function bounds(model: ModelLine): readonly [number, number] {
  const drawn = [model.main, ...model.betterThan].flatMap((name) => model.versions.map((v) => v.metrics[name] ?? Number.NaN)).filter(Number.isFinite);
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  const air = (most - least || Math.abs(most) || 1) * 0.15;
  return [least - air, most + air];
}

export function MetricChart({ model, state }: { readonly model: ModelLine; readonly state: PageState }) {
  return (
    <div class="metric">
      <Lines model={model} state={state} />
      <MetricTable model={model} />
    </div>
  );
}

function Lines({ model, state }: { readonly model: ModelLine; readonly state: PageState }) {
  const { versions } = model;
  const [from, to] = bounds(model);
  const x = (i: number) => (versions.length < 2 ? width / 2 : 10 + (i / (versions.length - 1)) * (width - 20));
  const y = (value: number) => top + (1 - (value - from) / (to - from)) * (height - top - bottom);
  const points = (name: string) => versions.flatMap((v, i) => (v.metrics[name] === undefined ? [] : [[x(i), y(v.metrics[name])] as const]));
  const path = (name: string) =>
    points(name)
      .map(([px, py], i) => `${i ? 'L' : 'M'}${px.toFixed(1)} ${py.toFixed(1)}`)
      .join('');
  const live = versions.findIndex((v) => v.live);
  const [first, last] = [versions[0], versions.at(-1)];
  return (
    <div>
      <svg
        class="metric-lines"
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`${model.main} of ${model.asset} over ${versions.length} versions; the table says the values`}
      >
        <path class="metric-floor" d={`M0 ${height - bottom + 6.5} H${width}`} />
        {live >= 0 && <path class="metric-live" d={`M${x(live)} ${top} V${height - bottom + 6}`} />}
        {model.betterThan.map((name, i) => (
          <g key={name} class={`baseline baseline-${i % 3}`}>
            <path d={path(name)} />
            {points(name).length === 1 && <path d={`M0 ${points(name)[0]?.[1]} H${width}`} />}
          </g>
        ))}
        <path class="metric-main" d={path(model.main)} />
        {points(model.main).map(([px, py], i) => (
          <circle
            key={versions[i]?.build}
            class={`metric-dot${versions[i]?.live ? ' metric-dot-live' : ''}`}
            cx={px}
            cy={py}
            r={versions[i]?.live ? 5.5 : 3.5}
          >
            <title>{`run ${versions[i]?.run}: ${figure(versions[i]?.metrics[model.main] ?? 0)}`}</title>
          </circle>
        ))}
      </svg>
      {first && last && (
        <p class="metric-span soft">
          <span>{instant(first.clock, state.timezone, state.now)}</span>
          {versions.length > 1 && <span>{instant(last.clock, state.timezone, state.now)}</span>}
        </p>
      )}
    </div>
  );
}

function MetricTable({ model }: { readonly model: ModelLine }) {
  const shown = model.versions.find((v) => v.live) ?? model.versions.at(-1);
  const own = shown?.metrics[model.main];
  return (
    <table class="metric-table">
      <thead>
        <tr>
          <th scope="col">metric</th>
          <th scope="col">over versions</th>
          <th scope="col" class="number">
            now
          </th>
          <th scope="col" class="number">
            lead
          </th>
        </tr>
      </thead>
      <tbody>
        {model.metrics.map((name) => {
          const value = shown?.metrics[name];
          const place = model.betterThan.indexOf(name);
          const lead = place >= 0 && own !== undefined && value !== undefined ? own - value : undefined;
          return (
            <tr key={name} class={name === model.main ? 'main' : ''}>
              <th scope="row">
                <i class={name === model.main ? 'key key-main' : place >= 0 ? `key key-${place % 3}` : 'key'} /> {name}
              </th>
              <td>
                <Sparkline values={model.versions.map((v) => v.metrics[name] ?? null)} label={`${name} over versions`} height={18} close />
              </td>
              <td class="number">{value === undefined ? '–' : figure(value)}</td>
              <td class="number">{lead === undefined ? '' : `${lead >= 0 ? '+' : '−'}${figure(Math.abs(lead))}`}</td>
            </tr>
          );
        })}
      </tbody>
      {model.betterThan.length > 0 && (
        <caption>
          {model.main} must be better than {model.betterThan.join(' and ')} by {model.by}: what people have already
        </caption>
      )}
    </table>
  );
}
