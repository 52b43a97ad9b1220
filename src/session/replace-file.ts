// A file of the user's that Trivet writes into, replaced durably. Knows nothing of what is in it.

import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Whole or not at all, and still there after a power cut: what was acknowledged is durable. */
export async function replaceDurably(path: string, text: string): Promise<void> {
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
}
