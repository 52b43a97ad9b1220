// The host process: DuckDB lives here, so that its crash is a Problem and not the end of a run. Ends when its parent is gone.

import { type DatabaseOptions, Databases } from './databases.ts';
import { answerCalls } from './far.ts';
import { Projects } from './projects.ts';
import { carryOut, type Task } from './task.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as DatabaseOptions;
const databases = new Databases(options);
const projects = new Projects(options);
answerCalls<Task>((task) => carryOut(databases, projects, task));
