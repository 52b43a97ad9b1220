// What the Open Inference Protocol says of server and models beside inference: metadata, liveness, readiness.

import { json, other, type Reply } from '../http/reply.ts';
import type { ModelOutput } from './answer.ts';

const health = other('health');
const about = other('v2');

export const serverMetadata = (version: string): Reply => json({ name: 'trivet', version, extensions: ['binary_tensor_data'] }, about);

export const live = (): Reply => json({ live: true }, health);

/** 503 while nothing could be asked. */
export const ready = (isReady: boolean): Reply => json({ ready: isReady }, health, isReady ? 200 : 503);

/** 503 while its process is being started again. */
export function modelReady({ output, model }: ModelOutput): Reply {
  const isReady = model.held.predictor.ready();
  return json({ name: output.name, ready: isReady }, health, isReady ? 200 : 503);
}

/** Each input and output is a column, so the one dimension is the number of rows. */
export function modelMetadata(model: ModelOutput, release: number): Reply {
  const { inputs, outputs } = model.model.held.served.signature;
  const tensors = (list: typeof inputs) => list.map(({ name, datatype }) => ({ name, datatype, shape: [-1] }));
  return json(
    { name: model.output.name, versions: [String(release)], platform: 'trivet_typescript', inputs: tensors(inputs), outputs: tensors(outputs) },
    about,
  );
}
