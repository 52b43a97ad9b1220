// What only the owner of a service knows, beside what serving counts: the release that is live in the store, and how builds ended.

import type { BuildEnd } from './build.ts';

interface Text {
  readonly type: string;
  readonly text: string;
}

/** In the text format of Prometheus. `live` beside `trivet_release`, which is shown: they differ while a release can't be served. */
export function withServiceMetrics({ type, text }: Text, service: { readonly live: number | undefined; readonly builds: readonly BuildEnd[] }): Text {
  const ok = service.builds.filter((build) => build.exit === 0).length;
  const own = [
    '# HELP trivet_release_live Number of the newest release of the environment; trivet_release is the one that is shown.',
    '# TYPE trivet_release_live gauge',
    ...(service.live === undefined ? [] : [`trivet_release_live ${service.live}`]),
    '# HELP trivet_builds_total Refreshes that came to an end, by how.',
    '# TYPE trivet_builds_total counter',
    `trivet_builds_total{outcome="ok"} ${ok}`,
    `trivet_builds_total{outcome="failed"} ${service.builds.length - ok}`,
  ];
  return { type, text: `${text.trimEnd()}\n${own.join('\n')}\n` };
}
