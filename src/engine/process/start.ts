// The script hosts as their callers hold them: steps run, models are trained, tried and loaded. What hosts make is written here, under
// the names the caller gives.

import { createWriteStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { Hosts } from './hosts.ts';
import { parser } from './parse.ts';
import { loadInto, openPredictor } from './predictor.ts';
import { problem } from './problems.ts';
import type { ScriptRows, ScriptStep, Scripts, ScriptsOptions, Trained } from './scripts.ts';
import type { TrainedTask } from './task.ts';
import { Tester } from './tester.ts';
import { interrupted, stepTask, until } from './until.ts';

type Output = ScriptStep & { readonly output: string };

/** Starts no process before the first step or model. */
export function startScripts(options: ScriptsOptions): Scripts {
  const hosts = new Hosts({ product: resolve(options.folder), megabytes: options.memory ?? 4096 });
  const parse = parser();
  const tester = new Tester(hosts);
  return {
    parse: (scripts) => Promise.all(scripts.map(parse)),
    rows: (step) => rows(hosts, placed(step)),
    train: (step) => train(hosts, placed(step)),
    tryRows: (step) => tester.rows(placed(step)),
    tryModel: (step, ask) => tester.model(placed(step), ask),
    load: (model) => openPredictor(hosts, { ...model, code: { ...model.code, folder: resolve(model.code.folder) } }),
    pids: () => hosts.pids(),
    close: () => hosts.close(),
  };
}

const placed = <S extends ScriptStep>(step: S): S => ({ ...step, code: { ...step.code, folder: resolve(step.code.folder) } });

async function rows(hosts: Hosts, step: Output): Promise<Outcome<ScriptRows>> {
  const doing = `make ${step.asset}`;
  if (step.signal?.aborted) return interrupted(step, doing);
  const child = hosts.take(step.code.folder);
  hosts.prepare(step.code.folder);
  const file = createWriteStream(step.output);
  let unwritten: Error | undefined;
  file.on('error', (error) => {
    unwritten = error;
    // It would wait for its reader for ever.
    child.end();
  });
  // The pipe's own end is the host's, and told by its answer.
  const written = pipeline(child.rows, file).catch(() => {});
  try {
    const made = await until(step, child, doing, () => child.call<ScriptRows>({ kind: 'rows', step: stepTask(step) }, doing));
    child.end();
    await written;
    if (unwritten) return unwritable(unwritten, step);
    if (!made.ok) await rm(step.output, { force: true });
    return made;
  } finally {
    child.end();
  }
}

function unwritable(error: Error, step: Output): Outcome<never> {
  return failed(problem('unwritable', { what: error.message }, { at: { file: step.code.script } }));
}

async function train(hosts: Hosts, step: Output): Promise<Outcome<Trained>> {
  const doing = `train ${step.asset}`;
  if (step.signal?.aborted) return interrupted(step, doing);
  const child = hosts.take(step.code.folder);
  hosts.prepare(step.code.folder);
  const learn = () => child.call<TrainedTask>({ kind: 'train', step: stepTask(step) }, doing);
  const made = await until(step, child, doing, learn).finally(() => child.end());
  if (!made.ok) return made;
  const proved = await prove(hosts, step, made.value);
  if (!proved.ok) return proved;
  const { artifact, metrics, signature, log } = made.value;
  try {
    await writeFile(step.output, artifact.bytes);
  } catch (error) {
    return unwritable(error as Error, step);
  }
  return ok({ encoding: artifact.encoding, size: artifact.bytes.length, metrics, signature, log });
}

/** Loads the artifact in a process of its own, as serving will: what train left in its modules is not there. */
function prove(hosts: Hosts, step: Output, { artifact, signature, sample }: TrainedTask): Promise<Outcome<void>> {
  const { asset, code, surroundings } = step;
  const child = hosts.take(code.folder);
  const doing = `predict a sample with ${asset}`;
  return until(step, child, doing, async () => {
    const host = await loadInto(child, { asset, script: code.script, artifact, signature, surroundings });
    return host.ok ? child.call<void>({ kind: 'prove', sample }, doing) : host;
  }).finally(() => child.end());
}
