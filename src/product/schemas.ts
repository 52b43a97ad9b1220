// The JSON Schemas (draft 2020-12) of the product's YAML files, which editors complete and check from. Made from the forms that read them.

import { acceptancesForm } from './forms/acceptances.ts';
import { assetForm } from './forms/asset.ts';
import type { Form } from './forms/form.ts';
import { outputForm } from './forms/output.ts';
import { sourceForm } from './forms/source.ts';
import { trivetForm } from './forms/trivet.ts';
import { testsForm } from './forms/unit-tests.ts';

export type SchemaName = 'trivet' | 'source' | 'asset' | 'output' | 'test' | 'acceptances';

/** By the kind of file they are for; fresh plain objects. */
export function jsonSchemas(): Record<SchemaName, object> {
  return {
    trivet: schema('trivet.yaml', 'A data product: why it exists, whose it is, what its failure costs.', trivetForm),
    source: schema('sources/NAME.yaml', 'A source: where its files are, and what must be true of them.', sourceForm),
    asset: schema('assets/NAME.yaml', 'What describes assets/NAME.sql or assets/NAME.ts, and what must be true of it.', assetForm),
    output: schema('outputs/NAME.yaml', 'An output: what others rely on, who they are, what they may ask.', outputForm),
    test: schema('tests/ASSET.yaml', 'Unit tests of an asset: given rows, and the rows expected.', testsForm),
    acceptances: schema('acceptances.yaml', 'Known failures, each with its reason.', acceptancesForm),
  };
}

function schema(title: string, description: string, form: Form<unknown>): object {
  return structuredClone({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, description, ...form.schema });
}
