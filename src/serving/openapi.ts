// The interface of one release as OpenAPI 3.1: each output with its parameters and columns, each model's inference, made from what is declared.

import type { Column, Datatype, Tensor } from '../engine/index.ts';
import type { Parameter, Scalar } from '../product/index.ts';
import { mediaTypes } from './http/accept.ts';
import type { Shown, ShownOutput } from './live.ts';
import { expectation } from './query/parameters.ts';
import { kindOf } from './query/values.ts';

type Schema = Readonly<Record<string, unknown>>;

const parameterTypes: Readonly<Record<ReturnType<typeof kindOf>, Schema>> = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  big: { type: 'integer', format: 'int64' },
  double: { type: 'number' },
  decimal: { type: 'number' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamp: { type: 'string' },
  timestamptz: { type: 'string', format: 'date-time' },
};

const numeric = ['integer', 'big', 'double', 'decimal'];

function parameterOf(parameter: Parameter): Schema {
  const { name, type, description } = parameter;
  const kind = kindOf(type);
  const bound = (value: number | string | undefined) => (value !== undefined && numeric.includes(kind) ? Number(value) : undefined);
  const schema = {
    ...parameterTypes[kind],
    enum: parameter.in,
    minimum: bound(parameter.min),
    maximum: bound(parameter.max),
    default: parameter.default as Scalar | undefined,
  };
  return { name, in: 'query', required: parameter.default === undefined, description: description ?? expectation(parameter), schema };
}

const notFinite: Schema = { enum: ['NaN', 'Infinity', '-Infinity'] };

function columnSchema(type: string): Schema {
  if (/^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT))$/.test(type)) return { type: ['integer', 'null'] };
  if (/^(FLOAT|DOUBLE)$/.test(type)) return { anyOf: [{ type: ['number', 'null'] }, notFinite] };
  if (type.startsWith('DECIMAL')) return { type: ['number', 'null'] };
  if (type === 'BOOLEAN') return { type: ['boolean', 'null'] };
  if (type === 'DATE') return { type: ['string', 'null'], format: 'date' };
  if (type === 'TIMESTAMP WITH TIME ZONE') return { type: ['string', 'null'], format: 'date-time' };
  return /^(STRUCT|MAP|UNION)|\[\d*\]$|^JSON$/.test(type) ? {} : { type: ['string', 'null'] };
}

function rowSchema(columns: readonly (readonly [string, Schema])[]): Schema {
  return { type: 'object', properties: Object.fromEntries(columns), required: columns.map(([name]) => name) };
}

const ofColumns = (columns: readonly Column[]) => columns.map((column) => [column.name, columnSchema(column.type)] as const);

function answerSchema({ query, model }: ShownOutput): Schema {
  if (!model) return { type: 'array', items: rowSchema(ofColumns(query.columns)) };
  const outputs = model.held.served.signature.outputs.map(
    ({ name, datatype }) => [name, { anyOf: [valueSchema(datatype), notFinite, { type: 'null' }] }] as const,
  );
  const row = rowSchema([...ofColumns(model.layout.passed.map((p) => p.column)), ...outputs, ['reason', { type: ['string', 'null'] }]]);
  return { anyOf: [row, { type: 'array', items: row }], description: 'One object where the features are one row or none, else a list.' };
}

function valueSchema(datatype: Datatype): Schema {
  if (datatype === 'BOOL') return { type: 'boolean' };
  if (datatype === 'BYTES') return { type: 'string' };
  return { type: datatype.startsWith('FP') ? 'number' : 'integer' };
}

const problem = { $ref: '#/components/responses/problem' };
const inferError = { $ref: '#/components/responses/inferError' };
const refusals = (response: Schema, statuses: readonly number[]) => Object.fromEntries(statuses.map((status) => [String(status), response]));

function outputPath(shown: ShownOutput): Schema {
  const { output } = shown;
  const text = { schema: { type: 'string' } };
  const forms: Record<string, Schema> = { [mediaTypes.json]: { schema: answerSchema(shown) }, [mediaTypes.csv]: text };
  if (!shown.model) forms[mediaTypes.parquet] = { schema: { type: 'string', format: 'binary' } };
  return {
    get: {
      operationId: `output-${output.name}`,
      summary: output.description ?? `The output ${output.name}.`,
      parameters: output.parameters.map(parameterOf),
      responses: {
        200: { description: `At most ${output.maxRows} rows, within ${output.timeout} ms.`, headers: answerHeaders, content: forms },
        304: { description: 'Unchanged since the answer with that ETag.' },
        ...refusals(problem, [400, 403, 406, 422, 429, 503, 504]),
      },
    },
  };
}

