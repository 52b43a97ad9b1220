// The Problems of serving: what a caller asked wrongly, what a release can't be shown for, what stands in the way of an answer.

import { catalogue, entry } from '../base/index.ts';

const near = (name: string | undefined) => (name === undefined ? '' : `; did you mean ${name}?`);

export const problem = catalogue('serving', {
  'port-in-use': entry<{ host: string; port: number }>({
    leg: 'operations',
    message: (p) => `port ${p.port} on ${p.host} is taken by another program`,
    remedy: () => 'end that program, or take any free port: trivet up --port 0',
  }),
  'cannot-listen': entry<{ host: string; port: number }>({
    leg: 'operations',
    message: (p) => `this machine does not let Trivet listen on ${p.host}, port ${p.port}`,
    remedy: () => 'listen where every user may: trivet up --host 127.0.0.1 --port 0',
  }),
  'no-model': entry<{ output: string; model: string }>({
    leg: 'development',
    message: (p) => `output ${p.output} shows the model ${p.model}, which this release does not hold`,
    remedy: (p) => `see what it is, train it, and ship again: trivet show ${p.model}`,
  }),
  'features-lack-input': entry<{ output: string; inputs: readonly string[] }>({
    leg: 'development',
    message: (p) => `the features of ${p.output} lack ${p.inputs.join(', ')}, which the model takes`,
    remedy: (p) => `write into the SELECT of outputs/${p.output}: ${p.inputs.map((name) => `… as ${name}`).join(', ')}`,
  }),
  'feature-type': entry<{ output: string; column: string; type: string; datatype: string }>({
    leg: 'development',
    message: (p) => `the feature ${p.column} of ${p.output} is ${p.type}, and the model takes ${p.datatype}`,
    remedy: (p) => `write into the SELECT of outputs/${p.output} a cast of ${p.column} that fits ${p.datatype}`,
  }),
  'name-clash': entry<{ output: string; name: string }>({
    leg: 'development',
    message: (p) => `${p.name} is both a column of the features of ${p.output} and what its answer holds of the model`,
    remedy: (p) => `write into the SELECT of outputs/${p.output} another name for ${p.name}`,
  }),
  'unknown-output': entry<{ name: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `no output is named ${p.name}${near(p.near)}`,
    remedy: (p) => `look at what there is: curl /openapi.json${p.near === undefined ? '' : `, or ask: curl /outputs/${p.near}`}`,
  }),
  'unknown-path': entry<{ path: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `nothing is at ${p.path}${near(p.near)}`,
    remedy: () => 'look at what there is: curl /openapi.json',
  }),
  'wrong-method': entry<{ method: string; path: string; allowed: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.path} does not answer ${p.method}, only ${p.allowed.join(' and ')}`,
    remedy: (p) => `curl -X ${p.allowed[0] ?? 'GET'} ${p.path}`,
  }),
  'bad-address': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the address can't be read: ${p.what}`,
    remedy: () => 'look at what there is: curl /openapi.json',
  }),
  'host-refused': entry<{ host: string; name: string }>({
    leg: 'operations',
    message: (p) => `the host ${p.host} is not one that this service answers for`,
    remedy: (p) => `ask as localhost, or let it answer for that name: trivet up --allow-host ${p.name}`,
  }),
  'origin-refused': entry<{ from: string }>({
    leg: 'operations',
    message: (p) => `a page of another origin asks (${p.from}), and only pages of this service may`,
    remedy: () => 'ask from a program, or from a page of the same host and port; another name of this host: trivet up --allow-host NAME',
  }),
  'missing-parameter': entry<{ output: string; parameter: string; expected: string; example: string }>({
    leg: 'development',
    message: (p) => `${p.output} needs the parameter ${p.parameter}: ${p.expected}`,
    remedy: (p) => `curl '/outputs/${p.output}?${p.parameter}=${p.example}'`,
  }),
  'bad-parameter': entry<{ output: string; parameter: string; value: string; expected: string; example: string }>({
    leg: 'development',
    message: (p) => `${p.parameter}=${p.value} is not ${p.expected}`,
    remedy: (p) => `curl '/outputs/${p.output}?${p.parameter}=${p.example}'`,
  }),
  'unknown-parameter': entry<{ output: string; parameter: string; near: string | undefined; known: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.output} has no parameter ${p.parameter}${near(p.near)}`,
    remedy: (p) =>
      p.known.length ? `it takes ${p.known.join(', ')}: curl '/outputs/${p.output}?${p.known[0]}=…'` : `it takes none: curl /outputs/${p.output}`,
  }),
  'repeated-parameter': entry<{ output: string; parameter: string }>({
    leg: 'development',
    message: (p) => `${p.parameter} is given twice`,
    remedy: (p) => `ask once for each value: curl '/outputs/${p.output}?${p.parameter}=…'`,
  }),
  'not-acceptable': entry<{ output: string; accept: string; offered: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.output} can't be given as ${p.accept}, only as ${p.offered.join(', ')}`,
    remedy: (p) => `curl -H 'Accept: ${p.offered[0]}' /outputs/${p.output}`,
  }),
  'no-release': entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'there is no release to show yet',
    remedy: () => 'publish one: trivet ship',
  }),
  'not-ready': entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'the engine that answers has ended and is being started again',
    remedy: () => 'ask again in a second; if it stays so, see why: trivet log',
  }),
  busy: entry<{ limit: number }>({
    leg: 'operations',
    message: (p) => `${p.limit} questions are under way, which is as many as this service takes at once`,
    remedy: () => 'ask again in a second, with fewer at once; see who asks how much: curl /metrics',
  }),
  'bodies-full': entry<{ limit: number }>({
    leg: 'operations',
    message: (p) => `the requests under way hold ${p.limit / 1024 / 1024} MB, which is as much as this service takes in at once`,
    remedy: () => 'ask again in a second, with fewer rows or fewer at once; see who asks how much: curl /metrics',
  }),
  draining: entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'this service is about to end and takes no more questions',
    remedy: () => 'ask again when it is back; to start it: trivet up',
  }),
  timeout: entry<{ output: string; milliseconds: number }>({
    leg: 'operations',
    message: (p) => `${p.output} was given up after ${p.milliseconds} ms`,
    remedy: (p) => `ask for less; or write into outputs/${p.output}.yaml a longer timeout`,
  }),
  'too-many-rows': entry<{ output: string; rows: number }>({
    leg: 'development',
    message: (p) => `the answer of ${p.output} has more than the ${p.rows} rows that it may have`,
    remedy: (p) => `ask for less; or write into outputs/${p.output}.yaml a greater max_rows`,
  }),
  'question-failed': entry<{ output: string }>({
    leg: 'development',
    message: (p) => `the query of ${p.output} could not be answered with these parameters`,
    remedy: (p) => `ask with other values; if none is answered, write into outputs/${p.output} a query that holds for all of them, then: trivet ship`,
  }),
  'model-failed': entry<{ model: string }>({
    leg: 'development',
    message: (p) => `the model of ${p.model} could not predict these rows`,
    remedy: (p) => `mend its predict, then: trivet run ${p.model}`,
  }),
  'model-stuck': entry<{ model: string; milliseconds: number }>({
    leg: 'development',
    message: (p) => `the model ${p.model} did not end a prediction within ${p.milliseconds} ms; its process was ended, and another is started`,
    remedy: (p) => `mend its predict, or write into the output a longer timeout, then: trivet run ${p.model}`,
  }),
  'unknown-model': entry<{ name: string; near: string | undefined }>({
    leg: 'development',
    message: (p) => `no model is named ${p.name}${near(p.near)}`,
    remedy: () => 'look at what there is: curl /openapi.json',
  }),
  'unknown-version': entry<{ model: string; version: string; live: number }>({
    leg: 'development',
    message: (p) => `${p.model} has no version ${p.version}: the live one is ${p.live}`,
    remedy: (p) => `ask without a version: curl /v2/models/${p.model}`,
  }),
  'infer-request': entry<{ what: string }>({
    leg: 'development',
    message: (p) => `the request can't be read: ${p.what}`,
    remedy: () => 'see what a request holds: curl /openapi.json',
  }),
  'infer-names': entry<{ what: string; expected: readonly string[] }>({
    leg: 'development',
    message: (p) => `${p.what}; there are ${p.expected.join(', ')}`,
    remedy: () => 'see what a request holds: curl /openapi.json',
  }),
  'infer-shape': entry<{ tensor: string; what: string }>({
    leg: 'development',
    message: (p) => `the shape of ${p.tensor} does not fit: ${p.what}`,
    remedy: () => 'give each input the shape [rows] or [rows, 1], all with as many rows: curl /openapi.json',
  }),
  'infer-datatype': entry<{ tensor: string; datatype: string; expected: string }>({
    leg: 'development',
    message: (p) => `${p.tensor} is sent as ${p.datatype}, and the model takes ${p.expected}`,
    remedy: () => 'see what a request holds: curl /openapi.json',
  }),
  'infer-value': entry<{ tensor: string; what: string }>({
    leg: 'development',
    message: (p) => `the data of ${p.tensor} does not fit: ${p.what}`,
    remedy: () => 'see what a request holds: curl /openapi.json',
  }),
  'body-too-large': entry<{ limit: number }>({
    leg: 'development',
    message: (p) => `the request is larger than ${p.limit / 1024 / 1024} MB`,
    remedy: () => 'send fewer rows at once: curl /openapi.json',
  }),
  'unknown-encoding': entry<{ encoding: string }>({
    leg: 'development',
    message: (p) => `the request is encoded as ${p.encoding}, and only gzip, deflate and identity are read`,
    remedy: () => 'send it as it is: curl /openapi.json',
  }),
  broken: entry<Record<never, never>>({
    leg: 'operations',
    message: () => 'an answer failed in a way that Trivet did not foresee: this is a bug',
    remedy: () => 'report it with the line that the service printed, and look whether it goes on: trivet log',
  }),
});
