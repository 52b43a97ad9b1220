// outputs/NAME.yaml: parameters and consumers of an output, its limits; of a model's output also the model. Whether that exists is not known here.

import type { Place, Problem } from '../../base/index.ts';
import type { CodeFile, Consumer, Parameter } from '../product.ts';
import { byKind, listOf, mapped, members, needed, optional, type Placed, placed } from './compound.ts';
import { openYaml } from './document.ts';
import { text, wholeNumber } from './form.ts';
import { durationFrom, identifier } from './notations.ts';
import { parameterOf, parametersForm } from './parameters.ts';
import { sql } from './sql-text.ts';

const usualTimeout = 10_000;
const usualRows = 10_000;

const consumerName = text({ expects: 'the name of a consumer', example: 'gate-planners' });
const consumer = byKind('a name, or a map of `name`, `contact` and `uses`', {
  single: mapped(consumerName, (name): Consumer => ({ name })),
  map: mapped(
    members('{ name: gate-planners, contact: planners@example.org }', {
      name: needed('Who relies on it.', consumerName),
      contact: optional('Where they are reached.', text({ example: 'planners@example.org' })),
      uses: optional('What they use it for.', text({ example: 'the morning screen' })),
    }),
    (read): Consumer => read,
  ),
});

/** outputs/NAME.yaml */
export const outputForm = members('{ description: How late each hour was }', {
  description: optional('What it answers, and for whom.', text({ example: 'How late each hour of an airport was' })),
  parameters: optional('What a request may say: `$name` in the SQL, `?name=` in the URL.', parametersForm),
  consumers: optional('Who relies on it.', listOf(consumer, { example: '[gate-planners]' })),
  timeout: optional('How long an answer may take before it is given up; 10s unless said.', durationFrom(1, '2s')),
  max_rows: optional('The most rows of an answer; 10000 unless said.', wholeNumber({ example: '1000', least: 1 })),
  model: optional('The asset that predicts.', placed(text({ expects: 'the name of an asset', example: 'bad_hour', pattern: identifier }))),
  features: optional("The SELECT that gives the model's features, where there is no NAME.sql.", sql),
});

export interface OutputDraft {
  readonly description?: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly consumers: readonly Consumer[];
  readonly timeout: number;
  readonly maxRows: number;
  /** As written; not yet known to exist. */
  readonly model?: Placed<string> | undefined;
  readonly features?: { readonly value: string; readonly at: Place } | undefined;
}

/** What is said of an output without a yaml. */
export const plainOutput: OutputDraft = { parameters: [], consumers: [], timeout: usualTimeout, maxRows: usualRows };

/** Reads outputs/NAME.yaml; undefined if it is no valid YAML or not a map. */
export function readOutputYaml(file: CodeFile, problems: Problem[]): OutputDraft | undefined {
  const spot = openYaml(file, problems);
  const read = spot && outputForm.read(spot);
  if (!read) return undefined;
  return {
    description: read.description,
    parameters: (read.parameters ?? []).map((one) => parameterOf(one, problems)),
    consumers: read.consumers ?? [],
    timeout: read.timeout ?? usualTimeout,
    maxRows: read.max_rows ?? usualRows,
    model: read.model,
    features: read.features,
  };
}
