// What serving's tests share: releases made by hand, an engine and models that answer from memory, a started service, and requests to it.

import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { afterAll } from 'vitest';
import { digestOf, failed, type Meter, type Outcome, ok, type Problem } from '../../src/base/index.ts';
import { processEffects } from '../../src/effects.ts';
import type {
  Column,
  ColumnBatch,
  ColumnValues,
  LoadedQuery,
  Predictor,
  Scripts,
  ServedQuestion,
  ServingEngine,
  Signature,
} from '../../src/engine/index.ts';
import type { Output, Parameter, Product, Scalar } from '../../src/product/index.ts';
import { type LiveRelease, type ServedModel, type Serving, type ServingOptions, startServing } from '../../src/serving/index.ts';

export const at = { file: 'outputs/late.yaml', line: 1 };

export const parameter = (name: string, type: string, more: Partial<Parameter> = {}): Parameter => ({ name, type, at, ...more });

export const output = (name: string, more: Partial<Output> = {}): Output => ({
  kind: 'sql',
  name,
  parameters: [],
  consumers: [],
  timeout: 10_000,
  maxRows: 10_000,
  sql: `select * from ${name}`,
  sqlAt: { file: `outputs/${name}.sql`, line: 1 },
  at: { file: `outputs/${name}.yaml`, line: 1 },
  ...more,
});

export const modelOutput = (name: string, more: Partial<Output> = {}): Output => output(name, { kind: 'model', model: name, ...more });

function product(outputs: readonly Output[]): Product {
  const text = 'product: delays\n';
  return {
    name: 'delays',
    codeFolder: '/nowhere',
    folder: '/nowhere',
    trivetFile: { path: 'trivet.yaml', digest: digestOf(text), text },
    problem: 'Tell gate planners an hour ahead.',
    impact: { level: 'low', because: 'nothing said' },
    engine: {},
    promises: [],
    notify: [],
    variables: [],
    assets: new Map(),
    outputs: new Map(outputs.map((one) => [one.name, one])),
    tests: [],
    acceptances: [],
    files: [],
  };
}

export const signature: Signature = {
  inputs: [
    { name: 'late_share', datatype: 'FP64' },
    { name: 'origin', datatype: 'BYTES' },
  ],
  outputs: [{ name: 'probability', datatype: 'FP64' }],
};

export function servedModel(asset: string, more: Partial<ServedModel> = {}): ServedModel {
  return {
    asset,
    content: digestOf(`${asset} artifact`),
    artifact: { path: '/nowhere/artifact.json', encoding: 'json' },
    signature,
    metrics: { auc: 0.8 },
    code: { folder: '/nowhere', script: `assets/${asset}.ts` },
    codeDigest: digestOf(`${asset} code`),
    surroundings: { clock: '1970-01-01T00:00:00Z', seed: digestOf('seed'), variables: {}, settings: {} },
    ...more,
  };
}

export function release(number: number, outputs: readonly Output[], more: Partial<LiveRelease> = {}): LiveRelease {
  const models = outputs.flatMap((one) => (one.model ? [[one.model, servedModel(one.model)] as const] : []));
  return {
    environment: 'prod',
    number,
    kind: 'ship',
    by: 'somebody',
    at: '2026-03-03T12:00:00Z',
    product: product(outputs),
    tables: {},
    contents: { flights: { content: digestOf('flights'), snapshot: 12 }, bad_hour: { content: digestOf('bad_hour'), snapshot: 5 } },
    models: Object.fromEntries(models),
    settings: {},
    variables: {},
    ...more,
  };
}

/** What a query of the in-memory engine gives. */
export interface Told {
  readonly columns?: readonly Column[];
  readonly rows?: (question: ServedQuestion) => readonly (readonly Scalar[])[];
  readonly clock?: boolean;
  readonly problem?: Problem;
  /** The answer waits for it. */
  readonly gate?: Promise<unknown>;
}

export interface MemoryEngine extends ServingEngine {
  readonly asked: ServedQuestion[];
  readonly loaded: Set<string>;
  isReady: boolean;
}

const columns: readonly Column[] = [{ name: 'n', type: 'INTEGER' }];

/** An engine that answers from memory: each query by its name, whatever its SQL. */
export function memoryEngine(told: Readonly<Record<string, Told>> = {}): MemoryEngine {
  const asked: ServedQuestion[] = [];
  const loaded = new Set<string>();
  const answer = async (question: ServedQuestion): Promise<Outcome<{ columns: readonly Column[]; rows: readonly (readonly Scalar[])[] }>> => {
    asked.push(question);
    const one = told[question.query] ?? {};
    await one.gate;
    if (one.problem) return failed(one.problem);
    return ok({ columns: one.columns ?? columns, rows: one.rows?.(question) ?? [[1]] });
  };
  return {
    asked,
    loaded,
    isReady: true,
    load: async ({ key, queries }) => {
      loaded.add(key);
      const of = (name: string): LoadedQuery => ({
        name,
        columns: told[name]?.columns ?? columns,
        clock: told[name]?.clock ?? false,
        reads: ['flights'],
      });
      return ok(queries.map((query) => of(query.name)));
    },
    answer: async (question) => {
      const outcome = await answer(question);
      if (!outcome.ok) return outcome;
      const { columns: named, rows } = outcome.value;
      const objects = rows.map((row) => Object.fromEntries(named.map((column, i) => [column.name, row[i]])));
      const csv = [named.map((column) => column.name).join(','), ...rows.map((row) => row.join(',')), ''].join('\n');
      const body = { json: JSON.stringify(objects), csv, parquet: `PAR1${JSON.stringify(objects)}PAR1` }[question.format];
      return ok({ columns: named, rows: rows.length, body: new TextEncoder().encode(body) });
    },
    rows: answer,
    drop: async (key) => void loaded.delete(key),
    ready() {
      return this.isReady;
    },
    hostPid: () => undefined,
    close: async () => {},
  };
}

