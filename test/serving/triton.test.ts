// An unmodified tritonclient from PyPI, JSON and binary tensors, packed and plain, against the real service.

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from '../rig/index.ts';
import { expected, real } from './real-rig.ts';

const version = '2.73.0';
const folder = join(root, 'node_modules', '.cache', `tritonclient-${version}`);

/** A Python that has the client: the one named in TRIVET_TRITON_PYTHON, else one of the test's own, made once; else the reason why there is none. */
function python(): { readonly path: string } | { readonly reason: string } {
  const named = process.env.TRIVET_TRITON_PYTHON;
  const path = named ?? join(folder, 'bin', 'python');
  const has = () => spawnSync(path, ['-c', 'import tritonclient.http']).status === 0;
  if ((named !== undefined || existsSync(path)) && has()) return { path };
  if (named !== undefined) return { reason: `${named} has no tritonclient` };
  mkdirSync(folder, { recursive: true });
  const made = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' });
  if (made.status !== 0) return { reason: `python3 makes no environment: ${made.error?.message ?? made.stderr}` };
  const installed = spawnSync(path, ['-m', 'pip', 'install', '--quiet', `tritonclient[http]==${version}`], { encoding: 'utf8' });
  return installed.status === 0 && has() ? { path } : { reason: `pip installs no tritonclient: ${installed.stderr.slice(-300)}` };
}

const client = `
import json, sys
import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

client = http.InferenceServerClient(url=sys.argv[1], concurrency=4)
assert client.is_server_live() and client.is_server_ready() and client.is_model_ready('bad_hour') and client.is_model_ready('bad_hour', '1')
assert not client.is_model_ready('bad_day')
said = {'server': client.get_server_metadata(), 'model': client.get_model_metadata('bad_hour'), 'answers': []}
shares = np.array([0.5, -1.25, 1e300, 0.1], dtype=np.float64)
origins = np.array(['SEA', 'SFO', 'Zürich', ''], dtype=np.object_)

def inputs(binary, shape):
    share = http.InferInput('late_share', shape, 'FP64')
    share.set_data_from_numpy(shares.reshape(shape), binary_data=binary)
    origin = http.InferInput('origin', shape, 'BYTES')
    origin.set_data_from_numpy(origins.reshape(shape), binary_data=binary)
    return [origin, share]

for shape in ([4], [4, 1]):
    for binary_in in (True, False):
        for outputs in (None, [http.InferRequestedOutput('probability', binary_data=True)], [http.InferRequestedOutput('probability', binary_data=False)]):
            for packed in (None, 'gzip', 'deflate'):
                result = client.infer('bad_hour', inputs(binary_in, shape), outputs=outputs, request_id='seven', request_compression_algorithm=packed, response_compression_algorithm=packed)
                array = result.as_numpy('probability')
                assert list(array.shape) == shape and array.dtype == np.float64 and result.get_response()['id'] == 'seven'
                said['answers'].append(array.flatten().tolist())
later = [client.async_infer('bad_hour', inputs(True, [4])) for _ in range(20)]
said['answers'] += [one.get_result().as_numpy('probability').tolist() for one in later]

def refused(work):
    try:
        work()
    except InferenceServerException as error:
        return [error.status(), error.message()]

said['refused'] = [
    refused(lambda: client.infer('bad_day', inputs(True, [4]))),
    refused(lambda: client.infer('bad_hour', inputs(True, [4])[:1])),
    refused(lambda: client.infer('bad_hour', inputs(True, [4]), outputs=[http.InferRequestedOutput('chance')])),
    refused(lambda: client.infer('bad_hour', inputs(True, [4]), model_version='7')),
]
print(json.dumps(said))
`;

const found = python();
if ('reason' in found && process.env.CI) throw new Error(`the client must be there in CI: ${found.reason}`);

test.skipIf('reason' in found)(
  `tritonclient infers with JSON and binary tensors${'reason' in found ? ` (skipped: ${found.reason})` : ''}`,
  async () => {
    if ('reason' in found) return;
    const here = await real();
    afterAll(() => here.scripts.close());
    const text = await new Promise<string>((resolve, reject) => {
      execFile(found.path, ['-c', client, new URL(here.url).host], (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
    const said = JSON.parse(text);
    expect(said.server).toMatchObject({ name: 'trivet', extensions: ['binary_tensor_data'] });
    expect(said.model).toMatchObject({ name: 'bad_hour', versions: ['1'] });
    const answer = [expected(0.5, 'SEA'), expected(-1.25, 'SFO'), expected(1e300, 'Zürich'), expected(0.1, '')];
    expect(said.answers.length).toBe(2 * 2 * 3 * 3 + 20);
    for (const one of said.answers) expect(one).toEqual(answer);
    expect(said.refused).toMatchObject([
      ['404', expect.stringContaining('serving/unknown-model')],
      ['400', expect.stringContaining('late_share is missing')],
      ['400', expect.stringContaining('serving/infer-names')],
      ['404', expect.stringContaining('serving/unknown-version')],
    ]);
  },
);
