// An unmodified tritonclient from PyPI, JSON and binary tensors, packed and plain, against the real service.

import { execFile } from 'node:child_process';
import { afterAll, expect, test } from 'vitest';
import { expected, real } from './real-rig.ts';

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

/** The interpreter that `npm test` has set up. */
const python = process.env.TRIVET_PYTHON;
const why = 'no Python with tritonclient: run npm test, which sets one up (TRIVET_PYTHON)';

test.skipIf(!python && process.env.CI !== 'true')(`tritonclient infers with JSON and binary tensors (${python ? 'set up' : why})`, async () => {
  if (!python) throw new Error(why);
  const here = await real();
  afterAll(() => here.scripts.close());
  const text = await new Promise<string>((resolve, reject) => {
    execFile(python, ['-c', client, new URL(here.url).host], (error, stdout) => (error ? reject(error) : resolve(stdout)));
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
});
