// A contract in either spelling, from disk: a file of ODCS, or the yaml of a source or an asset.

import type { Outcome } from '../../base/index.ts';
import { ok } from '../../base/index.ts';
import { documentOfShort, type OdcsDocument, readContract } from '../../contract/index.ts';
import { type CodeFile, readTableFile } from '../../product/index.ts';
import { openFile } from './open.ts';

/** Whether a text is ODCS: the short form has none of these keys. */
const isOdcs = ({ path, text }: CodeFile): boolean => /\.odcs\./.test(path) || /(^|[{,])[ \t]*["']?(apiVersion|kind)["']?[ \t]*:/m.test(text);

/** The document that a file is, or that its short form means. */
export async function openDocument(path: string, cwd: string): Promise<Outcome<OdcsDocument>> {
  const file = await openFile(path, cwd);
  if (!file.ok) return file;
  if (isOdcs(file.value)) {
    const read = readContract(file.value);
    return read.ok ? ok(read.value.document) : read;
  }
  const short = readTableFile(file.value);
  return short.ok ? ok(documentOfShort(short.value)) : short;
}
