// `why` under injected faults: what its JSON says of each kept scenario, and when it must not name a leg. Real builds, real replays.

import { afterEach, expect, test } from 'vitest';
import { trivet } from '../rig/index.ts';
import { type WhyDocument, whyDocument } from './document.ts';
import { csv, faultProduct, rideFile, ridesOf } from './fault-product.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Change, failing, type Stand, standOf, value } from './stand.ts';

const open: Stand[] = [];
const stood = async (): Promise<Stand> => {
  const stand = await standOf(faultProduct);
  open.push(stand);
  return stand;
};
afterEach(async () => {
  for (const stand of open.splice(0)) await stand.close();
});

/** A text that is not there exactly once would be no fault, and the scenario a lie. */
function edited(stand: Pick<Stand, 'read'>, edits: Scenario['edits'] = []): Change {
  const texts: Record<string, string> = {};
  for (const [file, from, to] of edits) {
    const parts = (texts[file] ?? stand.read(file)).split(from);
    expect(parts, `${from} in ${file}`).toHaveLength(2);
    texts[file] = parts.join(to);
  }
  return texts;
}

async function inject(stand: Stand, { into, before, change, edits, machine }: Scenario): Promise<readonly string[]> {
  const well = into === 'dev' ? failing(await stand.run(before)) : failing(await stand.ship(before));
  expect(well).toEqual([]);
  stand.change({ ...change, ...edited(stand, edits) });
  if (into === 'ship') return failing(await stand.ship(machine));
  const bad = await stand.run(machine, into);
  if (into === 'prod') expect(value(bad).held.size).toBeGreaterThan(0);
  return failing(bad);
}

test.each(scenarios.map((s) => [s.name, s] as const))('%s', async (_, scenario) => {
  const stand = await stood();
  expect(await inject(stand, scenario)).toContain(scenario.failure);
  await stand.close();
  const known = Object.entries(scenario.known ?? {}).flatMap(([name, was]) => ['--variable', `${name}=${was}`]);
  const { failure, verdict, corners, problems } = await whyDocument(stand.folder, known, scenario.machine?.variables);
  expect(problems).toEqual([]);
  expect(failure).toMatchObject({ environment: scenario.into === 'dev' ? 'dev' : 'prod' });
  expect(failure?.check ?? failure?.asset).toBe(scenario.failure);
  expect({ kind: verdict.kind, legs: verdict.legs }).toEqual({ kind: scenario.kind, legs: scenario.legs });
  expect(verdict.causes).toEqual(scenario.causes.map((cause) => expect.objectContaining(cause)));
  expect(corners).toHaveLength(scenario.corners);
});

test('a fault is told by the legs that fail, and by no other', async () => {
  const stand = await stood();
  const scenario = scenarios.find((s) => s.name.startsWith('single among three')) as Scenario;
  await inject(stand, scenario);
  await stand.close();
  const { corners } = await whyDocument(stand.folder);
  for (const corner of corners) expect(corner.outcome).toBe(corner.code === 'bad' ? 'fail' : 'pass');
  expect(corners.filter((c) => c.control)).toHaveLength(2);
});

test('without a failure, and without a build that was right, there is no verdict', async () => {
  const stand = await stood();
  stand.change({ [rideFile('2024-03-25')]: csv(ridesOf('2024-03-25').map((r) => ({ ...r, rider: 'pilot' }))) });
  expect(failing(await stand.run())).toContain('rides.rider.in');
  expect(await stand.why()).toMatchObject({
    judgement: { kind: 'none', legs: [] },
    note: expect.stringContaining('never passed'),
    causes: [],
    replays: 0,
  });
  const sound = await stood();
  await sound.run();
  await sound.close();
  expect((await whyDocument(sound.folder)).verdict).toMatchObject({ kind: 'none', legs: [], causes: [] });
});

test('a failure that does not come again blames nobody', async () => {
  const stand = await stood();
  await stand.run();
  stand.change({ [rideFile('2024-03-25')]: csv(ridesOf('2024-03-25')) });
  // the engine dies for as long as this build lasts
  let killing: NodeJS.Timeout | undefined;
  const kill = () => {
    const pid = stand.session.engine.hostPid?.();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  };
  const killed = await stand.run({}, 'dev', (event) => {
    if (event.kind === 'stage-started' && event.asset === 'trips') killing = setInterval(kill, 1);
    if (event.kind === 'stage-finished' && event.asset === 'trips') clearInterval(killing);
  });
  expect(failing(killed)).toContain('trips');
  await stand.close();
  const { failure, verdict } = await whyDocument(stand.folder, ['trips']);
  expect(failure).toMatchObject({ asset: 'trips', check: null });
  expect(verdict).toMatchObject({ kind: 'not-reproducible', legs: [], causes: [] });
  expect(verdict.note).toContain('made again');
});

test('the command itself: an edit in dev, a closed gate in production, and who shipped what is live', async () => {
  const stand = await stood();
  await stand.close();
  const cwd = stand.folder;
  expect(await trivet(['ship', '--quiet'], { cwd })).toMatchObject({ code: 0 });
  stand.change(edited(stand, [['assets/trips.sql', 'minutes * rate', 'minutes - rate']]));
  const gate = await trivet(['ship', '--quiet'], { cwd });
  expect(gate.code).toBe(2);
  const ended = await trivet(['why', 'trips.revenue.range', '--json'], { cwd });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect((ended.json() as WhyDocument).verdict).toMatchObject({
    kind: 'single',
    legs: ['code'],
    causes: [{ leg: 'code', file: 'assets/trips.sql', lines: '14', change: ['- minutes * rate as revenue', '+ minutes - rate as revenue'] }],
  });
  stand.change({ [rideFile('2024-03-25')]: csv(ridesOf('2024-03-25').map((r) => ({ ...r, station: 'S9' }))) });
  expect(await trivet(['run', '--environment', 'prod', '--quiet'], { cwd })).toMatchObject({ code: 1 });
  const refreshed = (await trivet(['why', '--json'], { cwd })).json() as WhyDocument;
  expect(refreshed.verdict).toMatchObject({ kind: 'single', legs: ['data'], causes: [{ file: 'data/rides/2024-03-25.csv' }] });
  expect(refreshed.shipped).toMatchObject({ number: 1, by: 'tester' });
});
