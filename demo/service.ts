// The end of the demo: the service on the folder that the week has left. It takes in a file by itself, answers, shows a rollback, and says what a
// late night would cost. `once` asserts each of it and ends the service; else it goes on until Ctrl-C.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deliver } from './story.ts';

const afternoon = '2001-03-03T15:00:00-08:00';
const sundayNight = '2001-03-05T02:00:00-08:00';

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

export interface Stage {
  readonly folder: string;
  readonly once: boolean;
  /** The built command's file. */
  readonly bin: string;
  readonly trivet: (words: readonly string[], cwd: string, variables?: Readonly<Record<string, string>>, show?: boolean) => Promise<Ended>;
  readonly say: (line: string) => void;
  readonly command: (line: string) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** What went otherwise than it should; undefined: nothing. */
export async function serve(stage: Stage): Promise<string | undefined> {
  const { folder, once, say, command } = stage;
  say('3 March, 15:00. The service starts, and takes in the first half of the day when it is delivered.');
  const words = ['up', '--clock', afternoon];
  command(`trivet ${words.join(' ')} &`);
  const child = spawn(process.execPath, [stage.bin, ...words, ...((await portFree(4270)) ? [] : ['--port', '0'])], { cwd: folder, stdio: 'inherit' });
  const over = new Promise<number | null>((done) => child.on('close', done));
  try {
    const wrong = await scenes(stage, child);
    if (wrong || once) return wrong;
    console.log(`\nthe page: ${await addressOf(folder)}  (Ctrl-C ends the service)`);
    console.log(
      `try in ${folder}: alias trivet='"${process.execPath}" "${stage.bin}"', then: trivet · trivet log · trivet show bad_hour --environment prod`,
    );
    await over;
    return undefined;
  } finally {
    child.kill('SIGTERM');
    await over;
  }
}

async function scenes(stage: Stage, child: ChildProcess): Promise<string | undefined> {
  const { folder, say, command, trivet, pause } = stage;
  const url = await until(child, () => addressOf(folder));
  if (!url) return 'the service did not start';
  await deliver('2001-03-03-to-15')(folder);
  if (!(await until(child, async () => (await released(url)) === 9 || undefined))) return 'the service did not take in the file';
  await pause(1500);

  command(`curl -s '${url}/outputs/late?origin=SEA' -H 'Accept: text/csv' | tail -3`);
  const late = await ask(`${url}/outputs/late?origin=SEA`, 'text/csv');
  console.log(late.trimEnd().split('\n').slice(-3).join('\n'));
  command(`curl -s '${url}/outputs/bad_hour?origin=SEA'`);
  const bad = await ask(`${url}/outputs/bad_hour?origin=SEA`, 'application/json');
  console.log(bad.trimEnd());
  const { hour, probability } = JSON.parse(bad) as { hour: string; probability: number };
  if (!late.includes('2001-03-02') || Date.parse(hour) !== Date.parse(afternoon) || !(probability > 0 && probability < 1))
    return 'an output answers otherwise';
  await pause(2500);

  say('A rollback, under way: what is asked next comes from the release before.');
  command('trivet rollback --quiet');
  const back = await trivet(['rollback', '--quiet'], folder);
  if (back.code !== 0) return `rollback ended with ${back.code}`;
  if (!(await until(child, async () => (await released(url)) === 10 || undefined))) return 'the rollback does not show';
  command(`curl -s '${url}/outputs/bad_hour?origin=SEA'`);
  const before = await ask(`${url}/outputs/bad_hour?origin=SEA`, 'application/json');
  console.log(before.trimEnd());
  if ((JSON.parse(before) as { data_until: string }).data_until === (JSON.parse(bad) as { data_until: string }).data_until)
    return 'the rollback shows the same data';
  await pause(2500);
  return promised(stage);
}

/** A promise that breaks by the clock alone, and what is decided. */
async function promised({ folder, say, command, trivet, pause }: Stage): Promise<string | undefined> {
  say('And if nobody delivers until Monday night? The promise is broken, and whether to wake anyone is arithmetic.');
  const words = ['promises', '--at', sundayNight];
  command(`trivet ${words.join(' ')}`);
  const shown = await trivet(words, folder);
  await pause(2500);
  const { output } = await trivet([...words, '--json'], folder, {}, false);
  const { standings } = JSON.parse(output) as { standings: { subject: string; state: string; decision: { kind: string; text: string } | null }[] };
  const fresh = standings.find((s) => s.subject === 'late.fresh');
  return shown.code !== 70 && fresh?.state === 'broken' && fresh.decision?.kind === 'ticket'
    ? undefined
    : `late.fresh stands otherwise: ${JSON.stringify(fresh)}`;
}

/** Asks again every tenth of a second until there is an answer; undefined after a minute, or when the service has ended. */
async function until<T>(child: ChildProcess, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let i = 0; i < 600 && child.exitCode === null; i++) {
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
  return undefined;
}

async function addressOf(folder: string): Promise<string> {
  return (JSON.parse(await readFile(join(folder, '.trivet', 'up.json'), 'utf8')) as { url: string }).url;
}

async function released(url: string): Promise<number> {
  const response = await fetch(`${url}/outputs/late?origin=SEA`);
  await response.arrayBuffer();
  return Number(response.headers.get('trivet-release'));
}

/** With curl, as it is shown; a machine without it is asked the same by this process. */
async function ask(url: string, accept: string): Promise<string> {
  const curl = spawnSync('curl', ['-s', url, '-H', `Accept: ${accept}`], { encoding: 'utf8' });
  if (!curl.error) return curl.stdout;
  return (await fetch(url, { headers: { accept } })).text();
}

async function portFree(port: number): Promise<boolean> {
  const { createServer } = await import('node:net');
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}
