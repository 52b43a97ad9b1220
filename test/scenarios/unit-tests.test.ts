// Unit tests through the session: rows in files, scripts and models, expectations recorded, answers kept, a gate, and why.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { bring, type Session, ship, type Tested, test as testAll } from '../../src/session/index.ts';
import type { Store } from '../../src/store/index.ts';
import { type Files, productFolder } from '../rig/index.ts';
import { problemsOf, sessionOn, shop, value } from './shop.ts';

const scripted: Files = {
  ...shop,
  'assets/doubled.ts': 'export default ({ orders }) => [...orders.rows()].map((o) => ({ shop: o.shop, twice: Number(o.amount) * 2 }));\n',
  'assets/doubled.yaml': 'reads: { orders: [shop, amount] }\n',
  'assets/size.ts': `
export function train({ orders }) {
  const all = [...orders.rows()].map((o) => Number(o.amount));
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  return { artifact: { mean }, metrics: { mean }, signature: { inputs: { amount: 'FP64' }, outputs: { above: 'FP64' } } };
}
export const predict = ({ mean }, { amount }) => ({ above: amount.map((one) => one - mean) });
`,
  'assets/size.yaml': 'reads: { orders: [amount] }\n',
};
const all = { selectors: [], rebuild: false };

const on = (files: Files, environment = 'dev') => sessionOn({ folder: productFolder(files), environment });
const statuses = ({ tests }: Pick<Tested, 'tests'>) => tests.map((t) => `${t.test.asset} ${t.test.name}: ${t.problem?.code ?? t.status}`);
const run = async (session: Session<Store>, selectors: readonly string[] = [], record = false) =>
  value(await testAll(session, selectors, { record }));
const read = (session: Session, path: string) => readFileSync(join(session.folder, path), 'utf8');
function write(session: Session, path: string, text: string): void {
  mkdirSync(dirname(join(session.folder, path)), { recursive: true });
  writeFileSync(join(session.folder, path), text);
}

const scriptTests: Files = {
  'tests/doubled.yaml':
    '- { name: twice, given: { orders: { csv: tests/data/orders.csv } }, expect: [{ shop: north, twice: 6 }, { shop: south, twice: 8 }] }\n',
  'tests/data/orders.csv': 'id,shop,amount\n1,north,3\n2,south,4\n',
  'tests/size.yaml':
    '- { name: above, given: { orders: [{ amount: 1 }, { amount: 3 }] }, predict: [{ amount: 5 }], expect: [{ above: 3 }], metrics: { mean: 2 } }\n',
};

test('scripts and models are tested, before and after they are built, with rows from a file', async () => {
  const session = await on({ ...scripted, ...scriptTests });
  expect(statuses(await run(session))).toEqual(['doubled twice: pass', 'size above: pass']);
  value(await bring(session, all));
  expect(statuses(await run(session))).toEqual(['doubled twice: pass', 'size above: pass']);
  // rows are part of what a test is, wherever they lie
  write(session, 'tests/data/orders.csv', 'id,shop,amount\n1,north,3\n2,south,5\n');
  expect(statuses(await run(session))).toEqual(['doubled twice: fail', 'size above: pass']);
  write(session, 'tests/data/orders.csv', 'id,shop,amuont\n1,north,3\n');
  expect(statuses(await run(session))[0]).toBe('doubled twice: checks/given-column');
});

test('an answer is kept until the code, its settings or the rows change; another clock matters only to what asks for it', async () => {
  const session = await on({ ...scripted, ...scriptTests });
  const asked: string[] = [];
  const scripts: Session['scripts'] = {
    ...session.scripts,
    tryRows: (step) => {
      asked.push(step.asset);
      return session.scripts.tryRows(step);
    },
    tryModel: (step, ask) => {
      asked.push(step.asset);
      return session.scripts.tryModel(step, ask);
    },
  };
  const watched = { ...session, scripts };
  const askedNow = async (over: Partial<Session<Store>> = {}) => {
    asked.length = 0;
    await run({ ...watched, ...over });
    return asked.toSorted();
  };
  expect(await askedNow()).toEqual(['doubled', 'size']);
  expect(await askedNow({ clock: '2001-03-04T06:00:00Z' })).toEqual([]);
  write(session, 'assets/doubled.yaml', 'reads: { orders: [shop, amount] }\nsettings: { by: 2 }\n');
  expect(await askedNow()).toEqual(['doubled']);
  write(session, 'assets/size.ts', read(session, 'assets/size.ts').replace('one - mean', 'one - mean + 0'));
  expect(await askedNow()).toEqual(['size']);
});

test('ship asks the tests of the bundle, with the rows that went with it', async () => {
  // at this impact every SQL asset has a test, and all pass
  const gated = {
    'trivet.yaml': 'product: shop\nimpact: medium\n',
    'tests/report.yaml': '- { name: none, given: { totals: [] }, expect: [{ shops: 0 }] }\n',
    'tests/totals.yaml': '- { name: none, given: { orders: [] }, expect: [] }\n',
  };
  const session = await on({ ...scripted, ...scriptTests, ...gated }, 'prod');
  const options = { dryRun: false, because: null, approvedBy: undefined };
  const shipped = value(await ship(session, options));
  const four = ['doubled twice: pass', 'report none: pass', 'size above: pass', 'totals none: pass'];
  expect([statuses(shipped), shipped.release?.number]).toEqual([four, 1]);
  // the folder's rows are not the release's
  write(session, 'tests/data/orders.csv', 'id,shop,amount\n');
  expect(statuses(await run(session))).toEqual(four);
  const again = value(await ship(session, options));
  expect([statuses(again)[0], again.release]).toEqual(['doubled twice: fail', undefined]);
});

