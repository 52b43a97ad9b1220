// The page in a real browser: drawn, opened, followed, walked by keyboard, narrow and wide, light and dark, and never asking elsewhere.

import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test as plain } from 'vitest';
import type { Digest } from '../../src/base/index.ts';
import type { PageWorld } from '../../src/ui/index.ts';
import { clipped, focused, overlaps, places } from './in-page.ts';
import { freshStore } from './open.ts';
import { liveKey, pageRules, recordOf } from './rehearsed.ts';
import { report } from './report.ts';
import { chromiumPath, type Scene, serve, startBrowser, worldOf } from './rig.ts';
import { lateContract, quake, type Stage, stage, templateFiles } from './stage.ts';

const without = !chromiumPath && process.env.CI !== 'true';
if (without) process.stdout.write('skipped, no Chromium is here (TRIVET_CHROMIUM names one): the browser tests of the page\n');
const test = plain.skipIf(without);

let browser: Browser;
beforeAll(async () => {
  if (!without) browser = await startBrowser();
});
afterAll(() => browser?.close());

interface Opened {
  readonly page: Page;
  readonly made: Stage;
  readonly scene: Scene;
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly path?: string;
  readonly promises?: 'calm' | 'troubled' | 'empty';
  readonly world?: Partial<PageWorld>;
  /** Before the page is opened. */
  readonly history?: (made: Stage) => Promise<unknown>;
}

/** A page over a fresh store; afterwards nothing may have been asked elsewhere and nothing complained. */
async function opened({
  width = 1280,
  scheme = 'light',
  path = '/',
  promises = 'calm',
  world = {},
  history = (made) => made.week(),
}: Look = {}): Promise<Opened> {
  const store = await freshStore();
  const made = await stage(store, await templateFiles());
  await history(made);
  const known = { rules: async () => pageRules(made.product()), rehearsalKey: async () => liveKey };
  const scene = worldOf(made, { ...known, ...world }, report(promises));
  const served = await serve(scene.world);
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  onTestFinished(async () => {
    await context.close();
    await served.close();
    await store.close();
    expect(asked.filter((url) => !url.startsWith(served.url) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
  });
  await page.goto(`${served.url}${path}`);
  await page.locator('main .legs').waitFor();
  return { page, made, scene, url: served.url, stop: served.close };
}

test('the problem, the word, three legs, the graph, the releases and the metrics are there', async () => {
  const { page } = await opened();
  expect(await page.title()).toBe('airport-delays · Trivet');
  expect(await page.locator('.problem').textContent()).toContain('Gate planners learn of a bad hour');
  expect(await page.locator('.status').textContent()).toBe('all right');
  expect(await page.locator('h2').allInnerTexts()).toEqual([
    'Data',
    'Development',
    'Operations',
    'Needs attention',
    'From sources to outputs',
    'Which faults the checks would notice',
    'Releases',
    'Metrics over versions',
  ]);
  expect(await page.locator('.node').count()).toBe(8);
  expect(await page.locator('.edges path').count()).toBe(9);
  expect(await page.locator('.entry').count()).toBe(6);
  await page.getByRole('button', { name: 'all 12' }).click();
  expect(await page.locator('.entry').count()).toBe(12);
  expect(await page.locator('.metric-table tbody tr').count()).toBe(5);
});

test('a click on a node opens its rows, histograms, code, checks and versions; a reader is one click on', async () => {
  const { page } = await opened();
  await page.locator('[data-id="hourly"]').click();
  const detail = page.locator('dialog[open]');
  await detail.locator('.data-table').waitFor();
  expect(await detail.locator('h2').textContent()).toBe('hourly table');
  expect(await detail.locator('.rows-box tbody tr').count()).toBe(100);
  expect(await detail.locator('.histogram').count()).toBe(10);
  expect(await detail.locator('.code').first().textContent()).toContain('One row per airport and hour');
  expect(await detail.locator('.versions .badge').count()).toBe(1);
  await detail.getByText('23 pass').click();
  expect(await detail.locator('.check-rows').getByText('no-hour-lost').isVisible()).toBe(true);
  await detail.getByRole('button', { name: 'departures' }).click();
  await detail.getByText('accepted by mara').waitFor();
  expect(new URL(page.url()).hash).toBe('#departures');
});

test('an address opens a detail, and one that names nothing says so', async () => {
  const { page, url } = await opened({ path: '/#output%3Alate' });
  await page.locator('dialog[open]').getByText('must be given: SEA, SFO, LAS').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'hidden' });
  await page.goto(`${url}/#hourl`);
  // the refused request is the browser's to report
  page.removeAllListeners('console');
  await page.locator('dialog[open]').getByText('did you mean hourly?').waitFor();
});

