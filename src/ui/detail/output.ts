// One output, whole: what it answers, its parameters, its promises, who relies on it. Reads the store only.

import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import type { Output, Parameter } from '../../product/index.ts';
import type { Detail, ParameterRow } from '../detail-documents.ts';
import { problem } from '../problems.ts';
import { type Facts, gather } from '../state/facts.ts';
import { standingOf } from '../state/marks.ts';
import { modelLine } from '../state/models.ts';
import { promiseRows } from '../state/promises.ts';
import type { PageWorld } from '../world.ts';
import { neighbours } from './asset.ts';
import { contractOfOutput } from './contract.ts';
import { consumersBehind } from './readers.ts';

export async function outputDetail(name: string, world: PageWorld): Promise<Outcome<Detail>> {
  const facts = await gather(world);
  const outputs = facts.nodes.filter((n) => n.kind === 'output');
  const node = outputs.find((n) => n.name === name);
  if (!node)
    return failed(
      problem('unknown-node', {
        what: 'output',
        name,
        near: nearest(
          name,
          outputs.map((n) => n.name),
        ),
      }),
    );
  const output = facts.product?.outputs.get(name);
  const promises = promiseRows(facts.report);
  const url = exampleUrl(name, output, world.service().url);
  return ok({
    id: node.id,
    name,
    kind: 'output',
    ...standingOf(node, facts, promises),
    description: output?.description ?? null,
    key: [],
    count: null,
    command: `curl "${url}"`,
    columns: answerColumns(name, facts),
    rows: null,
    code: codeOf(name, output),
    contract: output ? contractOfOutput(output) : null,
    checks: [],
    history: null,
    versions: [],
    ...neighbours(node, facts),
    consumers: consumersBehind(node.id, facts),
    parameters: (output?.parameters ?? []).map(parameterRow),
    promises: promises.filter((p) => p.output === name),
    model: output?.model === undefined ? null : ((await modelLine(output.model, facts, world.store)) ?? null),
    url,
  });
}

/** As the live release keeps them, or the one that a rollback went back to. */
function answerColumns(name: string, { live, releases }: Facts): Detail['columns'] {
  type Kept = {
    readonly backTo?: number;
    readonly outputs?: Readonly<Record<string, { readonly columns: readonly { readonly name: string; readonly type: string }[] }>>;
  } | null;
  const own = live?.gates as Kept | undefined;
  const kept = own?.outputs ? own : (releases.find((r) => r.number === own?.backTo)?.gates as Kept | undefined);
  const nothing = { description: null, personal: false, says: [], nulls: null, distinct: null, min: null, max: null, bins: [], labels: [] };
  return (kept?.outputs?.[name]?.columns ?? []).map((c) => ({ name: c.name, type: c.type, ...nothing }));
}

const codeOf = (name: string, output: Output | undefined): Detail['code'] => [
  ...(output?.sql ? [{ path: output.sqlAt.file || `outputs/${name}.sql`, text: output.sql }] : []),
  ...[output?.specFile, output?.contractFile].flatMap((file) => (file ? [{ path: file.path, text: file.text }] : [])),
];

function parameterRow({ name, type, description, in: values, min, max, default: fallback }: Parameter): ParameterRow {
  const bounds = min === undefined && max === undefined ? null : `${min ?? '…'} to ${max ?? '…'}`;
  return {
    name,
    type,
    description: description ?? null,
    allowed: values ? values.join(', ') : bounds,
    default: fallback ?? null,
    required: fallback === undefined,
  };
}

/** With the first allowed value of each parameter that must be given. */
function exampleUrl(name: string, output: Output | undefined, service: string): string {
  const needed = (output?.parameters ?? []).filter((p) => p.default === undefined);
  const query = needed.map((p) => `${encodeURIComponent(p.name)}=${encodeURIComponent(String(p.in?.[0] ?? p.min ?? '…'))}`);
  return `${service.replace(/\/$/, '')}/outputs/${encodeURIComponent(name)}${query.length ? `?${query.join('&')}` : ''}`;
}
