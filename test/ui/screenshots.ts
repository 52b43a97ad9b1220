// Photographs the page at 1280 and 400 pixels, light and dark, into docs/screenshots. By hand: `node test/ui/screenshots.ts [URL] [FOLDER] [NAME]`.
// With the URL of a running `trivet up` that page is taken, else two over a staged store: a calm one and, as `trouble`, one in trouble.

import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../rig/index.ts';
import { freshStore } from './open.ts';
import { liveKey, pageRules, recordOf } from './rehearsed.ts';
import { report } from './report.ts';
import { serve, startBrowser, worldOf } from './rig.ts';
import { smallerPng } from './smaller-png.ts';
import { stage, templateFiles } from './stage.ts';

const [given, folder = join(root, 'docs', 'screenshots'), called = 'page'] = process.argv.slice(2);
const only = process.env.ONLY;

interface Shot {
  readonly name: string;
  readonly url: string;
  readonly width: number;
  readonly scheme: 'light' | 'dark';
  readonly whole: boolean;
}

async function take(browser: Browser, { name, url, width, scheme, whole }: Shot): Promise<void> {
  // of a page in trouble its upper part: the rest is as in the calm one
  const height = name === 'trouble' ? 1800 : 840;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('main .legs').waitFor();
  if (url.includes('#')) await page.locator('dialog .data-table, dialog .code').first().waitFor();
  if (name === 'rehearsal') await page.locator('.rehearsal .matrix').first().waitFor();
  const path = join(folder, `${name}-${width}-${scheme}.png`);
  if (name === 'rehearsal') await page.locator('.rehearsal').screenshot({ path });
  else await page.screenshot({ path, fullPage: whole });
  await context.close();
  writeFileSync(path, smallerPng(readFileSync(path)));
  process.stdout.write(`${path} ${Math.round(statSync(path).size / 1000)} kB\n`);
}

async function staged(troubled: boolean): Promise<{ readonly url: string; close(): Promise<void> }> {
  const store = await freshStore();
  const made = await stage(store, await templateFiles());
  await made.week();
  const problems = {
    differs: async () => [
      { path: 'assets/hourly.sql', change: 'changed' as const },
      { path: 'outputs/by_city.sql', change: 'added' as const },
    ],
  };
  if (troubled) {
    const failing = { 'departures.usual-flights': { offending: 3, columns: ['origin', 'day'], sample: [['SEA', '2001-03-04']] } };
    const { run } = await made.day('2001-03-04', { failing });
    await store.putCached('why', [{ key: 'departures.usual-flights', value: whyDocument(run) }]);
  }
  await store.putRehearsal(recordOf(made.product()));
  const known = { rules: async () => pageRules(made.product()), rehearsalKey: async () => liveKey };
  const scene = worldOf(made, troubled ? { ...known, ...problems } : known, report(troubled ? 'troubled' : 'calm'));
  const served = await serve(scene.world);
  return {
    url: served.url,
    close: async () => {
      await served.close();
      await store.close();
    },
  };
}

const whyDocument = (run: number) => ({
  failure: { asset: 'departures', check: 'departures.usual-flights', run, environment: 'prod', message: '3 offending rows', others: [] },
  verdict: {
    kind: 'single',
    legs: ['environment'],
    causes: [{ leg: 'environment', what: 'setting timezone', from: 'America/Los_Angeles', to: 'UTC' }],
    note: null,
  },
  corners: [
    { data: 'bad', code: 'good', environment: 'bad', outcome: 'fail', control: true, note: null },
    { data: 'good', code: 'good', environment: 'good', outcome: 'pass', control: true, note: null },
    { data: 'bad', code: 'good', environment: 'good', outcome: 'pass', control: false, note: null },
    { data: 'good', code: 'good', environment: 'bad', outcome: 'fail', control: false, note: null },
  ],
});

mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const pages = given
  ? [{ name: called, url: given, close: async () => {} }]
  : [
      { name: 'page', ...(await staged(false)) },
      { name: 'trouble', ...(await staged(true)) },
    ];
for (const { name, url, close } of pages) {
  for (const width of [1280, 400]) {
    for (const scheme of ['light', 'dark'] as const) {
      if (!only || `${name} ${width} ${scheme}`.includes(only))
        await take(browser, { name, url: `${url}/`, width, scheme, whole: name !== 'trouble' });
      if (name === 'page' && (!only || `detail ${width} ${scheme}`.includes(only)))
        await take(browser, { name: 'detail', url: `${url}/#hourly`, width, scheme, whole: false });
      if (name === 'page' && (!only || `rehearsal ${width} ${scheme}`.includes(only)))
        await take(browser, { name: 'rehearsal', url: `${url}/`, width, scheme, whole: false });
    }
  }
  await close();
}
await browser.close();
