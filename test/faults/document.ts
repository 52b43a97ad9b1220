// The very document that a verb prints with --json, made in this process: the frame of the command without a process start.

import { dispatch, type Host } from '../../src/cli/dispatch.ts';
import { verbs } from '../../src/cli/main.ts';
import { processEffects } from '../../src/effects.ts';
import { palette } from '../../src/telemetry/index.ts';

export interface WhyDocument {
  readonly failure: {
    readonly asset: string;
    readonly check: string | null;
    readonly run: number;
    readonly environment: string;
    readonly others: readonly string[];
  } | null;
  readonly verdict: {
    readonly kind: string;
    readonly legs: readonly string[];
    readonly causes: readonly Readonly<Record<string, unknown>>[];
    readonly note: string | null;
  };
  readonly corners: readonly {
    readonly data: string;
    readonly code: string;
    readonly environment: string;
    readonly outcome: string;
    readonly control: boolean;
  }[];
  readonly shipped: { readonly number: number; readonly by: string } | null;
  readonly problems: readonly { readonly code: string }[];
}

/** Throws with what stderr said where stdout is not one document. */
export async function documentOf(argv: readonly string[], folder: string, variables: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const out: string[] = [];
  const said: string[] = [];
  const host: Host = {
    verbs,
    version: () => '0.0.0',
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => said.push(text) },
    outPalette: palette(false),
    errorPalette: palette(false),
    width: 80,
    interactive: false,
    effects: { ...processEffects(), variables, user: 'tester' },
    cwd: folder,
    signal: new AbortController().signal,
  };
  await dispatch([...argv, '--json'], host);
  try {
    return JSON.parse(out.join(''));
  } catch {
    throw new Error(`${argv.join(' ')} printed no document: ${out.join('')}${said.join('')}`);
  }
}

export const whyDocument = (folder: string, args: readonly string[] = [], variables: Readonly<Record<string, string>> = {}): Promise<WhyDocument> =>
  documentOf(['why', ...args], folder, variables) as Promise<WhyDocument>;
