// The serving engine's host process: locked instances of DuckDB that read the store and answer prepared questions, nothing else.

import { answerCalls } from './far.ts';
import { Releases } from './releases.ts';
import { carryOutServing, type ServingOptions, type ServingTask } from './serving-task.ts';

const releases = new Releases(JSON.parse(process.argv[2] ?? '{}') as ServingOptions);
answerCalls<ServingTask>((task) => carryOutServing(releases, task));
