// One task in the host: surroundings set, code loaded, its function called, the answer looked at. What a script throws becomes a Problem.

import { closeSync, writeSync } from 'node:fs';
import { failed, type Outcome, ok } from '../../base/index.ts';
import { decode } from './artifact.ts';
import { clockAt } from './clock.ts';
import { type CodeRoots, importScript } from './code.ts';
import { type Doing, explain } from './explain.ts';
import { type Log, openLog, speakInto } from './log.ts';
import { answer, type LoadedModel, proveIndependent } from './predict.ts';
import { problem, specOf } from './problems.ts';
import type { Random } from './random.ts';
import { Refusal } from './refusal.ts';
import { writeRows } from './rows.ts';
import type { ScriptRows, ScriptSurroundings } from './scripts.ts';
import { Successive, surround } from './surroundings.ts';
import { type Context, inputTables } from './table.ts';
import { type ModelTask, rowsDescriptor, type StepTask, type Task, type TrainedTask, type TriedModel, type TriedRows, type TryTask } from './task.ts';
import { candidateOf } from './train.ts';

/** The life of a host's code: nothing yet, then one script. */
export interface Workplace {
  readonly roots: CodeRoots;
  log: Log;
  /** Of unit tests, which come one after the other. */
  readonly successive: Successive;
  model?: LoadedModel & { readonly asset: string; readonly script: string };
}

export const workplace = (roots: CodeRoots): Workplace => ({ roots, log: openLog(), successive: new Successive() });

/** `stranded` rejects when code fails outside of its call, or can never answer. */
export async function carryOut(place: Workplace, task: Task, stranded: Promise<never>): Promise<Outcome<unknown>> {
  const [script, doing] = describe(place, task);
  // Outside of the guard: what fails here is not the script's.
  const random = settle(place, task);
  try {
    return ok(await Promise.race([work(place, task, random), stranded]));
  } catch (error) {
    const log = task.kind === 'predict' ? [] : place.log.lines();
    return failed(explain(error, { roots: place.roots, script, doing, log } satisfies Doing));
  }
}

/** The script and what it is to do, in words. */
export function describe(place: Pick<Workplace, 'model'>, task: Task): readonly [script: string, doing: string] {
  if (task.kind === 'rows') return [task.step.script, `make ${task.step.asset}`];
  if (task.kind === 'train') return [task.step.script, `train ${task.step.asset}`];
  if (task.kind === 'try-rows') return [task.try.step.script, `make ${task.try.step.asset}`];
  if (task.kind === 'try-model') return [task.try.step.script, `train ${task.try.step.asset}`];
  if (task.kind === 'load') return [task.model.script, `load ${task.model.asset}`];
  const { asset = 'a model', script = '' } = place.model ?? {};
  return [script, task.kind === 'prove' ? `predict a sample with ${asset}` : `predict with ${asset}`];
}

/** Before a script's first line: its surroundings. */
function settle(place: Workplace, task: Task): Random | undefined {
  if (task.kind === 'prove' || task.kind === 'predict') return undefined;
  if (task.kind === 'try-rows' || task.kind === 'try-model') {
    place.log = openLog();
    speakInto(place.log);
    return place.successive.surround(task.try.step.surroundings);
  }
  speakInto(place.log);
  // A model answers at any time: the clock is never in its key.
  return task.kind === 'load' ? surround({ ...task.model.surroundings, clock: null }, 'predict') : surround(task.step.surroundings);
}

async function work(place: Workplace, task: Task, random: Random | undefined): Promise<unknown> {
  if (task.kind === 'load') return load(place, task.model);
  if (task.kind === 'rows' && random) return makeRows(place, task.step, random);
  if (task.kind === 'train' && random) return train(place, task.step, random);
  if (task.kind === 'try-rows' && random) return tryRows(place, task.try, random);
  if (task.kind === 'try-model' && random) return tryModel(place, task.try, random);
  if (!place.model) throw new Error('a host was asked to predict before it had a model');
  if (task.kind === 'prove') return proveIndependent(place.model, task.sample);
  return task.kind === 'predict' ? answer(place.model, task.columns) : undefined;
}

type Code = (...given: readonly unknown[]) => unknown;

function exported(module: Readonly<Record<string, unknown>>, name: string): Code {
  if (typeof module[name] === 'function') return module[name] as Code;
  throw new Refusal(problem('unknown-exports', { found: Object.keys(module) }));
}

function context(place: Workplace, { clock, settings }: ScriptSurroundings, random: Random): Context {
  const given = { random: random.next, log: place.log.say, settings: Object.freeze({ ...settings }) };
  if (clock !== null) return Object.freeze({ clock, ...given });
  // Not enumerable: whoever copies the context does not ask for it.
  return Object.freeze(Object.defineProperty(given, 'clock', { get: () => clockAt(null, 'step')('context.clock') }) as Context);
}

/** What a unit test makes is small, and goes with the answer. */
async function tryRows(place: Workplace, { step, turn }: TryTask, random: Random): Promise<TriedRows> {
  const module = await importScript(step.script, turn);
  const make = exported(module, 'default');
  const returned = await make(inputTables(step.inputs, specOf(step.script)), context(place, step.surroundings, random));
  let text = '';
  const { columns, rows } = await writeRows(returned, (chunk) => {
    text += chunk;
  });
  return { columns, rows, log: place.log.lines(), text };
}

/** Trains, and loads what came of it as serving will: from its bytes, into modules that were not there when it learnt, without a clock. */
async function tryModel(place: Workplace, { step, turn }: TryTask, random: Random): Promise<TriedModel> {
  const { asset, script, surroundings } = step;
  const learn = exported(await importScript(script, turn), 'train');
  const returned = await learn(inputTables(step.inputs, specOf(script)), context(place, surroundings, random));
  const { artifact, metrics, signature, sample } = candidateOf(returned, step.inputs, random);
  place.successive.surround({ ...surroundings, clock: null }, 'predict');
  await load(place, { asset, script, artifact, signature, surroundings }, turn + 1);
  if (place.model) proveIndependent(place.model, sample);
  return { metrics, signature, log: place.log.lines() };
}

async function makeRows(place: Workplace, step: StepTask, random: Random): Promise<ScriptRows> {
  const module = await importScript(step.script);
  const make = exported(module, 'default');
  const returned = await make(inputTables(step.inputs, specOf(step.script)), context(place, step.surroundings, random));
  const { columns, rows } = await writeRows(returned, send);
  closeSync(rowsDescriptor);
  return { columns, rows, log: place.log.lines() };
}

/** Waits where the reader is slow: a million rows need no more memory than a few. */
function send(chunk: string): void {
  const bytes = Buffer.from(chunk);
  for (let sent = 0; sent < bytes.length; ) {
    try {
      sent += writeSync(rowsDescriptor, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

async function train(place: Workplace, step: StepTask, random: Random): Promise<TrainedTask> {
  const module = await importScript(step.script);
  const learn = exported(module, 'train');
  const returned = await learn(inputTables(step.inputs, specOf(step.script)), context(place, step.surroundings, random));
  return { ...candidateOf(returned, step.inputs, random), log: place.log.lines() };
}

async function load(place: Workplace, { asset, script, artifact, signature }: ModelTask, turn?: number): Promise<void> {
  const module = await importScript(script, turn);
  const predict = exported(module, 'predict');
  const decoded = decode(artifact);
  place.model = { asset, script, signature, predict: (columns) => predict(decoded, columns) };
}
