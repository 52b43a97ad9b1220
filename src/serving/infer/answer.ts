// POST /v2/models/NAME/infer: a request's rows through the model's micro-batches, and the answer in the form that was asked for.

import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import type { ColumnBatch } from '../../engine/index.ts';
import type { Held } from '../http/body.ts';
import { printed } from '../http/guard.ts';
import { type Counted, type Reply, refuse } from '../http/reply.ts';
import type { Shown, ShownOutput } from '../live.ts';
import { problem } from '../problems.ts';
import { failure, type Service, within } from '../service.ts';
import { toBytes } from './binary.ts';
import { exactList } from './exact-json.ts';
import type { HeldModel } from './pool.ts';
import { type InferRequest, inferRequest } from './request.ts';

export interface ModelOutput extends ShownOutput {
  readonly model: { readonly held: HeldModel } & NonNullable<ShownOutput['model']>;
}

/** A model output of the release by its name, at the live version or none said. */
export function modelOf(shown: Shown, name: string, version: string | undefined): Outcome<ModelOutput> {
  const found = shown.outputs.get(name);
  if (!found?.model) {
    const names = [...shown.outputs.values()].flatMap((one) => (one.model ? [one.output.name] : []));
    return failed(problem('unknown-model', { name: printed(name), near: nearest(name.slice(0, 100), names) }));
  }
  const live = shown.release.number;
  if (version !== undefined && version !== String(live)) return failed(problem('unknown-version', { model: name, version: printed(version), live }));
  return ok({ ...found, model: found.model });
}

/** The caller holds the release. `read`: the body, only once it is let in. `headerLength`: of the JSON where binary tensors follow it. */
export async function answerInfer(
  service: Service,
  shown: Shown,
  found: ModelOutput,
  read: (held: Held) => Promise<Outcome<Buffer>>,
  headerLength: string | undefined,
): Promise<Reply> {
  const { name, timeout, maxRows } = found.output;
  const { held } = found.model;
  const { admission } = service;
  const about: Counted = { output: name, route: 'infer', cache: 'none' };
  if (!admission.enter()) return refuse({ problem: problem('busy', { limit: admission.limit }) }, about, 'v2');
  const room = admission.room();
  const ended = () => {
    room.free();
    admission.leave();
  };
  const request = await requestOf(read({ room, full: problem('bodies-full', { limit: admission.mostBytes }) }), headerLength, found).catch(
    (error) => {
      ended();
      throw error;
    },
  );
  if (!request.ok) {
    ended();
    return refused(request, about);
  }
  const run = (signal: AbortSignal) => held.batches.run(request.value.columns, { milliseconds: timeout, signal });
  const answer = await within({ milliseconds: timeout, output: name }, run, ended);
  if (!answer.ok) return refuse(failure(answer.problems, { name, timeout, maxRows, callers: true }), about, 'v2');
  return inferReply(name, shown.release.number, request.value, answer.value, about);
}

async function requestOf(read: Promise<Outcome<Buffer>>, headerLength: string | undefined, found: ModelOutput): Promise<Outcome<InferRequest>> {
  const body = await read;
  return body.ok ? inferRequest(body.value, headerLength, found.model.held.served.signature) : body;
}

/** The first of the Problems; a request is mended one by one. */
export function refused(outcome: Extract<Outcome<unknown>, { ok: false }>, about: Counted): Reply {
  const [first] = outcome.problems;
  if (!first) throw new Error('a refusal without a Problem');
  return refuse({ problem: first }, about, 'v2');
}

function inferReply(name: string, release: number, request: InferRequest, answer: ColumnBatch, about: Counted): Reply {
  const shape = JSON.stringify(request.shape);
  const buffers: Buffer[] = [];
  const outputs = request.outputs.map((output) => {
    const values = answer.columns[output.name] ?? [];
    const head = `{"name":${JSON.stringify(output.name)},"datatype":"${output.datatype}","shape":${shape}`;
    if (!output.binary) return `${head},"data":${exactList(values)}}`;
    const bytes = toBytes(values, output.datatype);
    buffers.push(bytes);
    return `${head},"parameters":{"binary_data_size":${bytes.length}}}`;
  });
  const id = request.id === undefined ? '' : `"id":${JSON.stringify(request.id)},`;
  const text = `{"model_name":${JSON.stringify(name)},"model_version":"${release}",${id}"outputs":[${outputs.join(',')}]}`;
  const headers = ['Cache-Control', 'no-store', 'Trivet-Release', String(release)];
  if (!buffers.length) return { status: 200, headers: ['Content-Type', 'application/json', ...headers], body: text, ...about };
  const head = Buffer.from(text);
  return {
    status: 200,
    headers: ['Content-Type', 'application/octet-stream', 'Inference-Header-Content-Length', String(head.length), ...headers],
    body: Buffer.concat([head, ...buffers]),
    ...about,
  };
}