test('a detail closed while the address already names another gives way to that one', async () => {
  const { page } = await opened({ path: '/#departures' });
  const detail = page.locator('dialog[open]');
  await detail.locator('h2', { hasText: 'departures' }).waitFor();
  // the browser tells of the closing in a task of its own, which here comes after the address has moved on
  await page.evaluate("document.querySelector('dialog').close(); location.hash = '#hourly'");
  await detail.locator('h2', { hasText: 'hourly' }).waitFor();
  await page.evaluate("location.hash = '#departures'; document.querySelector('dialog').close()");
  await detail.locator('h2', { hasText: 'departures' }).waitFor();
  await page.waitForTimeout(100);
  expect(await detail.count()).toBe(1);
  expect(new URL(page.url()).hash).toBe('#departures');
  await page.keyboard.press('Escape');
  await detail.waitFor({ state: 'hidden' });
  await page.waitForURL((address) => address.hash === '');
});

test('what moves is shown without a reload', async () => {
  const { page, made, scene } = await opened();
  await page.evaluate('window.kept = true');
  const { run } = await made.day('2001-03-04', { failing: quake });
  scene.moved();
  await page.locator('.status', { hasText: 'needs attention' }).waitFor();
  expect(await page.locator('.item').textContent()).toContain('departures.usual-flights failed');
  expect(await page.locator('.node-attention').getAttribute('data-id')).toBe('departures');
  const value = {
    failure: { run },
    verdict: { kind: 'single', legs: ['data'], causes: [{ leg: 'data', what: 'a day without flights' }], note: null },
    corners: [],
  };
  await made.store.putCached('why', [{ key: 'departures.usual-flights', value }]);
  scene.moved();
  await page.getByText('It is the data.').waitFor();
  await made.day('2001-03-04');
  scene.moved();
  await page.locator('.status', { hasText: 'all right' }).waitFor();
  expect(
    await page
      .locator('.badge')
      .first()
      .evaluate((el) => el.closest('p')?.textContent),
  ).toContain('release 10');
  expect(await page.evaluate('window.kept')).toBe(true);
});

test('new figures move nothing on the page', async () => {
  let now = '2001-03-04T06:00:00-08:00';
  const figures = () => [{ minute: 1, requests: Number(now.slice(14, 16)) * 7, errors: 0, p99: 12 }];
  const { page, scene } = await opened({ world: { clock: () => now, figures } });
  const before = await page.evaluate(places);
  for (const minute of ['07', '31', '59']) {
    now = `2001-03-04T06:${minute}:00-08:00`;
    scene.moved();
    await page.locator('.facts time', { hasText: `06:${minute}` }).waitFor();
    expect(await page.evaluate(places)).toEqual(before);
  }
});

test('a lost connection is said, and what happened meanwhile is there when it is back', async () => {
  const { page, made, scene, url, stop } = await opened();
  // a browser reports what it could not reach
  page.removeAllListeners('console');
  await page.locator('footer', { hasText: 'the page follows' }).waitFor();
  await stop();
  await page.locator('footer', { hasText: 'what is shown may be old' }).waitFor();
  await made.rollback(8, 'late shares look wrong');
  const again = await serve(scene.world, Number(new URL(url).port));
  onTestFinished(() => again.close());
  await page.locator('.status', { hasText: 'needs attention' }).waitFor();
  await page.locator('footer', { hasText: 'the page follows' }).waitFor();
  expect(await page.locator('.facts').textContent()).toContain('rollback to 8');
});

