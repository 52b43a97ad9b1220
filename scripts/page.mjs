// Builds the page: web/ becomes app.js and app.css in one folder, without anything that is fetched from elsewhere.
// `node scripts/page.mjs DIR` builds it alone; scripts/build.mjs builds it into dist/web.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

export async function buildPage(folder) {
  // whoever builds: a test's mode must not make another page
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  await build({
    root: join(root, 'web'),
    configFile: false,
    envDir: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: resolve(folder),
      emptyOutDir: true,
      target: 'es2023',
      modulePreload: false,
      assetsInlineLimit: 0,
      cssCodeSplit: false,
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
      rollupOptions: {
        input: join(root, 'web', 'main.tsx'),
        output: { entryFileNames: 'app.js', assetFileNames: 'app[extname]', codeSplitting: false },
      },
    },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (folder) await buildPage(folder);
  else {
    process.stderr.write('node scripts/page.mjs DIR: which folder?\n');
    process.exitCode = 2;
  }
}
