// Which shares of a fault are tried, and what is said of those that are not: never that an end is another than it would be.

import { expect, test } from 'vitest';
import { type Trial, usualOptions } from '../../src/rehearsal/index.ts';
import { type Attempt, tryFaults } from '../../src/rehearsal/trials.ts';
import { rig } from './rig.ts';

const { base } = rig();

type End = '=' | '!' | readonly string[] | undefined;

/** `=`: nothing changes; `!`: it survives; names: who notices; undefined: it can't be put in. */
const attemptOf = (end: End): Attempt | undefined =>
  end === undefined
    ? undefined
    : {
        caught: typeof end === 'string' ? [] : end.map((rule) => ({ by: 'rule', rule, asset: 't' })),
        changed: end === '=' ? [] : ['t'],
        equivalent: end === '=',
        because: end === '=' ? 'as it was' : 't changes',
        weight: 1,
        ms: 1,
      };

/** The ladder of `null` in a table's only column, with these ends at 0.1 %, 1 %, 10 % and all; what was tried, in order. */
async function climbed(...ends: readonly End[]) {
  const { facts } = await base('t', 'select i % 7 as a from range(10000) r(i)');
  const tried: number[] = [];
  const options = { ...usualOptions, operators: ['null'] };
  const attempt = async ({ share }: { share: number }): Promise<Attempt | undefined> => {
    tried.push(share);
    return attemptOf(ends[options.shares.indexOf(share)]);
  };
  return { tried, trials: await tryFaults([facts], options, { attempt }) };
}

const endOf = ({ caught, equivalent }: Trial): End => (equivalent === true ? '=' : caught.length === 0 ? '!' : caught.map(({ rule }) => rule ?? ''));

const cases: Readonly<Record<string, readonly [ends: readonly End[], tried: number]>> = {
  'noticed by one at every share: the ends are enough': [[['a'], ['a'], ['a'], ['a']], 2],
  'survived at every share: the ends are enough': [['!', '!', '!', '!'], 2],
  'noticed from a share on: bisection': [['!', '!', ['a'], ['a']], 4],
  'noticed of few rows alone, as a lost row among many is a gap and no row at all is none': [[['gap'], ['gap'], ['gap'], '!'], 4],
  'a part that makes no difference, and all rows that do': [['=', '=', '=', '!'], 4],
  'all rows that cancel themselves out': [['!', '!', '!', '='], 4],
  'a part of few rows that makes no difference, and survived from there on': [['=', '!', '!', '!'], 3],
  'a difference between ends that make none': [['=', '=', '!', '='], 4],
  'no difference anywhere': [['=', '=', '=', '='], 3],
  'all four ways': [['=', '!', ['a'], '='], 4],
};

test.each(Object.entries(cases))('%s', async (_, [ends, most]) => {
  const { trials, tried } = await climbed(...ends);
  expect(trials.map(endOf)).toEqual(ends);
  expect(new Set(tried).size).toBe(tried.length);
  expect(tried.length).toBeLessThanOrEqual(most);
  expect(trials.map(({ inferred }) => inferred)).toEqual(usualOptions.shares.map((share) => !tried.includes(share)));
});

test('what is not tried was noticed by those alone who notice less and more of it', async () => {
  const { trials } = await climbed(['a', 'b'], ['a', 'b'], ['a'], ['a', 'c']);
  expect(trials.map(endOf)).toEqual([['a', 'b'], ['a'], ['a'], ['a', 'c']]);
  expect(trials.map(({ inferred }) => inferred)).toEqual([false, true, true, false]);
});

test('noticed by one of few rows and by another of all: in between is tried', async () => {
  const { trials } = await climbed(['a'], ['a'], ['b'], ['b']);
  expect(trials.map(endOf)).toEqual([['a'], ['a'], ['b'], ['b']]);
});

test('a share at which it can not be put in is left out, and the others are not', async () => {
  const { trials } = await climbed(undefined, '!', '!', ['a']);
  expect(trials.map(({ fault }) => fault.share)).toEqual([0.01, 0.1, 1]);
  expect(trials.map(endOf)).toEqual(['!', '!', ['a']]);
  expect((await climbed('!', '!', '!', undefined)).trials).toEqual([]);
});