const header = (description: string): Schema => ({ description, schema: { type: 'string' } });
const answerHeaders = {
  ETag: header('Of parameters, query and the contents it reads; send it as If-None-Match.'),
  'Trivet-Release': header('The number of the release that answered.'),
  'Trivet-Snapshot': header('The snapshots that were read: `flights=12 hourly=15`.'),
};

function tensor({ name, datatype }: Tensor, data: boolean): Schema {
  const properties = {
    name: { const: name },
    datatype: { const: datatype },
    shape: { type: 'array', items: { type: 'integer', minimum: 0 }, minItems: 1, maxItems: 2, description: '[rows] or [rows, 1]' },
    data: { type: 'array', items: valueSchema(datatype) },
    parameters: { type: 'object' },
  };
  return { type: 'object', properties, required: data ? ['name', 'datatype', 'shape', 'data'] : ['name', 'datatype', 'shape'] };
}

function inferPath(shown: ShownOutput, held: NonNullable<ShownOutput['model']>['held']): Schema {
  const { inputs, outputs } = held.served.signature;
  const request = {
    type: 'object',
    properties: {
      id: { type: 'string' },
      inputs: { type: 'array', minItems: inputs.length, maxItems: inputs.length, items: { anyOf: inputs.map((one) => tensor(one, false)) } },
      outputs: { type: 'array', items: { type: 'object', properties: { name: { enum: outputs.map((one) => one.name) } }, required: ['name'] } },
      parameters: { type: 'object' },
    },
    required: ['inputs'],
  };
  const answer = {
    type: 'object',
    properties: {
      model_name: { const: shown.output.name },
      model_version: { type: 'string' },
      id: { type: 'string' },
      outputs: { type: 'array', items: { anyOf: outputs.map((one) => tensor(one, false)) } },
    },
    required: ['model_name', 'model_version', 'outputs'],
  };
  return {
    post: {
      operationId: `infer-${shown.output.name}`,
      summary: `Predictions of ${shown.output.name} by the Open Inference Protocol, version 2.`,
      requestBody: {
        required: true,
        content: { 'application/json': { schema: request }, 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: { description: 'One value of each output for each row.', content: { 'application/json': { schema: answer } } },
        ...refusals(inferError, [400, 403, 404, 413, 415, 422, 429, 503, 504]),
      },
    },
  };
}

const health = (operationId: string, summary: string): Schema => ({
  get: { operationId, summary, responses: { 200: { description: 'Yes.' }, 503: { description: 'No.' } } },
});

const problemSchema: Schema = {
  type: 'object',
  properties: Object.fromEntries(
    ['title', 'detail', 'code', 'remedy', 'cause'].map((name) => [name, { type: 'string' }]).concat([['status', { type: 'integer' }]]),
  ),
  required: ['title', 'status', 'detail', 'code', 'remedy'],
};

/** The document, as a JSON value. */
export function openApi(shown: Shown): Schema {
  const { product, number } = shown.release;
  const paths: Record<string, Schema> = {};
  for (const one of shown.outputs.values()) {
    const name = encodeURIComponent(one.output.name);
    paths[`/outputs/${name}`] = outputPath(one);
    if (one.model) paths[`/v2/models/${name}/infer`] = inferPath(one, one.model.held);
  }
  paths['/v2/health/live'] = health('live', 'Whether the service runs.');
  paths['/v2/health/ready'] = health('ready', 'Whether it can answer.');
  const error = { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] };
  return {
    openapi: '3.1.0',
    info: { title: product.name, version: String(number), ...(product.problem ? { description: product.problem } : {}) },
    paths,
    components: {
      schemas: { Problem: problemSchema, InferError: error },
      responses: {
        problem: {
          description: 'What is wrong, and what to do.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
        inferError: {
          description: 'What is wrong, and what to do.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/InferError' } } },
        },
      },
    },
  };
}