test('what a test does not expect yet is written into its file, which stays otherwise as it is', async () => {
  const session = await on({
    ...scripted,
    'tests/totals.yaml': `# totals, by hand
- name: two of one shop   # the usual
  given:
    orders: [{ shop: b, amount: 1 }, { shop: b, amount: 2 }, { shop: a, amount: 4 }]

- name: none
  given: { orders: [] }
  expect: []
`,
    'tests/size.yaml':
      '- { name: metrics, given: { orders: [{ amount: 1 }, { amount: 3 }] } }\n- name: asked\n  given: { orders: [{ amount: 1 }] }\n  predict: [{ amount: 5 }]\n',
  });
  value(await bring(session, all));
  const before = await run(session);
  expect(statuses(before)).toEqual([
    'size metrics: checks/no-expectation',
    'size asked: checks/no-expectation',
    'totals two of one shop: checks/no-expectation',
    'totals none: pass',
  ]);
  const { recorded, tests, problems } = await run(session, [], true);
  expect(statuses({ tests })).toEqual(['size metrics: pass', 'size asked: pass', 'totals two of one shop: pass', 'totals none: pass']);
  expect(problems).toEqual([]);
  expect(recorded.map(({ asset, file, line }) => [asset, file, line])).toEqual([
    ['size', 'tests/size.yaml', 1],
    ['size', 'tests/size.yaml', 5],
    ['totals', 'tests/totals.yaml', 5],
  ]);
  expect(read(session, 'tests/totals.yaml')).toBe(`# totals, by hand
- name: two of one shop   # the usual
  given:
    orders: [{ shop: b, amount: 1 }, { shop: b, amount: 2 }, { shop: a, amount: 4 }]
  expect:
    - { shop: a, amount: 4 }
    - { shop: b, amount: 3 }

- name: none
  given: { orders: [] }
  expect: []
`);
  expect(read(session, 'tests/size.yaml')).toBe(
    '- { name: metrics, given: { orders: [{ amount: 1 }, { amount: 3 }] }, metrics: { mean: 2 } }\n- name: asked\n  given: { orders: [{ amount: 1 }] }\n  predict: [{ amount: 5 }]\n  expect:\n    - { above: 4 }\n',
  );
  expect((await run(session, [], true)).recorded).toEqual([]);
});

test('what is named is recorded anew where it fails, of the columns it names; what fails itself is not', async () => {
  const session = await on({
    ...shop,
    'tests/totals.yaml': `- { name: right, given: { orders: [] }, expect: [] }
- { name: wrong, given: { orders: [{ shop: a, amount: 1 }] }, expect: [{ amount: 7 }] }
- { name: also wrong, given: { orders: [{ shop: a, amount: 2 }] }, expect: [{ amount: 7 }] }
- { name: no such column, given: { orders: [{ shap: a }] } }
`,
    'tests/report.yaml': '- { name: in a file, given: { totals: [{ shop: a }] }, expect: { csv: tests/report.csv } }\n',
    'tests/report.csv': 'shops\n5\n',
  });
  value(await bring(session, all));
  const text = read(session, 'tests/totals.yaml');
  const one = await run(session, ['totals.test.wrong'], true);
  expect(one.recorded.map((r) => r.test)).toEqual(['wrong']);
  expect(read(session, 'tests/totals.yaml')).toBe(text.replace('amount: 1 }] }, expect: [{ amount: 7 }]', 'amount: 1 }] }, expect: [{ amount: 1 }]'));
  const asset = await run(session, ['totals'], true);
  expect(asset.recorded.map((r) => r.test)).toEqual(['also wrong']);
  expect(asset.problems.map((p) => p.code)).toEqual(['checks/given-column']);
  const inFile = await run(session, ['In a file'], true);
  expect(inFile.recorded).toEqual([]);
  expect(inFile.problems[0]).toMatchObject({ code: 'session/not-recorded', remedy: 'write it there, then: trivet test report' });
  expect(problemsOf(await testAll(session, ['nothing'], { record: true }))).toMatchObject([{ code: 'graph/unknown-asset' }]);
  expect(existsSync(join(session.folder, 'tests/totals.yaml.new'))).toBe(false);
});

test('an expectation of more rows than anybody reads, or for shipped code, is not written', async () => {
  const tests = '- { name: many, given: { totals: [{ shop: a }] } }\n';
  const files = { ...shop, 'assets/report.sql': 'select unnest(range(1001)) as n from totals', 'tests/report.yaml': tests };
  const session = await on(files);
  const { recorded, problems } = await run(session, [], true);
  expect([recorded, problems.map((p) => p.code)]).toEqual([[], ['session/not-recorded']]);
  expect(problems[0]?.message).toContain('more than 1000 rows');
  // nor what holds at this very moment
  const now = await on({ ...shop, 'assets/report.sql': 'select now() as at from totals', 'tests/report.yaml': tests });
  const untimed = await run(now, [], true);
  expect([untimed.recorded, untimed.problems.map((p) => p.code)]).toEqual([[], ['session/not-recorded']]);
  expect(untimed.problems[0]?.remedy).toMatch(/^give the test a clock \(`clock: 20.*Z`\), then: trivet test --record report$/);
  const prod = await on({ ...files, 'tests/report.yaml': '' }, 'prod');
  value(await ship(prod, { dryRun: false, because: null, approvedBy: undefined }));
  expect((await run(prod, [], true)).problems[0]).toMatchObject({ code: 'session/not-recorded' });
  expect(read(session, 'tests/report.yaml')).toBe(tests);
});
