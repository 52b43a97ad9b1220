// The host process: DuckDB lives here, so that its crash is a Problem and not the end of a run. Ends when its parent is gone.

import { type DatabaseOptions, Databases } from './databases.ts';
import { answerCalls } from './far.ts';
import { carryOut, type Task } from './task.ts';

const databases = new Databases(JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions);
answerCalls<Task>((task) => carryOut(databases, task));
