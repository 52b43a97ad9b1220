// Product + parsed code → graph: names resolved, order, selection, fingerprints. Pure.

export { compareEnvironments, compareListings, type ListingChange, type SettingChange } from './compare.ts';
export {
  codeImage,
  type EnvironmentImage,
  environmentImage,
  type InputsImage,
  inputsImage,
  type ListedFile,
  type Listing,
  type ListingImage,
  listingImage,
  type PreImage,
} from './fingerprints.ts';
export { type CheckRead, fileOf, type Graph, makeGraph, type Node, type ScriptFacts, type SqlFacts, upstream, usesClock } from './graph.ts';
export { type Selection, select } from './select.ts';
export { tokenText } from './tokens.ts';
