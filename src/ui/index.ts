// Read models and routes of the page. Reads the store, writes nothing.

export { type PageRoutes, pageRoutes } from './routes.ts';
export type { PageNode, PageRule, PageWorld } from './world.ts';
