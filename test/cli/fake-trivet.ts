// A command with the real process as its host and the fake verbs: for signals, pipes and uncaught errors.

import { dispatch } from '../../src/cli/dispatch.ts';
import { endProcess, processHost } from '../../src/cli/host.ts';
import { fakeVerbs } from './fake-verbs.ts';

endProcess(
  await dispatch(
    process.argv.slice(2),
    processHost(() => '9.9.9', fakeVerbs),
  ),
);
