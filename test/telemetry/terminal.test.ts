import { expect, test } from 'vitest';
import { palette, terminalListener } from '../../src/telemetry/index.ts';

function listen(options: { interactive: boolean; quiet?: boolean; columns?: number }) {
  const written: string[] = [];
  let now = 0;
  const listener = terminalListener({
    stream: { write: (text) => written.push(text), columns: options.columns ?? 80 },
    palette: palette(false),
    interactive: options.interactive,
    quiet: options.quiet ?? false,
    monotonic: () => now,
  });
  return { listener, written, pass: (milliseconds: number) => (now += milliseconds) };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
}

const clear = '\r\u001b[2K';
const waiting = { kind: 'waiting', holder: 'ann (run 12)', since: '2001-03-04T14:00:00Z' } as const;

test.each([
  [false, false],
  [false, true],
  [true, true],
])('who is waited for is told once (interactive %s, quiet %s)', (interactive, quiet) => {
  const { listener, written } = listen({ interactive, quiet });
  listener.emit(waiting);
  listener.emit(waiting);
  listener.close();
  expect(written).toEqual(['waiting for ann (run 12), at work since 2001-03-04 14:00 UTC\n']);
});

test('without a terminal nothing else is written', async () => {
  const { listener, written } = listen({ interactive: false });
  listener.emit({ kind: 'run-started', run: 1, stages: 2 });
  listener.emit({ kind: 'stage-started', asset: 'hourly', stage: 'build' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  listener.close();
  expect(written).toEqual([]);
});

test('the status line says what runs, how far, how long; it is taken away and comes back', async () => {
  const { listener, written, pass } = listen({ interactive: true });
  listener.emit({ kind: 'run-started', run: 1, stages: 12 });
  listener.emit({ kind: 'stage-started', asset: 'flights', stage: 'read' });
  listener.emit({ kind: 'stage-started', asset: 'hourly', stage: 'build' });
  listener.emit({ kind: 'stage-finished', asset: 'flights', stage: 'read', outcome: 'failed', seconds: 1 });
  pass(4200);
  await until(() => written.length > 0);
  expect(written[0]?.startsWith(clear)).toBe(true);
  expect(written[0]).toContain('hourly build · 1 of 12 · 1 failed · 4.2 s');

  listener.clear();
  expect(written.at(-1)).toBe(clear);
  const before = written.length;
  await until(() => written.length > before);
  expect(written.at(-1)).toContain('hourly build');

  listener.close();
  expect(written.at(-1)).toBe(clear);
  const after = written.length;
  listener.emit({ kind: 'stage-started', asset: 'late', stage: 'build' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toHaveLength(after);
});

test('the status line is shorter than the terminal', async () => {
  const { listener, written } = listen({ interactive: true, columns: 40 });
  for (let i = 0; i < 9; i++) listener.emit({ kind: 'stage-started', asset: `an_asset_with_a_name_${i}`, stage: 'build' });
  await until(() => written.length > 0);
  listener.close();
  expect((written[0] ?? '').length - clear.length).toBeLessThan(40);
  expect(written[0]).toContain('…');
});

test('work that takes no time shows no line', () => {
  const { listener, written } = listen({ interactive: true });
  listener.emit({ kind: 'run-started', run: 1, stages: 1 });
  listener.emit({ kind: 'stage-started', asset: 'hourly', stage: 'build' });
  listener.close();
  expect(written).toEqual([]);
});