export interface MemoryScripts extends Scripts {
  readonly batches: ColumnBatch[];
  readonly open: Set<string>;
  /** How often a model was loaded. */
  loads: number;
  isReady: boolean;
  /** Models whose host was ended and started again. */
  readonly restarts: string[];
}

/** Each row by itself: the share, and the length of the origin's name behind the point. */
export const predicted = (share: number, origin: string): number => share / 2 + origin.length / 1000;

type Predict = (columns: ColumnBatch) => Promise<Outcome<ColumnBatch>>;

/** What the models in memory answer. */
export const predictedRows: Predict = async (batch) => {
  const shares = batch.columns.late_share ?? [];
  const origins = batch.columns.origin ?? [];
  const probability = Float64Array.from({ length: batch.rowCount }, (_, i) => predicted(Number(shares[i]), String(origins[i])));
  return ok({ columns: { probability } as Record<string, ColumnValues>, rowCount: batch.rowCount });
};

/** Models that predict in memory. */
export function memoryScripts(predict: Predict = predictedRows): MemoryScripts {
  const batches: ColumnBatch[] = [];
  const open = new Set<string>();
  return {
    batches,
    open,
    loads: 0,
    isReady: true,
    restarts: [],
    async load(model) {
      const id = `${model.asset} ${++this.loads}`;
      open.add(id);
      const predictor: Predictor = {
        signature: model.signature,
        predict: (columns) => {
          batches.push(columns);
          return predict(columns);
        },
        pid: () => undefined,
        ready: () => this.isReady,
        restart: () => void this.restarts.push(model.asset),
        close: async () => void open.delete(id),
      };
      return ok(predictor);
    },
    parse: () => Promise.reject(new Error('not asked for')),
    rows: () => Promise.reject(new Error('not asked for')),
    train: () => Promise.reject(new Error('not asked for')),
    tryRows: () => Promise.reject(new Error('not asked for')),
    tryModel: () => Promise.reject(new Error('not asked for')),
    pids: () => [],
    close: async () => {},
  };
}

export type Heard = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** A meter that remembers. */
export function rememberingMeter(): { readonly meter: Meter; readonly heard: Heard[] } {
  const heard: Heard[] = [];
  const hear = (kind: string) => (what: object) => void heard.push({ kind, ...what });
  const meter: Meter = {
    answered: hear('answered'),
    batch: hear('batch'),
    refused: hear('refused'),
    gauge: (name, value) => void heard.push({ kind: 'gauge', name, value }),
    promise: hear('promise'),
  };
  return { meter, heard };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  json(): Record<string, unknown>;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request, nothing added to it but what HTTP needs. */
export function ask(url: string, path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Reply> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname: hostname.replace(/[[\]]/g, ''), port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const text = bytes.toString();
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: bytes,
          text,
          json: () => JSON.parse(text) as Record<string, unknown>,
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

export interface Started {
  readonly url: string;
  readonly serving: Serving;
  readonly problems: Problem[];
  ask(path: string, asked?: Asked): Promise<Reply>;
}

const none = { meter: rememberingMeter().meter, metrics: async () => ({ type: 'text/plain', text: 'nothing\n' }) };

/** A service on a free port, closed with the test file. */
export async function started(options: Partial<ServingOptions> = {}, shown?: LiveRelease): Promise<Started> {
  const problems: Problem[] = [];
  const outcome = await startServing({
    host: '127.0.0.1',
    port: 0,
    allowHosts: [],
    engine: memoryEngine(),
    scripts: memoryScripts(),
    clock: () => '2026-03-03T15:00:00Z',
    effects: processEffects(),
    emit: (event) => void (event.kind === 'trouble' && problems.push(event.problem)),
    mounted: [],
    ...none,
    ...options,
  });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const serving = outcome.value;
  afterAll(() => serving.drain(1000));
  if (shown) value(await serving.show(shown));
  return { url: serving.url, serving, problems, ask: (path, asked) => ask(serving.url, path, asked) };
}

export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  return outcome.value;
}

export function codes(outcome: Outcome<unknown>): readonly string[] {
  return outcome.ok ? [] : outcome.problems.map((one) => one.code);
}

export const engineProblem = (code: string, message = code): Problem => ({
  code,
  leg: 'operations',
  severity: 'error',
  message,
  remedy: 'trivet log',
});

/** A promise and the hand that lets it go. */
export function gate(): { readonly closed: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { closed: promise, open: resolve };
}
