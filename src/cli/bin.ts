#!/usr/bin/env node
// The command. Written so that an old Node can still parse it; it looks at the version and loads main. Nothing else belongs here.

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  const problem = {
    code: 'cli/old-node',
    leg: 'operations',
    severity: 'error',
    message: `this is Node ${process.versions.node}; Trivet needs Node 24 or newer`,
    remedy: 'install Node 24, or put it beside Trivet: npm install node@24, then: npx trivet --help',
  };
  if (process.argv.indexOf('--json') >= 0) process.stdout.write(`${JSON.stringify({ problems: [problem] }, null, 2)}\n`);
  else process.stderr.write(`✗ operations · cli/old-node\n  ${problem.message}\n  → ${problem.remedy}\n`);
  process.exitCode = 3;
} else {
  import('node:module')
    .then((module) => {
      module.enableCompileCache();
      return import('./main.ts');
    })
    .then((main) => main.main())
    .catch((error) => {
      // What reaches this place broke before main could tell it.
      process.stderr.write(`✗ a bug in Trivet: ${String(error.stack || error)}\n`);
      process.exitCode = 70;
    });
}

export {};
