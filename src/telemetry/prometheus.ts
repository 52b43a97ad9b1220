// A Meter that Prometheus reads: counters, histograms and gauges in a registry of their own. Label values are the caller's declared names; a
// bound stands behind that, so that a mistake can't fill the memory.

import { createRequire } from 'node:module';
import type { Meter } from '../base/index.ts';

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

/** Children of a metric by their labels, found again without hashing them: they are asked for with every answer. */
function children<Child>(make: (labels: readonly string[]) => Child): (...labels: readonly string[]) => Child {
  const known = new Map<string, Child>();
  return (...labels) => {
    const key = labels.join('\n');
    const child = known.get(key);
    if (child) return child;
    const bounded = known.size < mostSeries ? labels : ['other', ...labels.slice(1)];
    const made = make(bounded);
    if (bounded === labels) known.set(key, made);
    return made;
  };
}

export function prometheusMeter(): PrometheusMeter {
  const library: Library = createRequire(import.meta.url)('prom-client');
  const registry = new library.Registry();
  const registers = [registry];
  const answers = answersOf(library, registers);
  const batches = batchesOf(library, registers);
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

function answersOf(library: Library, registers: Registers): Meter['answered'] {
  const total = new library.Counter({
    name: 'trivet_requests_total',
    help: 'Answers, by output, route, status and how they were found.',
    labelNames: ['output', 'route', 'status', 'cache'],
    registers,
  });
  const time = new library.Histogram({
    name: 'trivet_request_seconds',
    help: 'From request to answer, by output and route.',
    labelNames: ['output', 'route'],
    buckets: seconds,
    registers,
  });
  const counter = children((labels) => total.labels(...labels));
  const histogram = children((labels) => time.labels(...labels));
  return ({ output, route, status, seconds: took, cache }) => {
    counter(output, route, String(status), cache).inc();
    histogram(output, route).observe(took);
  };
}

function batchesOf(library: Library, registers: Registers): Meter['batch'] {
  const of = (name: string, help: string, buckets: number[]) => {
    const histogram = new library.Histogram({ name, help, labelNames: ['model'], buckets, registers });
    return children((labels) => histogram.labels(...labels));
  };
  const requests = of('trivet_batch_requests', 'Requests that one run of a model answered.', sizes);
  const rows = of('trivet_batch_rows', 'Rows of one run of a model.', sizes);
  const time = of('trivet_batch_seconds', 'One run of a model.', seconds);
  return (batch) => {
    requests(batch.model).observe(batch.requests);
    rows(batch.model).observe(batch.rows);
    time(batch.model).observe(batch.seconds);
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
