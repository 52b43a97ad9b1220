// `contract export ASSET|FILE`: a contract in another form. A name is a source or an asset of the product, what lies there is a file.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { failed, nearest, type Outcome, ok } from '../../base/index.ts';
import { documentOfShort, type ExportForm, exportContract, type OdcsDocument, readContract } from '../../contract/index.ts';
import { type Asset, findProduct, type Product, parseProduct, readFiles } from '../../product/index.ts';
import { sessionProblem, withContracts } from '../../session/index.ts';
import type { Documents } from '../documents.ts';
import { problem } from '../problems.ts';
import { type Context, endWith, type VerbEnd } from '../verb.ts';
import { openDocument } from './contract-file.ts';

type Where = Pick<Context, 'cwd' | 'flags'>;

export async function exportAs(names: readonly string[], as: ExportForm, context: Where): Promise<VerbEnd> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) {
    const wrong = {
      from: 'FILE',
      value: names.join(' '),
      expected: 'one contract, or one asset of the product',
      example: 'trivet contract export departures',
    };
    return endWith([problem('bad-value', wrong)]);
  }
  const document = existsSync(resolve(context.cwd, name)) ? await openDocument(name, context.cwd) : await documentOfAsset(name, context);
  if (!document.ok) return endWith(document.problems);
  const text = exportContract(document.value, as);
  const end: Omit<Documents['contract'], 'problems'> = { action: 'export', as, text };
  return { document: end, text: text.trimEnd(), summary: `${name} as ${as}`, exit: 0 };
}

async function documentOfAsset(name: string, { cwd, flags }: Where): Promise<Outcome<OdcsDocument>> {
  const start = flags.product ?? cwd;
  const folder = await findProduct(start);
  if (folder === undefined) return failed(sessionProblem('no-product', { folder: start }));
  const files = await readFiles(folder);
  if (!files.ok) return files;
  // Of `contract export NAME > sources/NAME.odcs.yaml` the shell makes the empty file before this runs.
  const given = files.value.filter(({ path, text }) => !(/\.odcs\.ya?ml$/.test(path) && text === ''));
  const written = parseProduct({ files: given, codeFolder: folder, folder });
  if (!written.ok) return written;
  const asset = [...written.value.assets.values()].find((one) => one.name.toLowerCase() === name.toLowerCase());
  const known = [...written.value.assets.keys()];
  if (!asset) return failed(sessionProblem('unknown-asset', { name, near: nearest(name, known), known }));
  if (asset.contractFile && saysNothing(asset)) {
    const read = readContract(asset.contractFile);
    return read.ok ? ok(read.value.document) : read;
  }
  const product = withContracts(written.value);
  return product.ok ? ok(documentOfShort(product.value.assets.get(asset.name) ?? asset, aboutOf(asset, product.value))) : product;
}

/** All that is true of it stands in its contract. */
const saysNothing = ({ key, columns, rows, checks }: Asset): boolean => !key && !rows && columns.length === 0 && checks.length === 0;

function aboutOf(asset: Asset, { name, problem: purpose, owner }: Product) {
  return {
    dataProduct: name,
    ...(purpose === undefined ? {} : { purpose }),
    ...(owner ? { team: owner.team } : {}),
    ...(owner?.contact === undefined ? {} : { contact: owner.contact }),
    ...(asset.kind === 'source' && asset.paths.length === 1 ? { server: serverOf(asset) } : {}),
  };
}

function serverOf({ paths, format, options }: Extract<Asset, { kind: 'source' }>) {
  const [path = ''] = paths;
  return { server: 'files', type: 'local', path, format, ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }) };
}