test('everything is reached by keyboard: the graph by arrows, a detail by Enter, and Escape leads back', async () => {
  const { page } = await opened({
    promises: 'troubled',
    history: async (made) => {
      await made.week();
      await made.day('2001-03-04', { failing: quake });
    },
  });
  const seen: string[] = [];
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const at = (await page.evaluate(focused)) as string;
    seen.push(at);
  }
  expect(seen).toEqual(expect.arrayContaining(['copy: trivet why departures.usual-flights', 'flights', 'releases by time', 'all 13']));
  await page.locator('[data-id="flights"]').focus();
  const path: string[] = [];
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'End', 'Home']) {
    await page.keyboard.press(key);
    path.push((await page.evaluate(focused)) as string);
  }
  expect(path[0]).toBe('departures');
  expect(new Set(path.slice(1, 4)).size).toBe(3);
  expect(path.slice(4)).toEqual(['output:bad_hour', 'flights']);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open] .data-table').first().waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(focused)).toBe('close');
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'hidden' });
  expect(await page.evaluate(focused)).toBe('departures');
});

test('a command is copied with one press', async () => {
  const { page, url } = await opened({
    history: async (made) => {
      await made.week();
      await made.rollback(8, 'wrong');
    },
  });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  await page.getByRole('button', { name: 'copy: trivet release --resume' }).click();
  await page.getByText('copied').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('trivet release --resume');
});

test('a rehearsal: a row opens the fault by keyboard, what notices it, and the check that would, to be copied', async () => {
  const { page, made, scene, url } = await opened({ history: (it) => it.day('2001-02-24') });
  const section = page.locator('.rehearsal');
  expect(await section.locator('.command code').textContent()).toBe('trivet rehearse --environment prod');
  await made.store.putRehearsal(recordOf(made.product()));
  scene.moved();
  await section.locator('.matrix').waitFor();
  expect(await section.locator('.scores').textContent()).toContain('1 of 8 good versions');
  const row = section.getByRole('row', { name: 'A value far away' });
  expect(await row.getByRole('img').getAttribute('aria-label')).toBe('noticed in 1 % of the rows');
  expect(await row.textContent()).toContain('not in flights.distance');
  await row.getByRole('button').focus();
  await page.keyboard.press('Enter');
  const panel = page.locator('dialog[open]');
  await panel.getByText('between -240 and 1440').waitFor();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: url });
  await panel.getByRole('button', { name: 'copy: proposed check of flights' }).click();
  await panel.getByText('copied').waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe('columns:\n  distance: { min: 31, max: 3100 }');
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  expect(await page.evaluate(focused)).toBe('fault:outlier');
  await section.getByRole('cell', { name: 'not in departures.late' }).click();
  await panel.locator('h2', { hasText: 'A label is turned round' }).waitFor();
});

test('rules of a contract that nothing can execute are told with the reason, and the query of any check can be read', async () => {
  const { page } = await opened({
    path: '/#late_by_day',
    history: async (it) =>
      it.ship('2001-02-24', await templateFiles({ 'assets/late_by_day.odcs.yaml': lateContract }), { accepted: ['late_by_day.late.range'] }),
  });
  const panel = page.locator('dialog[open]');
  await panel.getByText('3 rules can’t be run').click();
  await panel.getByText('it is a rule of the engine soda').waitFor();
  expect(await panel.locator('.not-run .command code').textContent()).toBe('trivet contract lint assets/late_by_day.odcs.yaml');
  await panel.getByText('the query that finds it').click();
  expect(await panel.locator('.check-rows .sql').textContent()).toContain('select * from "late_by_day" where');
  expect(await violations(page)).toEqual([]);
});

