// Which folders and files of a product hold its code. Names only; nothing here looks at a disk.

/** Files at the top of a product's folder that are code. */
const topFiles: ReadonlySet<string> = new Set([
  'trivet.yaml',
  'acceptances.yaml',
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
]);
/** Folders at the top that hold code. */
export const codeFolders: readonly string[] = ['sources', 'assets', 'outputs', 'tests', 'lib'];
/** Folders that hold none, wherever they lie. */
export const neverEntered: readonly string[] = ['node_modules', 'data'];

/** Whether a folder below a code folder may hold code. Rows that unit tests are given may lie in tests/data. */
export const mayHoldCode = (path: string): boolean =>
  path.startsWith('tests/') ? !path.endsWith('/node_modules') : !neverEntered.includes(path.slice(path.lastIndexOf('/') + 1));

export const isTopFile = (name: string): boolean => topFiles.has(name);

/** Whether a file below a code folder is code: all of assets/, so that code that cannot be built is told of; of the others what has a meaning there. */
export function isCode(path: string): boolean {
  if (path.startsWith('assets/')) return true;
  if (path.startsWith('tests/')) return isTestData(path) || (!/\/data\//.test(path) && /\.(?:yaml|yml|sql)$/.test(path));
  return path.startsWith('lib/') ? /\.(?:ts|js|mjs|json)$/.test(path) : /\.(?:yaml|yml|sql)$/.test(path);
}

/** Whether a file holds rows for unit tests: it must be text, since it travels with the code. */
export const isTestData = (path: string): boolean => /^tests\/.*\.(?:csv|json)$/.test(path);
