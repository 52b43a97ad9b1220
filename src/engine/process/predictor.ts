// A loaded model from the near end: one host that holds the artifact, and another when it has died. Micro-batching is the caller's.

import { readFile } from 'node:fs/promises';
import { failed, type Outcome, ok } from '../../base/index.ts';
import type { ColumnBatch } from '../duckdb/index.ts';
import type { Child } from './child.ts';
import type { Hosts } from './hosts.ts';
import { problem } from './problems.ts';
import type { Predictor, Scripts } from './scripts.ts';
import type { ModelTask } from './task.ts';

export type ModelOptions = Parameters<Scripts['load']>[0];

/** Starts the host and loads the model; Problems of its code and its artifact come from here. */
export async function openPredictor(hosts: Hosts, options: ModelOptions): Promise<Outcome<Predictor>> {
  const first = await loaded(hosts, options);
  if (!first.ok) return first;
  let child: Child = first.value;
  let starting: Promise<Outcome<Child>> | undefined;
  let loading: Child | undefined;
  let closed = false;

  const taken = (host: Child) => {
    loading = host;
  };
  const start = (): Promise<Outcome<Child>> => {
    starting ??= child.ended
      .then(() => (closed ? ok(child) : loaded(hosts, options, taken)))
      .then((outcome) => {
        if (outcome.ok) child = outcome.value;
        // Closed while it started: nobody else would end it.
        if (closed) child.end();
        return outcome;
      })
      .finally(() => {
        starting = undefined;
        loading = undefined;
      });
    return starting;
  };
  // Whoever asks next meets its failure again.
  const startBeside = () => void start().catch(() => undefined);

  return ok({
    signature: options.signature,
    predict: async (columns) => {
      const host = starting || !(child.alive || closed) ? await start() : ok(child);
      return host.ok ? host.value.call<ColumnBatch>({ kind: 'predict', columns }, `predict with ${options.asset}`) : host;
    },
    pid: () => child.pid,
    ready: () => {
      const ready = child.alive && !starting;
      if (!ready && !closed) startBeside();
      return ready;
    },
    restart: () => {
      if (closed) return;
      // Where one is starting, it is that one which does not come to an end.
      if (starting) loading?.end();
      else child.end();
      startBeside();
    },
    close: async () => {
      closed = true;
      loading?.end();
      await starting?.catch(() => undefined);
      child.end();
      await child.ended;
    },
  });
}

async function loaded(hosts: Hosts, options: ModelOptions, taken: (child: Child) => void = () => {}): Promise<Outcome<Child>> {
  const { asset, code, artifact, signature, surroundings } = options;
  const bytes = await readFile(artifact.path).catch((error: Error) => error);
  if (bytes instanceof Error) return failed(problem('artifact-unreadable', { what: bytes.message }, { at: { file: code.script } }));
  const model: ModelTask = { asset, script: code.script, artifact: { encoding: artifact.encoding, bytes }, signature, surroundings };
  const child = hosts.take(code.folder);
  taken(child);
  return loadInto(child, model);
}

/** The host with the model in it; ended if that fails. */
export async function loadInto(child: Child, model: ModelTask): Promise<Outcome<Child>> {
  const outcome = await child.call<void>({ kind: 'load', model }, `load ${model.asset}`);
  if (outcome.ok) return ok(child);
  child.end();
  return outcome;
}
