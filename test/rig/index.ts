// What tests of the whole command share: folders, the built command, transcripts.

export { type Files, productFolder, root, temporaryFolder, writeFiles } from './folder.ts';
export { type Folders, normaliser } from './normalise.ts';
export { rehearsed } from './rehearsed.ts';
export { type Transcript, transcript } from './transcript.ts';
export { cleanEnvironment, type Ended, ensureBuilt, type Options, program, startTrivet, trivet } from './trivet.ts';
