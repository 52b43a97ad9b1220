// One answer before it is sent: status, headers, body, and what it counts as. Knows no socket.

import type { Problem } from '../../base/index.ts';

/** Fixed names, so that labels stay bounded: a declared output's name, or what of the service was asked. */
export interface Counted {
  readonly output: string;
  readonly route: 'query' | 'infer' | 'other';
  readonly cache: 'hit' | 'miss' | 'none';
}

export interface Reply extends Counted {
  readonly status: number;
  /** Name, value, name, value …; without Content-Length and the headers that every answer has. */
  readonly headers: readonly string[];
  readonly body: Buffer | string;
  /** The characters of the body are bytes: see bytesOf. */
  readonly bytes?: true | undefined;
  /** It was turned away before any work. */
  readonly refused?: Refused | undefined;
}

type Refused = 'busy' | 'host' | 'origin' | 'unready' | 'draining';
const refusals: Readonly<Record<string, Refused>> = {
  'serving/busy': 'busy',
  'serving/bodies-full': 'busy',
  'serving/host-refused': 'host',
  'serving/origin-refused': 'origin',
  'serving/not-ready': 'unready',
  'serving/no-release': 'unready',
  'serving/draining': 'draining',
};

/** Bytes that are sent often, as a text of one character a byte where they are few: head and text leave in one write, a buffer takes a second. */
export const bytesOf = (bytes: Uint8Array): Buffer | string => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.length <= 65_536 ? buffer.toString('latin1') : buffer;
};

export const other = (output: string): Counted => ({ output, route: 'other', cache: 'none' });

/** 200 with a JSON value. */
export function json(value: unknown, counted: Counted, status = 200): Reply {
  return { status, headers: ['Content-Type', 'application/json'], body: JSON.stringify(value), ...counted };
}

const statuses: Readonly<Record<string, number>> = {
  'serving/unknown-output': 404,
  'serving/unknown-path': 404,
  'serving/unknown-model': 404,
  'serving/unknown-version': 404,
  'serving/wrong-method': 405,
  'serving/host-refused': 403,
  'serving/origin-refused': 403,
  'serving/not-acceptable': 406,
  'serving/body-too-large': 413,
  'serving/unknown-encoding': 415,
  'serving/too-many-rows': 422,
  'serving/question-failed': 422,
  'serving/model-failed': 422,
  'serving/busy': 429,
  'serving/bodies-full': 429,
  'serving/no-release': 503,
  'serving/not-ready': 503,
  'serving/draining': 503,
  'serving/timeout': 504,
  'serving/broken': 500,
};

/** What HTTP says of a Problem of this room; 400 unless the table says more. */
export const statusOf = (problem: Problem): number => statuses[problem.code] ?? 400;

/** Seconds after which to ask again, where that is worth it. */
const retryAfter: Readonly<Record<string, string>> = {
  'serving/busy': '1',
  'serving/bodies-full': '1',
  'serving/not-ready': '1',
  'serving/draining': '5',
  'serving/no-release': '5',
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};

export interface Refusal {
  readonly problem: Problem;
  /** Where the Problem's own status is not what the case asks for. */
  readonly status?: number | undefined;
  /** More headers; e.g. Allow. */
  readonly headers?: readonly string[] | undefined;
  /** More members of the body: `parameter`, `expected`. */
  readonly more?: Readonly<Record<string, string>> | undefined;
}

/** A Problem as RFC 9457 wants it; as `{"error": "…"}` under /v2, where the Open Inference Protocol has a form of its own. */
export function refuse(refusal: Refusal, counted: Counted, form: 'problem' | 'v2' = 'problem'): Reply {
  const { problem } = refusal;
  const status = refusal.status ?? statusOf(problem);
  const again = retryAfter[problem.code];
  const headers = ['Cache-Control', 'no-store', ...(refusal.headers ?? []), ...(again ? ['Retry-After', again] : [])];
  const refused = refusals[problem.code];
  if (form === 'v2') {
    const error = `${problem.code}: ${problem.message}${problem.cause ? ` (${problem.cause})` : ''}; ${problem.remedy}`;
    return { status, headers: ['Content-Type', 'application/json', ...headers], body: JSON.stringify({ error }), ...counted, refused };
  }
  const { code, message, remedy, cause } = problem;
  const body = JSON.stringify({ title: titles[status] ?? 'Error', status, detail: message, code, ...refusal.more, remedy, cause });
  return { status, headers: ['Content-Type', 'application/problem+json', ...headers], body, ...counted, refused };
}
