// A Meter that Prometheus reads: counters, histograms and gauges in a registry of their own. Label values are the caller's declared names; a
// bound stands behind that, so that a mistake can't fill the memory.

import { createRequire } from 'node:module';
import type { Meter } from '../base/index.ts';
import { type Bins, bins, merged, registerHistogram } from './histogram.ts';

export interface PrometheusMeter {
  readonly meter: Meter;
  /** What /metrics answers, with its content type. */
  text(): Promise<{ readonly type: string; readonly text: string }>;
}

/** Loaded when a meter is made: every verb enters this room, and only a service counts. */
type Library = typeof import('prom-client');
type Registers = InstanceType<Library['Registry']>[];
type Gauge = InstanceType<Library['Gauge']>;

/** Series of one metric at most; what comes beyond is counted under the output `other`. */
const mostSeries = 2_000;

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];

export function prometheusMeter(): PrometheusMeter {
  const library: Library = createRequire(import.meta.url)('prom-client');
  const registry = new library.Registry();
  const registers = [registry];
  const answers = answersOf(library, registers);
  const batches = batchesOf(registers);
  const refused = new library.Counter({
    name: 'trivet_refused_total',
    help: 'Requests turned away before any work.',
    labelNames: ['why'],
    registers,
  });
  const gauges = gaugesOf(library, registers);
  const promise = promisesOf(library, registers);
  processGauges(library, registers);
  const meter: Meter = {
    answered: answers,
    batch: batches,
    refused: ({ why }) => refused.inc({ why }),
    gauge: (name, value) => gauges[name].set(value),
    promise,
  };
  return { meter, text: async () => ({ type: registry.contentType, text: await registry.metrics() }) };
}

/** What is counted of answers alike in output, route, status and cache. */
interface Cell {
  readonly labels: { readonly output: string; readonly route: string; readonly status: number; readonly cache: string };
  readonly times: Bins;
}

/** Counted in own cells and handed over when somebody reads: prom-client hashes labels at each count, which costs a tenth of a kept answer. */
function answersOf(library: Library, registers: Registers): Meter['answered'] {
  const cells: Cell[] = [];
  const byOutput = new Map<string, Cell[]>();
  const added = (known: Cell[], labels: Cell['labels']): Cell => {
    const cell = { labels, times: bins(seconds) };
    known.push(cell);
    cells.push(cell);
    return cell;
  };
  const cellsOf = (output: string): Cell[] => {
    const made: Cell[] = [];
    byOutput.set(output, made);
    return made;
  };
  new library.Counter({
    name: 'trivet_requests_total',
    help: 'Answers, by output, route, status and how they were found.',
    labelNames: ['output', 'route', 'status', 'cache'],
    registers,
    collect() {
      this.reset();
      for (const { labels, times } of cells) this.inc(labels, times.count());
    },
  });
  const series = () => merged(cells.map(({ labels: { output, route }, times }) => ({ labels: { output, route }, bins: times })));
  registerHistogram(registers, { name: 'trivet_request_seconds', help: 'From request to answer, by output and route.', series });
  return ({ output, route, status, seconds: took, cache }) => {
    let name = output;
    let known = byOutput.get(output);
    if (!known) {
      if (cells.length >= mostSeries) name = 'other';
      known = byOutput.get(name) ?? cellsOf(name);
    }
    let cell = known.find(({ labels }) => labels.status === status && labels.cache === cache && labels.route === route);
    cell ??= added(known, { output: name, route, status, cache });
    cell.times.add(took);
  };
}

function batchesOf(registers: Registers): Meter['batch'] {
  const of = (name: string, help: string, bounds: readonly number[]) => {
    const models = new Map<string, Bins>();
    const series = () => [...models].map(([model, one]) => ({ labels: { model }, bins: one }));
    registerHistogram(registers, { name, help, series });
    return (model: string, value: number) => {
      const key = models.has(model) || models.size < mostSeries ? model : 'other';
      const known = models.get(key) ?? bins(bounds);
      models.set(key, known);
      known.add(value);
    };
  };
  const requests = of('trivet_batch_requests', 'Requests that one run of a model answered.', sizes);
  const rows = of('trivet_batch_rows', 'Rows of one run of a model.', sizes);
  const time = of('trivet_batch_seconds', 'One run of a model.', seconds);
  return (batch) => {
    requests(batch.model, batch.requests);
    rows(batch.model, batch.rows);
    time(batch.model, batch.seconds);
  };
}

type GaugeName = Parameters<Meter['gauge']>[0];

function gaugesOf(library: Library, registers: Registers): Readonly<Record<GaugeName, Gauge>> {
  const of = (name: string, help: string) => new library.Gauge({ name: `trivet_${name}`, help, registers });
  return {
    release: of('release', 'Number of the release that is shown.'),
    in_flight: of('in_flight', 'Questions and inferences under way.'),
    engine_ready: of('engine_ready', '1 while the engine that answers is ready.'),
    last_refresh_seconds: of('last_refresh_seconds', 'When production was last brought up to date, in seconds since 1970.'),
  };
}

function promisesOf(library: Library, registers: Registers): Meter['promise'] {
  const budget = new library.Gauge({
    name: 'trivet_promise_budget_left',
    help: 'What is left of the budget of a promise, 0 to 1.',
    labelNames: ['output', 'kind'],
    registers,
  });
  const state = new library.Gauge({
    name: 'trivet_promise_state',
    help: '1 for the state that a promise is in, 0 for those that it was in.',
    labelNames: ['output', 'kind', 'state'],
    registers,
  });
  const last = new Map<string, string>();
  return (promise) => {
    const { output, kind } = promise;
    const key = `${output}\n${kind}`;
    const before = last.get(key);
    if (before === undefined && last.size >= mostSeries) return;
    if (before !== undefined && before !== promise.state) state.set({ output, kind, state: before }, 0);
    last.set(key, promise.state);
    budget.set({ output, kind }, promise.budgetLeft);
    state.set({ output, kind, state: promise.state }, 1);
  };
}

/** Of the process that serves, under the names that dashboards expect. */
function processGauges(library: Library, registers: Registers): void {
  new library.Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the serving process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  const cpu = new library.Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the serving process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
}
