// The whole page as one document, from the store and what the service hands in. Writes nothing, starts nothing.

import type { PageState } from '../documents.ts';
import { newestRehearsal } from '../rehearsal/kept.ts';
import type { PageWorld } from '../world.ts';
import { attention } from './attention.ts';
import { type Facts, gather } from './facts.ts';
import { graphNodes } from './graph-nodes.ts';
import { dataLeg, developmentLeg, operationsLeg } from './legs.ts';
import { modelLines } from './models.ts';
import { promiseRows } from './promises.ts';
import { liveRelease, statusOf } from './status.ts';
import { timeline } from './timeline.ts';

export async function pageState(world: PageWorld): Promise<PageState> {
  const { store } = world;
  const [facts, differs] = await Promise.all([gather(world), world.differs()]);
  const promises = promiseRows(facts.report);
  const operations = operationsLeg(facts, promises, world);
  const development = developmentLeg(facts, differs);
  const items = await attention(facts, { development, operations, problems: world.service().problems }, store);
  const live = liveRelease(facts);
  return {
    product: productLine(facts),
    environment: world.environment,
    folder: world.folder,
    timezone: facts.product?.engine.timezone ?? 'UTC',
    now: world.clock(),
    live,
    status: statusOf(live, operations, items),
    data: await dataLeg(facts, promises, store),
    development,
    operations,
    attention: items,
    graph: { nodes: graphNodes(facts, promises), of: facts.nodes.length },
    timeline: timeline(facts),
    models: await modelLines(facts, store),
    rehearsal: (await newestRehearsal(facts, world))?.line ?? null,
  };
}

function productLine({ product }: Facts): PageState['product'] {
  if (!product) return null;
  const { name, problem, owner, impact } = product;
  return {
    name,
    problem: problem ?? null,
    owner: owner ? { team: owner.team, contact: owner.contact ?? null, hours: owner.hours?.text ?? null } : null,
    impact: { level: impact.level, because: impact.because },
  };
}
