// Completes package-lock.json after a dependency has changed, where the registry at hand serves one platform only: npm then leaves out the
// optional packages of other platforms and `npm ci` refuses the file everywhere. Their versions are pinned exactly by their parents, and
// system, processor and C library are in their names; only their checksums stay unknown. Run it by hand after `npm install NAME`.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const name = /[-/](android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/;

/** The lock entry of a platform package that could not be fetched; undefined if its name does not tell its platform. */
function entryFor(dependency, version, parent) {
  const [, os, cpu, abi = ''] = name.exec(dependency) ?? [];
  if (!os || !/^\d/.test(version)) return undefined;
  const libc = os !== 'linux' ? undefined : /^musl/.test(abi) ? 'musl' : /^gnu/.test(abi) ? 'glibc' : undefined;
  return { version, cpu: [cpu], ...(parent.dev ? { dev: true } : {}), ...(libc ? { libc: [libc] } : {}), optional: true, os: [os] };
}

const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];
for (const [path, parent] of Object.entries(lock.packages)) {
  for (const [dependency, version] of Object.entries(parent.optionalDependencies ?? {})) {
    if (lock.packages[`${path}/node_modules/${dependency}`] || lock.packages[`node_modules/${dependency}`]) continue;
    const entry = entryFor(dependency, version, parent);
    if (!entry) console.error(`no platform in the name of ${dependency}: not added`);
    else lock.packages[`node_modules/${dependency}`] = entry;
    if (entry) added.push(`${dependency}@${version}`);
  }
}
const { '': self, ...rest } = lock.packages;
lock.packages = { '': self, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, 'en'))) };
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} added${added.length ? `: ${added.join(', ')}` : ''}`);