test('checks over versions are walked by arrows, and the cell that has the focus is told', async () => {
  const { page } = await opened({ path: '/#departures' });
  const grid = page.getByRole('grid');
  await grid.waitFor();
  const said = page.locator('.history-said');
  expect(await grid.locator('[tabindex="0"]').count()).toBe(1);
  await grid.locator('[tabindex="0"]').focus();
  expect(await said.textContent()).toContain('usual-flights accepted, 1 row');
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
  expect(await page.evaluate(focused)).toMatch(/^usual-flights, run \d+: fail, 1 row$/);
  expect(await said.textContent()).toContain('usual-flights fail, 1 row');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  expect(await said.textContent()).toMatch(/^key pass.*live$/);
});

/** What axe holds against what is shown, each with the elements. */
async function violations(page: Page): Promise<unknown> {
  await page.evaluate(axe.source);
  return page.evaluate(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map((v) => [v.id, ...v.nodes.map((n) => n.html.slice(0, 160) + ' ' + n.failureSummary)]))",
  );
}

const looks = [1280, 400].flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

test.each(looks)('at $width pixels, $scheme: nothing overlaps, nothing is cut, axe finds nothing', async (look) => {
  const trouble = async (made: Stage) => {
    await made.week();
    const { run } = await made.day('2001-03-04', { failing: quake });
    const corner = (bad: 'good' | 'bad', control: boolean) => ({
      data: bad,
      code: 'good',
      environment: 'good',
      outcome: bad === 'bad' ? 'fail' : 'pass',
      control,
      note: null,
    });
    const causes = [
      { leg: 'data', what: 'data/flights/2001-03-03.parquet changed', file: 'data/flights/2001-03-03.parquet', change: ['- a', '+ b'] },
    ];
    const value = {
      failure: { run },
      verdict: { kind: 'single', legs: ['data'], causes, note: null },
      corners: [corner('bad', true), corner('good', true)],
    };
    await made.store.putCached('why', [{ key: 'departures.usual-flights', value }]);
    await made.store.putRehearsal(recordOf(made.product(), { key: 'b'.repeat(64) as Digest }));
  };
  const differs = async () => [{ path: 'assets/a_rather_long_name_of_an_asset_that_somebody_wrote.sql', change: 'changed' as const }];
  const { page } = await opened({ ...look, promises: 'troubled', history: trouble, world: { differs } });
  await page.getByText('It is the data.').waitFor();
  await page.getByText('of other checks or other code').waitFor();
  await page.locator('.matrix').waitFor();
  expect(await page.evaluate(overlaps)).toEqual([]);
  expect(await page.evaluate(clipped)).toEqual([]);
  expect(await violations(page)).toEqual([]);
  for (const id of ['departures', 'output:bad_hour', 'fault:outlier']) {
    await page.locator(`[data-id="${id}"]`).click();
    await page
      .locator(id.startsWith('fault') ? 'dialog[open] .spots' : 'dialog[open] .code')
      .first()
      .waitFor();
    expect(await page.evaluate(overlaps)).toEqual([]);
    expect(await page.evaluate(clipped)).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

test.each(looks)('before the first release, at $width pixels, $scheme: what to run and where was looked', async (look) => {
  const { page } = await opened({ ...look, promises: 'empty', history: async () => {}, world: { figures: () => [] } });
  expect(await page.locator('.status').textContent()).toBe('not live');
  const text = await page.locator('main').textContent();
  expect(text).toContain('trivet ship');
  expect(text).toContain('/home/mara/airport-delays');
  expect(await page.evaluate(overlaps)).toEqual([]);
  expect(await page.evaluate(clipped)).toEqual([]);
  expect(await violations(page)).toEqual([]);
});

test('three hundred nodes are drawn, and keep their texts', async () => {
  const assets = Array.from({ length: 290 }, (_, i) => ({
    id: `asset_number_${i}`,
    name: `asset_number_${i}`,
    kind: 'sql' as const,
    reads: i < 10 ? [] : [`asset_number_${i % 10}`],
  }));
  const { page } = await opened({ width: 400, world: { graph: async () => assets } });
  expect(await page.locator('.node').count()).toBe(290);
  expect(await page.evaluate(clipped)).toEqual([]);
});
