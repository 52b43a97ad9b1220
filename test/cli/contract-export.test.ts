// `contract export NAME > sources/NAME.odcs.yaml`: the shell has made the file, empty, before Trivet reads the product.

import { expect, test } from 'vitest';
import { productFolder, trivet, writeFiles } from '../rig/index.ts';

test.each(['sources/orders.odcs.yaml', 'sources/orders.odcs.yml'])('an asset is exported into the file of its own contract, %s', async (contract) => {
  const cwd = productFolder({
    'trivet.yaml': 'product: shop\n',
    'sources/orders.yaml': 'path: data/orders.csv\nkey: id\ncolumns: { id: { type: bigint, required: true }, state: { in: [open, shut] } }\n',
    'data/orders.csv': 'id,state\n1,open\n',
    [contract]: '',
  });
  const empty = await trivet(['plan'], { cwd });
  expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('contract/nothing-written') });
  const exported = await trivet(['contract', 'export', 'orders'], { cwd });
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  writeFiles(cwd, { [contract]: exported.stdout });
  expect(await trivet(['contract', 'lint', contract], { cwd })).toMatchObject({ code: 0 });
  expect(await trivet(['run', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  expect((await trivet(['contract', 'export', 'orders'], { cwd })).stdout).toBe(exported.stdout);
});
