// up: production as a service, until it is told to stop. Everything it is made of is loaded here and by no other verb.

import { plural } from '../../telemetry/index.ts';
import type { Documents } from '../documents.ts';
import { problem } from '../problems.ts';
import { defineVerb, endWith, type VerbEnd } from '../verb.ts';
import { sessionOptions } from '../with-session.ts';

export const verb = defineVerb({
  name: 'up',
  summary: 'serve production: outputs, the page, promises, schedule',
  details:
    'Answers the outputs of the live release over HTTP, shows the page, keeps the promises and tells when one breaks, and builds again by the schedule and when a source changes. What is shipped or rolled back is shown within a second. It ends with Ctrl-C or SIGTERM, when what was asked is answered.',
  positionals: {},
  flags: {
    port: { kind: 'count', default: 4270, value: 'PORT', summary: '4270 if absent; 0 for any that is free' },
    host: { kind: 'text', value: 'ADDRESS', summary: 'the address to listen on; 127.0.0.1, this machine only, if absent' },
    'allow-host': { kind: 'list', value: 'NAME', summary: 'a host name that requests may use beside localhost; may be repeated' },
    'no-schedule': { kind: 'switch', summary: 'only serve: build neither by the schedule nor when a source changes' },
  },
  examples: [
    { command: 'trivet up', why: 'serve prod on 127.0.0.1:4270' },
    { command: 'trivet up --host 0.0.0.0 --allow-host delays.example.org', why: 'for other machines too' },
    { command: 'trivet up --clock 2001-03-03T15:00:00-08:00', why: 'as if it were that moment; the clock runs on from there' },
  ],
  async run(context): Promise<VerbEnd> {
    const { port, host = '127.0.0.1', 'allow-host': allowHosts, 'no-schedule': still } = context.flags;
    if (port > 65_535)
      return endWith([problem('bad-value', { from: '--port', value: String(port), expected: 'a port from 0 to 65535', example: '--port 4270' })]);
    const options = await sessionOptions(context, 'up', 'prod');
    if ('exit' in options) return options;
    if (options.environment === 'dev') return endWith([problem('up-in-dev', {})]);
    const { serve } = await import('../up/service.ts');
    const served = await serve({
      session: options,
      program: process.argv[1] ?? '',
      port,
      host,
      allowHosts,
      refreshes: !still,
      signal: context.signal,
    });
    if (!served.ok) return endWith(served.problems);
    const document: Omit<Documents['up'], 'problems'> = served.value;
    const summary = `${context.palette.ok('✓')} ${document.environment} was up: ${plural(document.requests.answered, 'answer')}, ${plural(document.releases.length, 'release')} shown, ${plural(document.builds.length, 'build')}`;
    return { document, text: summary, summary, exit: 0 };
  },
});
