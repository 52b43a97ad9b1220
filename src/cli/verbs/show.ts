// show: rows of an asset as an environment shows it, and what each column holds.

import { look, modelVersions } from '../../session/index.ts';
import { lookEnd } from '../look-end.ts';
import { modelEnd } from '../model-end.ts';
import { defineVerb, endWith } from '../verb.ts';
import { reading } from '../with-session.ts';

export const verb = defineVerb({
  name: 'show',
  summary: 'rows, columns, a small chart; of a model its metrics',
  positionals: { asset: { summary: 'a source or an asset', required: true } },
  flags: {
    columns: { kind: 'list', summary: 'only these columns' },
    where: { kind: 'text', value: 'SQL', summary: 'only rows for which this is true' },
    limit: { kind: 'count', default: 10, summary: 'rows to print; 10 if absent' },
  },
  examples: [
    { command: 'trivet show hourly', why: 'the first rows, and every column' },
    { command: `trivet show departures --columns origin,day,delay --where "delay > 600"`, why: 'some of it' },
  ],
  run: (context) =>
    reading(context, 'show', async (session) => {
      const { columns, where, limit } = context.flags;
      const model = await modelVersions(session, context.arguments.asset, limit ?? 10);
      if (model) return modelEnd(model, session.environment, context);
      const looked = await look(session, { of: { asset: context.arguments.asset }, columns, where, limit: limit ?? 10 });
      return looked.ok ? lookEnd(looked.value, session.environment, context) : endWith(looked.problems);
    }),
});
