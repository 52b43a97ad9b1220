// Harm that a command line can not time: it is done between two steps of a real session. Each ends in a Problem with leg, place and remedy.

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Emit } from '../../src/base/index.ts';
import { accept, bring, lookAround, observe, prepare, replayAsset, type Session, verify } from './harmed.ts';
import { optionsFor, problemsOf, sessionOn, value } from './shop.ts';

const all = { selectors: [], rebuild: false };

/** Does something once, when the stage of an asset begins. */
function atStart(asset: string, harm: () => void): Emit {
  let done = false;
  return (event) => {
    if (done || event.kind !== 'stage-started' || event.asset !== asset) return;
    done = true;
    harm();
  };
}

const problemsIn = async (session: Session) => value(await bring(session, all)).problems;
