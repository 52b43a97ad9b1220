// sql: one SELECT over what an environment shows. Read-only: the same allow-list as an asset's SQL.

import { look } from '../../session/index.ts';
import { lookEnd } from '../look-end.ts';
import { defineVerb, endWith } from '../verb.ts';
import { reading } from '../with-session.ts';

export const verb = defineVerb({
  name: 'sql',
  summary: 'ask a question, read-only',
  positionals: { select: { summary: 'one SELECT; assets are its tables', required: true } },
  flags: { limit: { kind: 'count', default: 20, summary: 'rows to print; 20 if absent' } },
  examples: [{ command: `trivet sql "select origin, avg(delay) from departures group by origin"`, why: 'an answer and its columns' }],
  run: (context) =>
    reading(context, 'sql', async (session) => {
      const looked = await look(session, { of: { sql: context.arguments.select }, columns: [], where: undefined, limit: context.flags.limit ?? 20 });
      return looked.ok ? lookEnd(looked.value, session.environment, context) : endWith(looked.problems);
    }),
});
