// Verbs for the tests of main's frame: they echo what they were given, fail, throw, wait. Real functions of the real shape.

import { problem } from '../../src/cli/problems.ts';
import type { VerbEntry } from '../../src/cli/table.ts';
import { defineVerb, endWith, type Verb } from '../../src/cli/verb.ts';

const echo = defineVerb({
  name: 'echo',
  summary: 'give back what was given',
  details: 'It is for tests.',
  positionals: { asset: { summary: 'which asset', required: true }, others: { summary: 'more of them', repeat: true } },
  flags: {
    limit: { kind: 'count', default: 20, summary: 'rows at most' },
    columns: { kind: 'list', summary: 'which columns' },
    order: { kind: 'choice', of: ['up', 'down'], summary: 'the order' },
    all: { kind: 'switch', summary: 'all of it' },
  },
  examples: [{ command: 'trivet echo departures', why: 'the simplest' }],
  async run({ arguments: given, flags }) {
    // Types as a verb's author sees them.
    const asset: string = given.asset;
    const others: readonly string[] = given.others;
    const limit: number = flags.limit;
    const order: 'up' | 'down' | undefined = flags.order;
    const wait: number = flags.wait;
    const document = { asset, others, limit, order, wait, columns: flags.columns, all: flags.all, shared: { ...flags } };
    return { document, text: `echo ${asset}`, summary: 'echoed', exit: 0 };
  },
});

const note = defineVerb({
  name: 'note',
  summary: 'needs a reason',
  positionals: {},
  flags: { because: { kind: 'text', value: 'TEXT', required: true, summary: 'the reason' } },
  examples: [{ command: 'trivet note --because "it is so"', why: 'with a reason' }],
  async run({ flags }) {
    const because: string = flags.because;
    return { document: { because }, text: because, summary: because, exit: 0 };
  },
});

const plain = (name: string, run: Verb['run']): Verb => defineVerb({ name, summary: `${name} it`, positionals: {}, flags: {}, examples: [], run });

const fail = plain('fail', async () => endWith([problem('missing-value', { flag: '--x', placeholder: 'X' })], { half: true }));
const crash = plain('crash', async () => {
  throw new TypeError('x is not a function');
});
const status = plain('status', async () => ({ document: { standing: 'well' }, text: 'it stands', summary: 'it stands', exit: 0 }));
const flood = plain('flood', async () => ({ document: {}, text: 'line\n'.repeat(200_000), summary: '', exit: 0 }));
const stuck = plain('stuck', async ({ emit, effects }) => {
  emit({ kind: 'waiting', holder: 'nobody', since: '2001-03-04T14:00:00Z' });
  await effects.wait(60_000);
  return { document: {}, text: '', summary: '', exit: 0 };
});
const wait = plain('wait', async ({ emit, signal }) => {
  emit({ kind: 'waiting', holder: 'a signal', since: '2001-03-04T14:00:00Z' });
  const open = setInterval(() => {}, 1000);
  await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))).finally(() => clearInterval(open));
  return { document: {}, text: '', summary: '', exit: 0 };
});

export const fakeVerbs: readonly VerbEntry[] = [echo, note, fail, crash, flood, stuck, wait, status].map((verb) => ({
  name: verb.name,
  group: 'look',
  usage: '',
  summary: verb.summary,
  ...(verb === status ? { bare: true as const } : {}),
  ...(verb === note ? { also: ['annotate'] } : {}),
  load: async () => ({ verb }),
}));
